package io.github.smiledetector.train.network;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The part of the transfer model that learns, in one TensorFlow graph with Adam: the layers of
 * MobileNetV2 behind a cut point, global average pooling, dropout, one dense unit giving a logit.
 *
 * <p>The {@link CutPoint} is the last one that no learning layer lies before: what lies before it
 * never changes and is computed by whoever feeds this. A batch is split into parts that run side by
 * side, one a processor, and their gradients are summed. Two networks that take the same steps with
 * the same number of parts hold the same bits.
 *
 * <p>Owns native memory until closed. Not thread-safe: one call at a time.
 */
public final class SmileNetwork implements AutoCloseable {
  /** Where a broad smile begins is one labeller's opinion: it is never taken for certain. */
  private static final float DOUBT = 0.03f;

  private final int sidePx;
  private final CutPoint cut;
  private final int parts;
  private final long[] inputShape;
  private final Graph graph = new Graph();
  private final Session session;
  private final Adam adam;

  private final Placeholder<TFloat32> input;
  private final Placeholder<TFloat32> labels;
  private final Placeholder<TFloat32> pictureWeights;
  private final Placeholder<TFloat32> broadLabels;
  private final Placeholder<TFloat32> broadWeights;
  private final double margin;
  private final double broadWeight;
  private final Placeholder<TInt64> dropoutSeed;
  private final Operand<TFloat32> trainingLogits;
  private final Operand<TFloat32> loss;

  /**
   * A network for coloured pictures before its first step, with a part a processor.
   *
   * @param sidePx side of the square input, at least 32
   * @param weights what to start from
   * @param trainable what learns
   * @param dropout share of features dropped in training steps, 0 to below 1
   */
  SmileNetwork(int sidePx, Weights weights, Trainable trainable, double dropout) {
    this(sidePx, 3, weights, LearningState.NEW, trainable, dropout, 0, 0, 1, Sessions.processors());
  }

