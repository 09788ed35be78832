package io.github.smiledetector.train.fit;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.train.data.LabelledPicture;
import io.github.smiledetector.train.data.Split;
import io.github.smiledetector.train.network.MobileNetV2;
import io.github.smiledetector.train.network.SmileNetwork;
import io.github.smiledetector.train.network.Trainable;
import io.github.smiledetector.train.network.Weights;
import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.Augmentation;
import io.github.smiledetector.train.recipe.EpochResult;
import io.github.smiledetector.train.recipe.History;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** One stage of training from its first epoch to its last. */
public final class Stage {
  private final Approach approach;
  private final TrainingRecipe recipe;
  private final Split split;
  private final TrainingListener listener;
  private boolean colour;
  private List<float[]> validationFeatures = List.of();

  /**
   * What a stage leaves behind.
   *
   * @param weights after the last epoch
   * @param history every epoch's figures
   * @param colour whether any picture had colour channels; without one, an exported model can read
   *     grey
   */
  public record Outcome(Weights weights, History history, boolean colour) {}

  /**
   * @param approach which stage
   * @param recipe how
   * @param split on what
   * @param listener hears of it
   */
  public Stage(Approach approach, TrainingRecipe recipe, Split split, TrainingListener listener) {
    this.approach = approach;
    this.recipe = recipe;
    this.split = split;
    this.listener = listener;
  }

  /**
   * Trains.
   *
   * @param start weights to start from
   * @return weights and figures; nothing is written
   * @throws ModelException if the loss is no longer a number
   * @throws io.github.smiledetector.error.PictureException if a picture cannot be read
   */
  public Outcome run(Weights start) {
    boolean frozen = approach == Approach.FROZEN;
    Trainable trainable =
        frozen
            ? Trainable.DENSE_ONLY
            : new Trainable(MobileNetV2.layerIndex(recipe.limit()), recipe.trainDense());
    double rate =
        frozen ? recipe.learningRate() : recipe.learningRate() * recipe.learningRateFactor();
    List<EpochResult> epochs = new ArrayList<>();
    listener.stageStarted(
        approach, recipe.epochs(), split.training().size(), split.validation().size());
    try (SmileNetwork network =
            new SmileNetwork(recipe.imageSidePx(), start, trainable, recipe.dropout());
        PictureBatches batches = new PictureBatches(recipe.imageSidePx(), recipe.batchSize())) {
      for (int epoch = 1; epoch <= recipe.epochs(); epoch++) {
        EpochResult result = epoch(epoch, network, batches, rate);
        epochs.add(result);
        listener.epochFinished(approach, result);
      }
      return new Outcome(network.weights(), new History(approach, epochs), colour);
    }
  }

  private EpochResult epoch(int epoch, SmileNetwork network, PictureBatches batches, double rate) {
    long begin = System.nanoTime();
    long seed =
        new Random(recipe.seed() ^ ((approach == Approach.FROZEN ? 0 : 1_000_003L) + epoch))
            .nextLong();
    List<LabelledPicture> order = new ArrayList<>(split.training());
    Collections.shuffle(order, new Random(seed));

    Tally training = new Tally();
    batches.pass(
        order,
        recipe.augmentation(),
        seed,
        batch -> {
          double progress =
              (epoch - 1 + (double) training.pictures() / order.size()) / recipe.epochs();
          double rateNow = rate * recipe.schedule().factor(progress);
          SmileNetwork.Step step = network.train(batch.pictures(), batch.smiling(), rateNow, seed);
          if (!Double.isFinite(step.loss())) {
            throw new ModelException(
                "the training loss became "
                    + step.loss()
                    + " in epoch "
                    + epoch
                    + ": try a smaller learning rate than "
                    + rate);
          }
          colour |= batch.colour();
          training.add(step.loss(), step.logits(), batch.smiling());
          listener.trained(epoch, training.pictures(), training.loss(), training.accuracy());
        });
    Tally validation = validate(epoch, network, batches);
    return new EpochResult(
        epoch,
        (System.nanoTime() - begin) / 1e9,
        training.loss(),
        training.accuracy(),
        training.accuracyAtHalfLogit(),
        validation.loss(),
        validation.accuracy(),
        validation.accuracyAtHalfLogit());
  }

  /**
   * Validation pictures are never augmented, so a backbone that does not learn gives the same
   * features every epoch: they are kept.
   */
  private Tally validate(int epoch, SmileNetwork network, PictureBatches batches) {
    Tally tally = new Tally();
    if (!validationFeatures.isEmpty()) {
      List<LabelledPicture> pictures = split.validation();
      for (float[] features : validationFeatures) {
        int count = features.length / MobileNetV2.FEATURES;
        float[] smiling = new float[count];
        for (int i = 0; i < count; i++) {
          smiling[i] = pictures.get(tally.pictures() + i).smiling() ? 1 : 0;
        }
        tally.add(network.logitsOfFeatures(features, count), smiling);
      }
      listener.validated(epoch, tally.pictures());
      return tally;
    }
    List<float[]> kept = new ArrayList<>();
    batches.pass(
        split.validation(),
        Augmentation.NONE,
        0,
        batch -> {
          float[] logits;
          if (approach == Approach.FROZEN) {
            float[] features = network.features(batch.pictures(), batch.count());
            kept.add(features);
            logits = network.logitsOfFeatures(features, batch.count());
          } else {
            logits = network.logits(batch.pictures(), batch.count());
          }
          colour |= batch.colour();
          tally.add(logits, batch.smiling());
          listener.validated(epoch, tally.pictures());
        });
    validationFeatures = kept;
    return tally;
  }
}
