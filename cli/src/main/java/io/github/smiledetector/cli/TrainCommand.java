package io.github.smiledetector.cli;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.train.StartingPoint;
import io.github.smiledetector.train.TrainedModel;
import io.github.smiledetector.train.Trainer;
import io.github.smiledetector.train.data.BackboneWeights;
import io.github.smiledetector.train.data.LabelledPictures;
import io.github.smiledetector.train.data.PictureFolders;
import io.github.smiledetector.train.data.Smilesmiled;
import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.Augmentation;
import io.github.smiledetector.train.recipe.EpochResult;
import io.github.smiledetector.train.recipe.Schedule;
import io.github.smiledetector.train.recipe.SplitKind;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code smile train}: both approaches of transfer learning on a folder of pictures. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains a smile classifier on pictures in one folder a class.",
      "",
      "frozen:   only the dense layer on top of MobileNetV2 learns.",
      "unfrozen: MobileNetV2 learns too, from --limit on, at a tenth of the learning rate; starts from a frozen model.",
      "Defaults are those of the reference script, so a run without options repeats its experiment.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smile data fetch smilesmiled",
      "  smile models fetch mobilenet-v2",
      "  smile train data/smilesmiled                      # the reference experiment, both approaches",
      "  smile train faces --smiling grin --approach both --image-size 96 --limit 0 --train-dense --out runs/mine",
      "  smile export runs/mine/unfrozen_model --out mine.smile"
    })
final class TrainCommand implements Callable<Integer> {
  private enum Approaches {
    FROZEN,
    UNFROZEN,
    BOTH
  }

  @Parameters(paramLabel = "DIR", description = "Folder with one sub-folder of pictures a class.")
  private Path pictures;

  @Mixin private ClassOptions classes;

  @Option(
      names = "--approach",
      paramLabel = "frozen|unfrozen|both",
      defaultValue = "both",
      description = "What to train (default: ${DEFAULT-VALUE}).")
  private Approaches approach;

  @Option(
      names = "--out",
      paramLabel = "RUN",
      description = "Folder for models, history and plot (default: runs/<date and time>).")
  private Path out;

  @Option(
      names = "--frozen-model",
      paramLabel = "MODEL",
      description =
          "With --approach unfrozen: the frozen model to start from (default: RUN/frozen_model).")
  private Path frozenModel;

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
      paramLabel = "constant|cosine",
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
      names = "--seed",
      paramLabel = "N",
      description = "Of split, order, augmentation and dropout (default: 42).")
  private Long seed;

  @Option(
      names = "--split",
      paramLabel = "reference|stratified",
      description =
          "How validation pictures are chosen (default: reference, the reference script's, for SMILEsmileD, else stratified).")
  private SplitKind split;

  @Option(
      names = "--validation-share",
      paramLabel = "SHARE",
      description = "Pictures kept for validation (default: 0.2).")
  private Double validationShare;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    LabelledPictures labelled = PictureFolders.read(pictures, classes.choice());
    TrainingRecipe recipe = recipe(labelled);
    Path run =
        out != null
            ? out
            : Path.of(
                "runs",
                LocalDateTime.now(ZoneId.systemDefault())
                    .format(DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss")));
    if (frozenModel != null && approach != Approaches.UNFROZEN) {
      throw new OptionException(
          "--frozen-model goes with --approach unfrozen only; the other approaches train their own");
    }
    err.printf(
        "%,d pictures of %s: %,d smiling (%s), %,d not (%s)%n",
        labelled.pictures().size(),
        pictures,
        labelled.smilingCount(),
        labelled.smilingClass(),
        labelled.pictures().size() - labelled.smilingCount(),
        labelled.otherClass());
    Trainer trainer = new Trainer(labelled, recipe, run, new TrainingProgress(err));
    Path start = frozenModel != null ? frozenModel : run.resolve(Approach.FROZEN.modelFolder());
    if (approach != Approaches.UNFROZEN) {
      report(trainer.frozen(startingPoint(recipe)));
    }
    if (approach != Approaches.FROZEN) {
      report(trainer.unfrozen(start));
    }
    spec.commandLine().getOut().println(run);
    return ExitCode.DONE;
  }

  private void report(TrainedModel model) {
    PrintWriter err = spec.commandLine().getErr();
    EpochResult best = model.history().best().orElseThrow();
    err.printf(
        Locale.ROOT,
        "%s: best validation accuracy %.2f %% in epoch %d, last %.2f %%; saved in %s%n",
        model.history().approach().label(),
        100 * best.validationAccuracy(),
        best.epoch(),
        100
            * model
                .history()
                .epochs()
                .get(model.history().epochs().size() - 1)
                .validationAccuracy(),
        model.folder());
    err.flush();
  }

  private StartingPoint startingPoint(TrainingRecipe recipe) {
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

  private TrainingRecipe recipe(LabelledPictures labelled) {
    TrainingRecipe recipe = TrainingRecipe.REFERENCE.withTrainDense(trainDense);
    SplitKind byData =
        Smilesmiled.FINGERPRINT.equals(labelled.fingerprint())
            ? SplitKind.REFERENCE
            : SplitKind.STRATIFIED;
    recipe = recipe.withSplit(Optional.ofNullable(split).orElse(byData));
    if (noAugment && rotation != null) {
      throw new OptionException("--no-augment and --rotation contradict each other");
    }
    if (noAugment) {
      recipe = recipe.withAugmentation(Augmentation.NONE);
    }
    if (rotation != null) {
      recipe = recipe.withAugmentation(new Augmentation(true, rotation));
    }
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