  /**
   * Builds the graph and starts a session.
   *
   * @param sidePx side of the square picture, at least 32
   * @param channels of the pictures that training takes, 1 or 3; matters only if nothing lies
   *     before the {@link #cut()}
   * @param weights what the training started from
   * @param learnt what has been learnt since
   * @param trainable what learns
   * @param dropout share of features dropped in training steps, 0 to below 1
   * @param averaging share of the weights' running mean that a step keeps; 0 for none
   * @param margin how many logits a broad smile lies above a smile; 0 to learn nothing of it
   * @param broadWeight how much a label for a broad smile counts, a label for a smile being 1
   * @param parts how many parts of a batch run side by side, at least 1
   */
  public SmileNetwork(
      int sidePx,
      int channels,
      Weights weights,
      LearningState learnt,
      Trainable trainable,
      double dropout,
      double averaging,
      double margin,
      double broadWeight,
      int parts) {
    MobileNetV2.sides(sidePx); // refuses what is too small
    this.sidePx = sidePx;
    this.cut = CutPoint.below(trainable);
    this.parts = parts;
    this.margin = margin;
    this.broadWeight = broadWeight;
    this.inputShape = cut.shape(sidePx, channels).stream().mapToLong(Integer::longValue).toArray();
    Ops tf = Ops.create(graph);
    adam = new Adam(tf, graph, weights, learnt, averaging);
    input = placeholder(tf, "input", Shape.of(batchOf(Shape.UNKNOWN_SIZE)));
    labels = placeholder(tf, "labels", Shape.of(Shape.UNKNOWN_SIZE));
    pictureWeights = placeholder(tf, "picture_weights", Shape.of(Shape.UNKNOWN_SIZE));
    broadLabels = placeholder(tf, "broad_labels", Shape.of(Shape.UNKNOWN_SIZE));
    broadWeights = placeholder(tf, "broad_weights", Shape.of(Shape.UNKNOWN_SIZE));
    dropoutSeed =
        tf.withName("dropout_seed").placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));

    Set<Parameter> learns = learningParameters(trainable);
    Map<Parameter, Operand<TFloat32>> values = new HashMap<>();
    // Only what lies behind the cut gets into the graph.
    Function<Parameter, Operand<TFloat32>> valueOf =
        parameter ->
            values.computeIfAbsent(
                parameter,
                each ->
                    learns.contains(each)
                        ? adam.variable(each)
                        : Tensors.constant(tf, each, adam.initial()));
    Operand<TFloat32> features = trainingFeatures(tf, valueOf);
    trainingLogits =
        TransferGraph.dense(tf, dropout == 0 ? features : drop(tf, features, dropout), valueOf);
    loss = loss(tf, trainingLogits);
    adam.minimise(loss);

    session = new Session(graph, Sessions.configuration());
    adam.initialise(session);
  }

  private static Placeholder<TFloat32> placeholder(Ops tf, String name, Shape shape) {
    return tf.withName(name).placeholder(TFloat32.class, Placeholder.shape(shape));
  }

  private long[] batchOf(long count) {
    return LongStream.concat(LongStream.of(count), Arrays.stream(inputShape)).toArray();
  }

  /** From the input to the pooled features, [N, 1280], part by part. */
  private Operand<TFloat32> trainingFeatures(
      Ops tf, Function<Parameter, Operand<TFloat32>> values) {
    if (cut.equals(CutPoint.FEATURES)) {
      return input;
    }
    Operand<TInt32> count = tf.gather(tf.shape(input), tf.constant(0), tf.constant(0));
    List<Operand<TFloat32>> pooled = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      Ops scope = tf.withSubScope("part_" + part);
      Operand<TFloat32> rows =
          parts == 1
              ? input
              : scope.stridedSlice(
                  input,
                  scope.stack(List.of(share(scope, count, part))),
                  scope.stack(List.of(share(scope, count, part + 1))),
                  scope.array(1));
      Operand<TFloat32> shaped =
          scope.reshape(
              rows,
              scope.constant(Arrays.stream(batchOf(-1)).mapToInt(Math::toIntExact).toArray()));
      Operand<TFloat32> start =
          cut.equals(CutPoint.PICTURES) ? TransferGraph.scale(scope, shaped) : shaped;
      Operand<TFloat32> last =
          new BackboneGraph(scope, sidePx, BackboneGraph.Purpose.TRAINING, values)
              .write(cut.layer(), start, new HashMap<>());
      pooled.add(TransferGraph.pool(scope, last));
    }
    return parts == 1 ? pooled.get(0) : tf.concat(pooled, tf.constant(0));
  }

  /** Where a part begins: count * part / parts, rounded down. */
  private Operand<TInt32> share(Ops tf, Operand<TInt32> count, int part) {
    return tf.math.floorDiv(tf.math.mul(count, tf.constant(part)), tf.constant(parts));
  }

  private static Set<Parameter> learningParameters(Trainable trainable) {
    Set<Parameter> learns = new HashSet<>();
    for (Layer layer : MobileNetV2.LAYERS) {
      if (trainable.includes(layer)) {
        layer.parameters().stream().filter(Parameter::learnable).forEach(learns::add);
      }
    }
    if (trainable.dense()) {
      learns.add(Weights.DENSE_KERNEL);
      learns.add(Weights.DENSE_BIAS);
    }
    return learns;
  }

  private Operand<TFloat32> drop(Ops tf, Operand<TFloat32> features, double share) {
    // The shape is taken from the labels, which no gradient has to pass.
    Operand<TFloat32> drawn =
        tf.random.statelessRandomUniform(
            tf.concat(List.of(tf.shape(labels), tf.array(MobileNetV2.FEATURES)), tf.constant(0)),
            dropoutSeed);
    Operand<TFloat32> kept =
        tf.dtypes.cast(tf.math.greaterEqual(drawn, tf.constant((float) share)), TFloat32.class);
    return tf.math.mul(features, tf.math.mul(kept, tf.constant((float) (1 / (1 - share)))));
  }

  /**
   * Mean weighted loss. With a margin, one logit answers two ordered questions, as in the model of
   * proportional odds (McCullagh, 1980): above 0 it is a smile, above the margin a broad one.
   */
  private Operand<TFloat32> loss(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> each = tf.math.mul(crossEntropy(tf, x, labels), pictureWeights);
    if (margin != 0) {
      Operand<TFloat32> above = tf.math.sub(x, tf.constant((float) margin));
      Operand<TFloat32> weights = tf.math.mul(broadWeights, tf.constant((float) broadWeight));
      each = tf.math.add(each, tf.math.mul(crossEntropy(tf, above, broadLabels), weights));
    }
    return tf.math.mean(each, tf.constant(0));
  }

  /** Binary cross-entropy of logits x and labels z: log(1 + exp(x)) - x z. */
  private static Operand<TFloat32> crossEntropy(Ops tf, Operand<TFloat32> x, Operand<TFloat32> z) {
    return tf.math.sub(tf.math.softplus(x), tf.math.mul(x, z));
  }

  /** Where training takes its input from. */
  public CutPoint cut() {
    return cut;
  }

  /** How many optimizer steps were taken. */
  public long steps() {
    return adam.steps();
  }

  /**
   * One step: loss and gradients of a batch, then Adam's update of every learning parameter.
   *
   * @param batch what passes the {@link #cut()} for N pictures, channels last, read from the
   *     buffer's position on
   * @param smiling N labels, 1 for smiling, 0 for not, or between
   * @param broad N labels for a broad smile, likewise, or not a number where it is not known;
   *     counts only where this has a margin
   * @param weights how much each of the N counts in loss and gradients; Adam's steps do not depend
   *     on their mean, the loss does
   * @param rate learning rate
   * @param seed of this step's dropout
   * @return mean loss and logits, as they were before the update
   */
  public Step train(
      FloatBuffer batch, float[] smiling, float[] broad, float[] weights, double rate, long seed) {
    return run(
        batch,
        new Targets(smiling, broad, weights),
        rate,
        seed,
        Session.Runner::run,
        (step, result) -> step);
  }

  /** What a batch's answers are measured by. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  private record Targets(float[] smiling, float[] broad, float[] weights) {
    /** Smiles or not, nothing more known. */
    static Targets of(float[] smiling) {
      float[] unknown = new float[smiling.length];
      Arrays.fill(unknown, Float.NaN);
      float[] ones = new float[smiling.length];
      Arrays.fill(ones, 1);
      return new Targets(smiling, unknown, ones);
    }

    /** Labels for a broad smile, anything where it is not known. */
    float[] broadOrAny() {
      float[] known = broad.clone();
      for (int i = 0; i < known.length; i++) {
        known[i] = Float.isNaN(known[i]) ? 0 : Math.max(DOUBT, Math.min(1 - DOUBT, known[i]));
      }
      return known;
    }

    /** How much they count: as the pictures do, or not at all. */
    float[] broadWeights() {
      float[] counting = weights.clone();
      for (int i = 0; i < counting.length; i++) {
        counting[i] = Float.isNaN(broad[i]) ? 0 : counting[i];
      }
      return counting;
    }
  }

  /** One step like the other {@code train}, in which all pictures count the same. */
  public Step train(FloatBuffer batch, float[] smiling, double rate, long seed) {
    return run(batch, Targets.of(smiling), rate, seed, Session.Runner::run, (step, result) -> step);
  }

  /**
   * One step like {@link #train}, watched by TensorFlow: how long its operations took.
   *
   * @return microseconds by kind of operation, summed over all that ran, largest first; operations
   *     that ran side by side count each, so the sum is processor time rather than elapsed time
   */
  public Map<String, Long> profile(FloatBuffer batch, float[] smiling, double rate, long seed) {
    return run(
        batch,
        Targets.of(smiling),
        rate,
        seed,
        runner ->
            runner
                .setOptions(
                    RunOptions.newBuilder()
                        .setTraceLevel(RunOptions.TraceLevel.SOFTWARE_TRACE)
                        .build())
                .runAndFetchMetadata(),
        (step, result) -> OperationTimes.of(result.getMetadata().orElseThrow()));
  }

  private <T> T run(
      FloatBuffer batch,
      Targets targets,
      double rate,
      long seed,
      Function<Session.Runner, Result> call,
      BiFunction<Step, Result, T> outcome) {
    int count = targets.smiling().length;
    // TensorFlow refuses empty parts. The same pictures several times have the same mean loss.
    int copies = count < parts ? (parts + count - 1) / count : 1;
    int size = Math.toIntExact(Arrays.stream(inputShape).reduce(count, Math::multiplyExact));
    try (TFloat32 values =
            Tensors.of(Tensors.repeated(batch, size, copies), batchOf((long) copies * count));
        TFloat32 truth = TFloat32.vectorOf(repeated(targets.smiling(), copies));
        TFloat32 weighting = TFloat32.vectorOf(repeated(targets.weights(), copies));
        TFloat32 broad = TFloat32.vectorOf(repeated(targets.broadOrAny(), copies));
        TFloat32 broadWeighting = TFloat32.vectorOf(repeated(targets.broadWeights(), copies));
        TInt64 seeds = TInt64.vectorOf(seed, adam.steps())) {
      Session.Runner runner =
          session
              .runner()
              .feed(input, values)
              .feed(labels, truth)
              .feed(pictureWeights, weighting)
              .feed(broadLabels, broad)
              .feed(broadWeights, broadWeighting)
              .feed(dropoutSeed, seeds)
              .fetch(loss)
              .fetch(trainingLogits);
      return adam.step(
          runner,
          rate,
          call,
          result -> {
            float[] logits = Tensors.floats((TFloat32) result.get(1));
            Step step =
                new Step(((TFloat32) result.get(0)).getFloat(), Arrays.copyOf(logits, count));
            return outcome.apply(step, result);
          });
    }
  }

  private static float[] repeated(float[] values, int copies) {
    float[] all = Arrays.copyOf(values, copies * values.length);
    for (int copy = 1; copy < copies; copy++) {
      System.arraycopy(values, 0, all, copy * values.length, values.length);
    }
    return all;
  }

  /**
   * What a step saw before its update.
   *
   * @param loss mean binary cross-entropy, nats
   * @param logits one a picture
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  public record Step(double loss, float[] logits) {}

  /**
   * What all parameters have come to, their running means where those are kept, copied out of the
   * session.
   */
  public Weights weights() {
    return adam.weights();
  }

  /** What the steps so far have changed, copied out of the session. */
  public LearningState state() {
    return adam.state();
  }

  /** Frees the session and the graph. */
  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
