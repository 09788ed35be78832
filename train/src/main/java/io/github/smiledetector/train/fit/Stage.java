package io.github.smiledetector.train.fit;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.error.StoppedException;
import io.github.smiledetector.train.checkpoint.Checkpoint;
import io.github.smiledetector.train.checkpoint.Checkpoints;
import io.github.smiledetector.train.data.LabelledPicture;
import io.github.smiledetector.train.network.CutPoint;
import io.github.smiledetector.train.network.LearningState;
import io.github.smiledetector.train.network.MobileNetV2;
import io.github.smiledetector.train.network.SmileNetwork;
import io.github.smiledetector.train.network.Trainable;
import io.github.smiledetector.train.network.Weights;
import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.EpochResult;
import io.github.smiledetector.train.recipe.History;
import io.github.smiledetector.train.recipe.RunOptions;
import io.github.smiledetector.train.recipe.TrainingPosition;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One stage of training from its first epoch, or from a checkpoint, to its last.
 *
 * <p>What does not learn, the {@link Trunk}, is computed for inference alone, beside the steps; the
 * steps take what comes out of it. Validation takes the whole network through the same way.
 */
public final class Stage {
  /** Pictures a part of a batch has at least. */
  private static final int SMALLEST_PART = 8;

  /** More parts than this gain little and take memory each. */
  private static final int MOST_PARTS = 8;

  /** Parts of a batch where every machine is to come to the same bits. */
  private static final int DETERMINISTIC_PARTS = 2;

  private final Approach approach;
  private final Checkpoint.Identity identity;
  private final TrainingRecipe recipe;
  private final TrainingData data;
  private final Checkpoints checkpoints;
  private final RunOptions options;
  private final BooleanSupplier stopWanted;
  private final TrainingListener listener;
  private List<float[]> validationFeatures = List.of();
  private long keptAt;

  /**
   * What a stage leaves behind.
   *
   * @param weights after the last epoch
   * @param history every epoch's figures
   */
  public record Outcome(Weights weights, History history) {}

  /**
   * @param approach which stage
   * @param identity of this training, for its checkpoints; its recipe says how to train
   * @param data on what
   * @param checkpoints where they go
   * @param options how to run
   * @param stopWanted asked after every step
   * @param listener hears of it
   */
  public Stage(
      Approach approach,
      Checkpoint.Identity identity,
      TrainingData data,
      Checkpoints checkpoints,
      RunOptions options,
      BooleanSupplier stopWanted,
      TrainingListener listener) {
    this.approach = approach;
    this.identity = identity;
    this.recipe = identity.recipe();
    this.data = data;
    this.checkpoints = checkpoints;
    this.options = options;
    this.stopWanted = stopWanted;
    this.listener = listener;
  }

  /**
   * Trains.
   *
   * @param start weights that the stage starts, or once started, from
   * @param from how far it had come, and with what
   * @return weights and figures
   * @throws StoppedException if it was asked to stop; a checkpoint was written
   * @throws ModelException if the loss is no longer a number; the last checkpoint is from before
   * @throws io.github.smiledetector.error.DataException if a picture can no longer be read or a
   *     checkpoint cannot be written
   */
  public Outcome run(Weights start, Optional<Checkpoint> from) {
    Trainable trainable = trainable(approach, recipe);
    CutPoint cut = CutPoint.below(trainable);
    listener.stageStarted(
        approach, recipe.epochs(), data.training().size(), data.validation().size());
    int side = recipe.imageSidePx();
    int channels = data.channels();
    try (SmileNetwork network =
            new SmileNetwork(
                side,
                channels,
                start,
                from.map(Checkpoint::state).orElse(LearningState.NEW),
                trainable,
                recipe.dropout(),
                recipe.averaging(),
                recipe.margin(),
                recipe.broadWeight(),
                parts());
        Trunk trunk = cut.equals(CutPoint.PICTURES) ? null : trunkTo(cut, start);
        PictureBatches batches =
            new PictureBatches(data.decoded(), side, channels, recipe.batchSize())) {
      TrainingPosition position = from.map(Checkpoint::position).orElse(TrainingPosition.START);
      keptAt = System.nanoTime();
      while (position.epochs().size() < recipe.epochs()) {
        EpochResult result = epoch(position, network, Optional.ofNullable(trunk), batches);
        position = position.after(result);
        keep(position, network);
        listener.epochFinished(approach, result);
      }
      return new Outcome(network.weights(), new History(approach, position.epochs()));
    }
  }

