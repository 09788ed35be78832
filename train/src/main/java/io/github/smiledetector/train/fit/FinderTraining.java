package io.github.smiledetector.train.fit;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.face.CompactFaceFinder;
import io.github.smiledetector.face.Face;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.train.augment.Scene;
import io.github.smiledetector.train.augment.SceneComposer;
import io.github.smiledetector.train.augment.ScenePhotos;
import io.github.smiledetector.train.checkpoint.Checkpoint;
import io.github.smiledetector.train.checkpoint.Checkpoints;
import io.github.smiledetector.train.checkpoint.FinderIdentity;
import io.github.smiledetector.train.data.MarkedFace;
import io.github.smiledetector.train.data.MarkedSplit;
import io.github.smiledetector.train.evaluate.FaceMatches;
import io.github.smiledetector.train.evaluate.FinderMetric;
import io.github.smiledetector.train.evaluate.FinderScores;
import io.github.smiledetector.train.network.FinderModel;
import io.github.smiledetector.train.network.FinderNetwork;
import io.github.smiledetector.train.network.FinderTargets;
import io.github.smiledetector.train.network.LearningState;
import io.github.smiledetector.train.network.Weights;
import io.github.smiledetector.train.recipe.FinderEpoch;
import io.github.smiledetector.train.recipe.FinderPosition;
import io.github.smiledetector.train.recipe.FinderRecipe;
import io.github.smiledetector.train.recipe.RunOptions;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * A face finder's training from its first epoch, or from a checkpoint, to its last. Scenes are made
 * beside the steps, each from the seed, the epoch and its place; no scene comes twice. Those of the
 * validation are the same every time, of photos that are not learnt from.
 */
public final class FinderTraining {
  /** Makes the validation scenes others than the training ones, whatever the seed. */
  private static final long VALIDATION_SEED = 7_919L;

  /** Scores below it have no part in the validation's curve. */
  private static final double LOWEST_SCORE = 0.05;

  /** Asked for: from this size on no scene is enlarged for the search. */
  private static final int SMALLEST_FACE_PX = 20;

  /** Intersection over union from which on two boxes mean the same face. */
  private static final double SAME = 0.5;

  /** Parts of the heap that decoded photos may take. */
  private static final double TRAINING_PHOTOS = 0.45;

  private static final double VALIDATION_PHOTOS = 0.05;

  private final FinderIdentity identity;
  private final FinderRecipe recipe;
  private final ScenePhotos trainingPhotos;
  private final ScenePhotos validationPhotos;
  private final Checkpoints<FinderIdentity, FinderPosition> checkpoints;
  private final RunOptions options;
  private final BooleanSupplier stopWanted;
  private final FinderListener listener;

  /**
   * What a training leaves behind.
   *
   * @param weights after the last epoch
   * @param epochs every epoch's figures
   */
  public record Outcome(Weights weights, List<FinderEpoch> epochs) {
    /** Copies the list. */
    public Outcome {
      epochs = List.copyOf(epochs);
    }
  }

  /** Makes scenes on one thread. */
  private final class Composers implements PreparedBatches.Tools {
    private final SceneComposer training = new SceneComposer(recipe.imageSidePx(), trainingPhotos);
    private final SceneComposer validation =
        new SceneComposer(recipe.imageSidePx(), validationPhotos);

    @Override
    public void close() {
      training.close();
      validation.close();
    }
  }

  /**
   * Scenes of a step, valid until the next ones.
   *
   * @param pixels [count, side, side, 3], 0..255; direct
   * @param found what a finder sees in each; empty in training
   */
  private record Batch(
      FloatBuffer pixels,
      FinderTargets targets,
      List<List<MarkedFace>> marked,
      List<List<Face>> found) {
    int count() {
      return marked.size();
    }
  }

  /**
   * @param identity of this training, for its checkpoints; its recipe says how to train
   * @param split the photos, all of them readable
   * @param checkpoints where they go
   * @param options how to run
   * @param stopWanted asked after every step
   * @param listener hears of it
   * @throws io.github.smiledetector.error.DataException if a part of the split has no face to learn
   *     from
   */
  public FinderTraining(
      FinderIdentity identity,
      MarkedSplit split,
      Checkpoints<FinderIdentity, FinderPosition> checkpoints,
      RunOptions options,
      BooleanSupplier stopWanted,
      FinderListener listener) {
    long heap = Runtime.getRuntime().maxMemory();
    this.identity = identity;
    this.recipe = identity.recipe();
    this.trainingPhotos =
        new ScenePhotos(
            split.training(), split.facelessTraining(), (long) (TRAINING_PHOTOS * heap));
    this.validationPhotos =
        new ScenePhotos(
            split.validation(), split.facelessValidation(), (long) (VALIDATION_PHOTOS * heap));
    this.checkpoints = checkpoints;
    this.options = options;
    this.stopWanted = stopWanted;
    this.listener = listener;
  }

