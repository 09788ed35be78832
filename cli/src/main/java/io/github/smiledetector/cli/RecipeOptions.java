package io.github.smiledetector.cli;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.train.StartingPoint;
import io.github.smiledetector.train.data.BackboneWeights;
import io.github.smiledetector.train.data.LabelledPictures;
import io.github.smiledetector.train.data.Smilesmiled;
import io.github.smiledetector.train.recipe.Augmentation;
import io.github.smiledetector.train.recipe.Schedule;
import io.github.smiledetector.train.recipe.SplitKind;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say how a network is trained and from which weights. */
final class RecipeOptions {
  /** What all other options change. */
  enum Preset {
    REFERENCE,
    QUICK,
    GENERAL;

    TrainingRecipe recipe() {
      return switch (this) {
        case REFERENCE -> TrainingRecipe.REFERENCE;
        case QUICK -> TrainingRecipe.QUICK;
        case GENERAL -> TrainingRecipe.GENERAL;
      };
    }

    /** Whether a frozen stage comes before the one in which everything learns. */
    boolean beginsFrozen() {
      return this == REFERENCE;
    }
  }

  @Option(
      names = "--recipe",
      paramLabel = "reference|quick|general",
      defaultValue = "reference",
      description = {
        "What the options below change (default: ${DEFAULT-VALUE}):",
        "reference: the reference script's;",
        "quick: the quickest good one: small pictures, everything learns at once, no frozen stage;",
        "general: for faces never seen: as quick, but longer, on pictures that vary in all that photos vary in, with averaged weights."
      })
  private Preset preset;

  @Option(
      names = "--weights",
      paramLabel = "FILE|none",
      description =
          "Backbone weights, a Keras HDF5 file, or none for random ones (default: what `smile models fetch mobilenet-v2` stored).")
  private String weights;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the training pictures, each stage (default: 5).")
  private Integer epochs;

  @Option(names = "--batch-size", paramLabel = "N", description = "Pictures a step (default: 32).")
  private Integer batchSize;

