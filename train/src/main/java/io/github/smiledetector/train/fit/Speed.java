package io.github.smiledetector.train.fit;

import io.github.smiledetector.inference.Network;
import io.github.smiledetector.train.data.LabelledPicture;
import io.github.smiledetector.train.network.CutPoint;
import io.github.smiledetector.train.network.LearningState;
import io.github.smiledetector.train.network.SmileNetwork;
import io.github.smiledetector.train.network.Trainable;
import io.github.smiledetector.train.network.Weights;
import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Measures how fast this machine does each part of a training, and so what limits it. All rates are
 * pictures a second on all processors, over a few seconds after a warm-up.
 */
public final class Speed {
  private final TrainingRecipe recipe;
  private final Weights weights;
  private final DecodedPictures decoded;
  private final List<LabelledPicture> pictures;
  private final double seconds;

  /**
   * Rates of the parts of an unfrozen epoch.
   *
   * @param forwardOnnxRuntime the whole network forward, nothing else: the bound for frozen epochs
   * @param preparing resizing and augmenting alone
   * @param trunk the part below the limit forward, alone; empty if there is none
   * @param learning steps of the part that learns, alone
   * @param frozenStep frozen training as it is: all of it at once
   * @param unfrozenStep unfrozen training as it is
   */
  public record Rates(
      double forwardOnnxRuntime,
      double preparing,
      Optional<Double> trunk,
      double learning,
      double frozenStep,
      double unfrozenStep) {}

  /**
   * @param recipe image size, batch size, augmentation, limit and dropout are taken from it
   * @param weights their values do not matter to the speed
   * @param pictures to train on, again and again
   * @param seconds how long each rate is measured
   */
  public Speed(
      TrainingRecipe recipe, Weights weights, List<LabelledPicture> pictures, double seconds) {
    this.recipe = recipe;
    this.weights = weights;
    this.pictures = List.copyOf(pictures);
    this.decoded = new DecodedPictures(pictures, (done, total) -> {});
    this.seconds = seconds;
  }

  /** Measures one after the other; takes some seconds for each. */
  public Rates measure() {
    CutPoint cut = CutPoint.below(unfrozen());
    boolean trunk = !cut.equals(CutPoint.PICTURES);
    return new Rates(
        forward(CutPoint.LOGIT),
        training(Optional.empty(), Optional.empty()),
        trunk ? Optional.of(forward(cut)) : Optional.empty(),
        learning(),
        whole(Trainable.DENSE_ONLY),
        whole(unfrozen()));
  }

  /**
   * Where the time of the part that learns goes.
   *
   * @return microseconds a step by kind of TensorFlow operation, largest first
   */
  public Map<String, Long> profile() {
    try (SmileNetwork network = network(unfrozen())) {
      FloatBuffer batch = batch(network);
      float[] labels = labels();
      for (int i = 0; i < 10; i++) {
        network.train(batch, labels, recipe.learningRate(), i);
      }
      return network.profile(batch, labels, recipe.learningRate(), 0);
    }
  }

  private Trainable unfrozen() {
    return Stage.trainable(Approach.UNFROZEN, recipe);
  }

  private double forward(CutPoint end) {
    try (Trunk trunk = new Trunk(weights, recipe.imageSidePx(), channels(), end)) {
      int atOnce = PictureBatches.atOnce(recipe.imageSidePx(), recipe.batchSize());
      int side = recipe.imageSidePx();
      int rounds = 16;
      return rate(
          () ->
              Collections.nCopies(Runtime.getRuntime().availableProcessors(), 0).parallelStream()
                  .mapToInt(
                      worker -> {
                        FloatBuffer in = Network.buffer(atOnce * channels() * side * side);
                        FloatBuffer out = Network.buffer(atOnce * trunk.valuesEach());
                        for (int i = 0; i < rounds; i++) {
                          trunk.run(atOnce, in, out);
                        }
                        return rounds * atOnce;
                      })
                  .sum());
    }
  }

  private double learning() {
    try (SmileNetwork network = network(unfrozen())) {
      FloatBuffer batch = batch(network);
      float[] labels = labels();
      return rate(
          () -> {
            network.train(batch, labels, recipe.learningRate(), 0);
            return labels.length;
          });
    }
  }

  private double whole(Trainable trainable) {
    CutPoint cut = CutPoint.below(trainable);
    try (SmileNetwork network = network(trainable);
        Trunk trunk =
            cut.equals(CutPoint.PICTURES)
                ? null
                : new Trunk(weights, recipe.imageSidePx(), channels(), cut)) {
      return training(Optional.ofNullable(trunk), Optional.of(network));
    }
  }

  private double training(Optional<Trunk> trunk, Optional<SmileNetwork> network) {
    try (PictureBatches batches =
        new PictureBatches(decoded, recipe.imageSidePx(), channels(), recipe.batchSize())) {
      return rate(
          () -> {
            batches.pass(
                new PictureBatches.Pass(pictures, 0, recipe.augmentation(), 1),
                trunk,
                batch ->
                    network.ifPresent(
                        learner ->
                            learner.train(
                                batch.values(), batch.smiling(), recipe.learningRate(), 0)));
            return pictures.size();
          });
    }
  }

  private SmileNetwork network(Trainable trainable) {
    return new SmileNetwork(
        recipe.imageSidePx(),
        channels(),
        weights,
        LearningState.NEW,
        trainable,
        recipe.dropout(),
        recipe.averaging(),
        recipe.margin(),
        recipe.broadWeight(),
        BatchParts.of(recipe.batchSize(), Runtime.getRuntime().availableProcessors()));
  }

  private FloatBuffer batch(SmileNetwork network) {
    return Network.buffer(
        recipe.batchSize() * network.cut().valuesEach(recipe.imageSidePx(), channels()));
  }

  private float[] labels() {
    float[] labels = new float[recipe.batchSize()];
    for (int i = 0; i < labels.length; i += 3) {
      labels[i] = 1;
    }
    return labels;
  }

  private int channels() {
    return decoded.colour() ? 3 : 1;
  }

  private double rate(IntSupplier work) {
    count(work, seconds / 2);
    long begin = System.nanoTime();
    int pictures = count(work, seconds);
    return pictures / ((System.nanoTime() - begin) / 1e9);
  }

  private static int count(IntSupplier work, double seconds) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    int pictures = 0;
    do {
      pictures += work.getAsInt();
    } while (System.nanoTime() < end);
    return pictures;
  }
}