  /**
   * Trains.
   *
   * @param from how far it had come, and with what
   * @return weights and figures
   * @throws io.github.smiledetector.error.StoppedException if it was asked to stop; a checkpoint
   *     was written
   * @throws io.github.smiledetector.error.ModelException if the loss is no longer a number; the
   *     last checkpoint is from before
   * @throws io.github.smiledetector.error.DataException if a photo can no longer be read or a
   *     checkpoint cannot be written
   */
  public Outcome run(Optional<Checkpoint<FinderIdentity, FinderPosition>> from) {
    listener.started(recipe.epochs(), recipe.scenesPerEpoch(), recipe.validationScenes());
    try (FinderNetwork network =
            new FinderNetwork(
                recipe.imageSidePx(),
                FinderNetwork.initial(recipe.seed()),
                from.map(Checkpoint::state).orElse(LearningState.NEW),
                recipe.averaging(),
                parts());
        PreparedBatches<Composers> batches =
            new PreparedBatches<>(recipe.batchSize(), Composers::new)) {
      FinderPosition end =
          new TrainingLoop<>(
                  new Learning(network, batches),
                  identity,
                  checkpoints,
                  options,
                  stopWanted,
                  listener)
              .run(
                  from.map(Checkpoint::position).orElse(FinderPosition.START),
                  listener::epochFinished);
      return new Outcome(network.weights(), end.epochs());
    }
  }

  private int parts() {
    return BatchParts.of(recipe.batchSize(), options);
  }

  /** What the loop trains. */
  private final class Learning implements Learner<FinderPosition, FinderEpoch> {
    private final FinderNetwork network;
    private final PreparedBatches<Composers> batches;

    Learning(FinderNetwork network, PreparedBatches<Composers> batches) {
      this.network = network;
      this.batches = batches;
    }

    @Override
    public Plan plan() {
      return new Plan(
          "finder's training",
          "scenes",
          recipe.scenesPerEpoch(),
          recipe.epochs(),
          recipe.learningRate(),
          recipe.schedule(),
          recipe.seed(),
          0);
    }

    @Override
    public String rateInWords() {
      return Double.toString(recipe.learningRate());
    }

    @Override
    public LearningState state() {
      return network.state();
    }

    @Override
    public void train(TrainingLoop<?, FinderPosition, FinderEpoch>.Epoch epoch) {
      batches.pass(
          epoch.position().scenes(),
          recipe.scenesPerEpoch(),
          valuesEach(),
          epoch.seed(),
          (first, randoms, buffer, composers) ->
              batch(composers.training, randoms, buffer, scene -> List.of()),
          batch -> {
            FinderNetwork.Step step = network.train(batch.pixels(), batch.targets(), epoch.rate());
            FinderPosition next =
                epoch
                    .position()
                    .plus(batch.count(), step.loss(), step.score(), step.box(), step.landmarks());
            listener.trained(next.epoch(), next.scenes(), next.lossSum() / next.scenes());
            epoch.stepDone(next);
          });
    }

    /** The loss is that of a step at a rate of zero in a network of its own. */
    @Override
    public FinderEpoch judge(TrainingLoop<?, FinderPosition, FinderEpoch>.Epoch epoch) {
      FinderPosition trained = epoch.position();
      Weights weights = network.weights();
      List<FaceMatches> matches = new ArrayList<>();
      double[] loss = {0};
      try (FinderNetwork still =
              new FinderNetwork(recipe.imageSidePx(), weights, LearningState.NEW, 0, parts());
          FaceFinder finder = CompactFaceFinder.of(FinderModel.encode(weights), LOWEST_SCORE)) {
        batches.pass(
            0,
            recipe.validationScenes(),
            valuesEach(),
            recipe.seed() ^ VALIDATION_SEED,
            (first, randoms, buffer, composers) ->
                batch(composers.validation, randoms, buffer, scene -> find(finder, scene)),
            batch -> {
              loss[0] += batch.count() * still.train(batch.pixels(), batch.targets(), 0).loss();
              for (int i = 0; i < batch.count(); i++) {
                matches.add(
                    FaceMatches.of(
                        batch.marked().get(i), batch.found().get(i), SAME, SMALLEST_FACE_PX));
              }
              listener.validated(trained.epoch(), matches.size());
              epoch.judgedMore();
            });
      }
      Map<FinderMetric, Double> figures = new FinderScores(matches, LOWEST_SCORE).figures();
      return new FinderEpoch(
          trained.epoch(),
          epoch.seconds(),
          trained.lossSum() / trained.scenes(),
          trained.scoreSum() / trained.scenes(),
          trained.boxSum() / trained.scenes(),
          trained.landmarksSum() / trained.scenes(),
          loss[0] / matches.size(),
          orZero(figures.get(FinderMetric.RECALL_AT_1)),
          orZero(figures.get(FinderMetric.AVERAGE_PRECISION)));
    }
  }

  /** Few scenes may all be without a face. */
  private static double orZero(double figure) {
    return Double.isNaN(figure) ? 0 : figure;
  }

  private int valuesEach() {
    return 3 * recipe.imageSidePx() * recipe.imageSidePx();
  }

  private List<Face> find(FaceFinder finder, Scene scene) {
    int side = recipe.imageSidePx();
    try {
      return finder.find(Picture.rounded(side, side, 3, scene.pixels()), SMALLEST_FACE_PX);
    } catch (ModelException e) {
      // After a few steps its numbers may make no face; that is no reason to stop learning. A loss
      // that is no number is.
      return List.of();
    }
  }

  private Batch batch(
      SceneComposer composer,
      List<SplittableRandom> randoms,
      FloatBuffer buffer,
      Function<Scene, List<Face>> finder) {
    List<List<MarkedFace>> marked = new ArrayList<>();
    List<List<Face>> found = new ArrayList<>();
    for (SplittableRandom random : randoms) {
      Scene scene = composer.compose(random);
      buffer.put(scene.pixels());
      marked.add(scene.faces());
      found.add(finder.apply(scene));
    }
    return new Batch(buffer.flip(), FinderTargets.of(marked, recipe.imageSidePx()), marked, found);
  }
}
