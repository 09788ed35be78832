package io.github.smiledetector.train.fit;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.train.checkpoint.Checkpoint;
import io.github.smiledetector.train.checkpoint.Checkpoints;
import io.github.smiledetector.train.checkpoint.StageIdentity;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * One stage of training from its first epoch, or from a checkpoint, to its last.
 *
 * <p>What does not learn, the {@link Trunk}, is computed for inference alone, beside the steps; the
 * steps take what comes out of it. Validation takes the whole network through the same way.
 */
public final class Stage {
  private final Approach approach;
  private final StageIdentity identity;
  private final TrainingRecipe recipe;
  private final TrainingData data;
  private final Checkpoints<StageIdentity, TrainingPosition> checkpoints;
  private final RunOptions options;
  private final BooleanSupplier stopWanted;
  private final TrainingListener listener;

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
      StageIdentity identity,
      TrainingData data,
      Checkpoints<StageIdentity, TrainingPosition> checkpoints,
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
   * @throws io.github.smiledetector.error.StoppedException if it was asked to stop; a checkpoint
   *     was written
   * @throws io.github.smiledetector.error.ModelException if the loss is no longer a number; the
   *     last checkpoint is from before
   * @throws io.github.smiledetector.error.DataException if a picture can no longer be read or a
   *     checkpoint cannot be written
   */
  public Outcome run(Weights start, Optional<Checkpoint<StageIdentity, TrainingPosition>> from) {
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
                BatchParts.of(recipe.batchSize(), options));
        Trunk trunk = cut.equals(CutPoint.PICTURES) ? null : trunkTo(cut, start);
        PictureBatches batches =
            new PictureBatches(data.decoded(), side, channels, recipe.batchSize())) {
      TrainingPosition end =
          new TrainingLoop<>(
                  new Learning(network, Optional.ofNullable(trunk), batches),
                  identity,
                  checkpoints,
                  options,
                  stopWanted,
                  listener)
              .run(
                  from.map(Checkpoint::position).orElse(TrainingPosition.START),
                  result -> listener.epochFinished(approach, result));
      return new Outcome(network.weights(), new History(approach, end.epochs()));
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

  /** What the loop trains. */
  private final class Learning implements Learner<TrainingPosition, EpochResult> {
    private final SmileNetwork network;
    private final Optional<Trunk> trunk;
    private final PictureBatches batches;
    private List<float[]> validationFeatures = List.of();

    Learning(SmileNetwork network, Optional<Trunk> trunk, PictureBatches batches) {
      this.network = network;
      this.trunk = trunk;
      this.batches = batches;
    }

    @Override
    public Plan plan() {
      boolean frozen = approach == Approach.FROZEN;
      return new Plan(
          approach.label() + " stage",
          "pictures",
          data.training().size(),
          recipe.epochs(),
          frozen ? recipe.learningRate() : recipe.learningRate() * recipe.learningRateFactor(),
          recipe.schedule(),
          recipe.seed(),
          frozen ? 0 : 1_000_003L);
    }

    @Override
    public String rateInWords() {
      return recipe.learningRate()
          + (approach == Approach.FROZEN ? "" : " x " + recipe.learningRateFactor());
    }

    @Override
    public LearningState state() {
      return network.state();
    }

    @Override
    public void train(TrainingLoop<?, TrainingPosition, EpochResult>.Epoch epoch) {
      long seed = epoch.seed();
      List<LabelledPicture> order = new ArrayList<>(data.training());
      Collections.shuffle(order, new Random(seed));
      batches.pass(
          new PictureBatches.Pass(order, epoch.position().pictures(), recipe.augmentation(), seed),
          trunk,
          batch -> {
            SmileNetwork.Step step =
                network.train(
                    batch.values(),
                    batch.smiling(),
                    batch.broad(),
                    batch.weights(),
                    epoch.rate(),
                    seed);
            TrainingPosition position = epoch.position();
            Tally training = new Tally(position);
            training.add(step.loss(), step.logits(), batch.smiling());
            listener.trained(
                position.epoch(), training.pictures(), training.loss(), training.accuracy());
            epoch.stepDone(training.position(position.epochs(), epoch.seconds()));
          });
    }

    @Override
    public EpochResult judge(TrainingLoop<?, TrainingPosition, EpochResult>.Epoch epoch) {
      Tally training = new Tally(epoch.position());
      int number = epoch.position().epoch();
      Tally validation = validate(number, epoch::judgedMore);
      return new EpochResult(
          number,
          epoch.seconds(),
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
    private Tally validate(int epoch, Runnable afterBatch) {
      Weights weights = network.weights();
      if (approach == Approach.FROZEN) {
        return validateDense(epoch, weights, afterBatch);
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

    private Tally validateDense(int epoch, Weights weights, Runnable afterBatch) {
      if (validationFeatures.isEmpty()) {
        List<float[]> kept = new ArrayList<>();
        batches.pass(
            PictureBatches.Pass.unchanged(data.validation()),
            trunk,
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
  }

  private Trunk trunkTo(CutPoint end, Weights weights) {
    return new Trunk(weights, recipe.imageSidePx(), data.channels(), end);
  }
}