  /**
   * What learns in a stage.
   *
   * @throws OptionException if the recipe's limit is no layer of the backbone, or nothing would
   *     learn
   */
  public static Trainable trainable(Approach approach, TrainingRecipe recipe) {
    return approach == Approach.FROZEN
        ? Trainable.DENSE_ONLY
        : new Trainable(MobileNetV2.layerIndex(recipe.limit()), recipe.trainDense());
  }

  private int parts() {
    int processors = Runtime.getRuntime().availableProcessors();
    return parts(recipe, options.deterministic() ? DETERMINISTIC_PARTS : processors);
  }

  /** How many parts of a batch run side by side: one a processor, none of them too small. */
  static int parts(TrainingRecipe recipe, int processors) {
    int useful = Math.min(MOST_PARTS, Math.max(1, recipe.batchSize() / SMALLEST_PART));
    return Math.min(useful, processors);
  }

  private EpochResult epoch(
      TrainingPosition position,
      SmileNetwork network,
      Optional<Trunk> trunk,
      PictureBatches batches) {
    long begin = System.nanoTime();
    int epoch = position.epoch();
    long seed =
        new Random(recipe.seed() ^ ((approach == Approach.FROZEN ? 0 : 1_000_003L) + epoch))
            .nextLong();
    List<LabelledPicture> order = new ArrayList<>(data.training());
    Collections.shuffle(order, new Random(seed));

    double rate =
        approach == Approach.FROZEN
            ? recipe.learningRate()
            : recipe.learningRate() * recipe.learningRateFactor();
    Tally training = new Tally(position);
    Supplier<TrainingPosition> now =
        () -> training.position(position.epochs(), position.seconds() + secondsSince(begin));
    batches.pass(
        new PictureBatches.Pass(order, position.pictures(), recipe.augmentation(), seed),
        trunk,
        batch -> {
          double progress =
              (epoch - 1 + (double) training.pictures() / order.size()) / recipe.epochs();
          double rateNow = rate * recipe.schedule().factor(progress);
          SmileNetwork.Step step =
              network.train(
                  batch.values(), batch.smiling(), batch.broad(), batch.weights(), rateNow, seed);
          if (!Double.isFinite(step.loss())) {
            throw diverged("the training loss became " + step.loss(), epoch, training.pictures());
          }
          training.add(step.loss(), step.logits(), batch.smiling());
          listener.trained(epoch, training.pictures(), training.loss(), training.accuracy());
          keepIfDue(now.get(), network);
        });
    Runnable keepIfDue = () -> keepIfDue(now.get(), network);
    requireFinite(network.state(), epoch, training.pictures());
    Tally validation = validate(epoch, network, trunk, batches, keepIfDue);
    if (!Double.isFinite(validation.loss())) {
      throw diverged("the validation loss became " + validation.loss(), epoch, order.size());
    }
    return new EpochResult(
        epoch,
        position.seconds() + secondsSince(begin),
        training.loss(),
        training.accuracy(),
        training.accuracyAtHalfLogit(),
        validation.loss(),
        validation.accuracy(),
        validation.accuracyAtHalfLogit());
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private void keepIfDue(TrainingPosition position, SmileNetwork network) {
    if (stopWanted.getAsBoolean()) {
      Path file = keep(position, network);
      throw new StoppedException(
          String.format(
              Locale.ROOT,
              "stopped in epoch %d of %d of the %s stage, after %,d of %,d pictures; nothing is lost: %s",
              position.epoch(),
              recipe.epochs(),
              approach.label(),
              position.pictures(),
              data.training().size(),
              file));
    }
    if (System.nanoTime() - keptAt >= options.checkpointEvery().toNanos()) {
      keep(position, network);
    }
  }

  private Path keep(TrainingPosition position, SmileNetwork network) {
    LearningState state = network.state();
    requireFinite(state, position.epoch(), position.pictures());
    Path file = checkpoints.write(new Checkpoint(identity, position, state));
    keptAt = System.nanoTime();
    listener.checkpointWritten(file);
    return file;
  }

  private void requireFinite(LearningState state, int epoch, int pictures) {
    if (!finite(state.values().values())
        || !finite(state.firstMoments().values())
        || !finite(state.secondMoments().values())
        || !finite(state.averages().values())) {
      throw diverged("a weight or its gradient is no longer a number", epoch, pictures);
    }
  }

  private static boolean finite(Collection<float[]> arrays) {
    for (float[] array : arrays) {
      for (float value : array) {
        if (!Float.isFinite(value)) {
          return false;
        }
      }
    }
    return true;
  }

  private ModelException diverged(String what, int epoch, int pictures) {
    return new ModelException(
        String.format(
            Locale.ROOT,
            "%s in epoch %d after %,d pictures: the training diverged. Try a smaller learning rate (%s stage: %s%s). %s",
            what,
            epoch,
            pictures,
            approach.label(),
            recipe.learningRate(),
            approach == Approach.FROZEN ? "" : " x " + recipe.learningRateFactor(),
            checkpoints
                .newestFile()
                .map(file -> "The last good checkpoint is kept: " + file)
                .orElse("There was no checkpoint yet")));
  }

  /**
   * Validation pictures are never augmented, so a backbone that does not learn gives the same
   * features every epoch: they are kept.
   */
  private Tally validate(
      int epoch,
      SmileNetwork network,
      Optional<Trunk> trunk,
      PictureBatches batches,
      Runnable afterBatch) {
    Weights weights = network.weights();
    if (approach == Approach.FROZEN) {
      return validateDense(epoch, weights, trunk, batches, afterBatch);
    }
    Tally tally = new Tally();
    try (Trunk whole = trunkTo(CutPoint.LOGIT, weights)) {
      batches.pass(
          PictureBatches.Pass.unchanged(data.validation()),
          Optional.of(whole),
          batch -> {
            float[] logits = new float[batch.count()];
            batch.values().get(logits);
            tally.add(logits, batch.smiling());
            listener.validated(epoch, tally.pictures());
            afterBatch.run();
          });
    }
    return tally;
  }

  private Tally validateDense(
      int epoch,
      Weights weights,
      Optional<Trunk> backbone,
      PictureBatches batches,
      Runnable afterBatch) {
    if (validationFeatures.isEmpty()) {
      List<float[]> kept = new ArrayList<>();
      batches.pass(
          PictureBatches.Pass.unchanged(data.validation()),
          backbone,
          batch -> {
            for (int i = 0; i < batch.count(); i++) {
              float[] features = new float[MobileNetV2.FEATURES];
              batch.values().get(features);
              kept.add(features);
            }
            listener.validated(epoch, kept.size());
            afterBatch.run();
          });
      validationFeatures = kept;
    }
    Tally tally = new Tally();
    float[] kernel = weights.values(Weights.DENSE_KERNEL);
    for (LabelledPicture picture : data.validation()) {
      float[] features = validationFeatures.get(tally.pictures());
      double logit = weights.values(Weights.DENSE_BIAS)[0];
      for (int i = 0; i < features.length; i++) {
        logit += features[i] * kernel[i];
      }
      tally.add(new float[] {(float) logit}, new float[] {(float) picture.smile()});
    }
    listener.validated(epoch, tally.pictures());
    return tally;
  }

  private Trunk trunkTo(CutPoint end, Weights weights) {
    return new Trunk(weights, recipe.imageSidePx(), data.channels(), end);
  }
}