  @Option(
      names = "--image-size",
      paramLabel = "PX",
      description = "Side of the square that the network sees, from 32 (default: 160).")
  private Integer imageSize;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description = "Adam's learning rate when frozen (default: 0.001).")
  private Double learningRate;

  @Option(
      names = "--learning-rate-factor",
      paramLabel = "FACTOR",
      description = "What unfrozen multiplies it by (default: 0.1).")
  private Double learningRateFactor;

  @Option(
      names = "--schedule",
      paramLabel = "constant|cosine|one_cycle",
      description = "How the learning rate moves within a stage (default: constant).")
  private Schedule schedule;

  @Option(
      names = "--limit",
      paramLabel = "LAYER",
      description =
          "First MobileNetV2 layer that learns when unfrozen: index or name, 0 for all (default: 118; `smile summary --all` lists them).")
  private String limit;

  @Option(
      names = "--train-dense",
      description =
          "Let the dense layer go on learning when unfrozen (the reference keeps it fixed).")
  private boolean trainDense;

  @Option(
      names = "--dropout",
      paramLabel = "SHARE",
      description = "Features dropped in training (default: 0.2).")
  private Double dropout;

  @Option(names = "--no-augment", description = "Train on the pictures as they are.")
  private boolean noAugment;

  @Option(
      names = "--rotation",
      paramLabel = "TURN",
      description = "Largest random rotation each way, share of a full turn (default: 0.2).")
  private Double rotation;

  @Option(
      names = "--shift",
      paramLabel = "SHARE",
      description =
          "Largest random shift each way, share of the network's square (default: 0; general: 0.06).")
  private Double shift;

  @Option(
      names = "--scale",
      paramLabel = "SHARE",
      description =
          "How much larger or smaller the network's square gets at random (default: 0; general: 0.15).")
  private Double scale;

  @Option(
      names = "--appearance",
      paramLabel = "STRENGTH",
      description =
          "How strongly light, colour, sharpness and noise change at random, 0 to 2 (default: 0; general: 1).")
  private Double appearance;

  @Option(
      names = "--averaging",
      paramLabel = "SHARE",
      description =
          "Keep the running mean of the weights, of which each step keeps this share; 0 for the last step's weights (default: 0; general: 0.998).")
  private Double averaging;

  @Option(
      names = "--margin",
      paramLabel = "LOGITS",
      description =
          "How many logits a broad smile lies above a smile, where pictures have a --broad label, too; 0 to learn nothing of it (default: 0; general: 3).")
  private Double margin;

  @Option(
      names = "--broad-weight",
      paramLabel = "WEIGHT",
      description =
          "How much a --broad label counts, a label for a smile being 1 (default: 1; general: 0.5).")
  private Double broadWeight;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of split, order, augmentation and dropout (default: 42).")
  private Long seed;

  @Option(
      names = "--split",
      paramLabel = "reference|stratified|by_person",
      description =
          "How validation pictures are chosen (default: reference, the reference script's, for SMILEsmileD; by_person where a table names persons, and then pictures of nobody known are only learnt from; else stratified).")
  private SplitKind split;

  @Option(
      names = "--validation-share",
      paramLabel = "SHARE",
      description = "Pictures kept for validation (default: 0.2).")
  private Double validationShare;

  Preset preset() {
    return preset;
  }

  StartingPoint startingPoint(TrainingRecipe recipe) {
    if ("none".equals(weights)) {
      return StartingPoint.random(recipe.seed());
    }
    Path file =
        weights != null
            ? Path.of(weights)
            : BackboneWeights.installed(recipe.imageSidePx())
                .orElseThrow(
                    () ->
                        new ModelException(
                            "no ImageNet weights for MobileNetV2 on this machine. Run `smile models fetch mobilenet-v2`, or give --weights FILE (Keras HDF5) or --weights none."));
    return StartingPoint.keras(file, recipe.seed());
  }

  /** For these pictures: the split that goes with them unless another is asked for. */
  TrainingRecipe recipe(LabelledPictures labelled) {
    return recipe().withSplit(Optional.ofNullable(split).orElseGet(() -> splitFor(labelled)));
  }

  private static SplitKind splitFor(LabelledPictures labelled) {
    if (Smilesmiled.FINGERPRINT.equals(labelled.fingerprint())) {
      return SplitKind.REFERENCE;
    }
    return labelled.pictures().stream().anyMatch(picture -> !picture.person().isEmpty())
        ? SplitKind.BY_PERSON
        : SplitKind.STRATIFIED;
  }

  /** Without looking at any pictures. */
  TrainingRecipe recipe() {
    TrainingRecipe recipe = preset.recipe();
    boolean augmented = rotation != null || shift != null || scale != null || appearance != null;
    if (noAugment && augmented) {
      throw new OptionException(
          "--no-augment contradicts --rotation, --shift, --scale and --appearance");
    }
    if (noAugment) {
      recipe = recipe.withAugmentation(Augmentation.NONE);
    }
    if (augmented) {
      Augmentation usual = recipe.augmentation();
      recipe =
          recipe.withAugmentation(
              new Augmentation(
                  true,
                  Objects.requireNonNullElse(rotation, usual.rotation()),
                  Objects.requireNonNullElse(shift, usual.shift()),
                  Objects.requireNonNullElse(scale, usual.scale()),
                  Objects.requireNonNullElse(appearance, usual.appearance())));
    }
    recipe = margin == null ? recipe : recipe.withMargin(margin);
    recipe = broadWeight == null ? recipe : recipe.withBroadWeight(broadWeight);
    recipe = averaging == null ? recipe : recipe.withAveraging(averaging);
    recipe = trainDense ? recipe.withTrainDense(true) : recipe;
    recipe = epochs == null ? recipe : recipe.withEpochs(epochs);
    recipe = batchSize == null ? recipe : recipe.withBatchSize(batchSize);
    recipe = imageSize == null ? recipe : recipe.withImageSidePx(imageSize);
    recipe = learningRate == null ? recipe : recipe.withLearningRate(learningRate);
    recipe =
        learningRateFactor == null ? recipe : recipe.withLearningRateFactor(learningRateFactor);
    recipe = schedule == null ? recipe : recipe.withSchedule(schedule);
    recipe = limit == null ? recipe : recipe.withLimit(limit);
    recipe = dropout == null ? recipe : recipe.withDropout(dropout);
    recipe = seed == null ? recipe : recipe.withSeed(seed);
    return validationShare == null ? recipe : recipe.withValidationShare(validationShare);
  }
}
