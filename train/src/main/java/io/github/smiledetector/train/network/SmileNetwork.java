package io.github.smiledetector.train.network;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * The transfer model in one TensorFlow graph that learns by Adam and answers: pictures / 127.5 - 1,
 * MobileNetV2, global average pooling, dropout, one dense unit giving a logit.
 *
 * <p>Parameters that do not learn are constants of the graph, so TensorFlow folds and fuses the
 * layers below the first learning one and no gradient is computed there. Owns native memory until
 * closed. Not thread-safe: one call at a time.
 */
public final class SmileNetwork implements AutoCloseable {
  private static final float BETA_1 = 0.9f;
  private static final float BETA_2 = 0.999f;
  private static final float ADAM_EPSILON = 1e-7f;

  private final int sidePx;
  private final Weights initial;
  private final Graph graph = new Graph();
  private final Session session;
  private final Map<Parameter, Learning> learning = new LinkedHashMap<>();

  private final Placeholder<TFloat32> pictures;
  private final Placeholder<TFloat32> labels;
  private final Placeholder<TInt64> dropoutSeed;
  private final Placeholder<TFloat32> learningRate;
  private final Placeholder<TFloat32> beta1Power;
  private final Placeholder<TFloat32> beta2Power;
  private final TransferGraph model;
  private final Operand<TFloat32> trainingLogits;
  private final Operand<TFloat32> loss;
  private final List<Operand<TFloat32>> updates;
  private long steps;

  /** A learning parameter's variable and Adam's two moments of its gradient. */
  private record Learning(
      Variable<TFloat32> value, Variable<TFloat32> firstMoment, Variable<TFloat32> secondMoment) {}

  /**
   * Builds the graph and starts a session with fresh optimizer state.
   *
   * @param sidePx side of the square input, at least 32
   * @param weights what to start from
   * @param trainable what learns
   * @param dropout share of features dropped in training steps, 0 to below 1
   */
  public SmileNetwork(int sidePx, Weights weights, Trainable trainable, double dropout) {
    MobileNetV2.sides(sidePx); // refuses what is too small
    this.sidePx = sidePx;
    this.initial = weights;
    Ops tf = Ops.create(graph);
    pictures =
        tf.withName("pictures")
            .placeholder(
                TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, sidePx, sidePx, 3)));
    labels =
        tf.withName("labels")
            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
    dropoutSeed =
        tf.withName("dropout_seed").placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
    learningRate =
        tf.withName("learning_rate").placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    beta1Power =
        tf.withName("beta1_power").placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    beta2Power =
        tf.withName("beta2_power").placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));

    Set<Parameter> learns = learningParameters(trainable);
    Map<Parameter, Operand<TFloat32>> values = new HashMap<>();
    for (Parameter parameter : Weights.PARAMETERS) {
      values.put(
          parameter,
          learns.contains(parameter) ? variable(tf, parameter) : constant(tf, parameter, weights));
    }

    model = new TransferGraph(tf, pictures, values::get);
    trainingLogits =
        dropout == 0
            ? model.logits()
            : TransferGraph.dense(tf, drop(tf, model.features(), dropout), values::get);
    loss = crossEntropy(tf, trainingLogits);
    updates = adam(tf);

    session = new Session(graph);
    initialise(tf, weights);
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

  private static Operand<TFloat32> constant(Ops tf, Parameter parameter, Weights weights) {
    return tf.constant(shapeOf(parameter), DataBuffers.of(weights.values(parameter), true, false));
  }

  private Operand<TFloat32> variable(Ops tf, Parameter parameter) {
    Shape shape = shapeOf(parameter);
    Learning state =
        new Learning(
            tf.variable(shape, TFloat32.class),
            tf.variable(shape, TFloat32.class),
            tf.variable(shape, TFloat32.class));
    learning.put(parameter, state);
    return state.value();
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

  /** Mean binary cross-entropy of logits x and labels z: log(1 + exp(x)) - x z. */
  private Operand<TFloat32> crossEntropy(Ops tf, Operand<TFloat32> x) {
    return tf.math.mean(tf.math.sub(tf.math.softplus(x), tf.math.mul(x, labels)), tf.constant(0));
  }

  /**
   * Adam of Kingma and Ba, 2015, in TensorFlow's form: epsilon beside the uncorrected second
   * moment.
   */
  private List<Operand<TFloat32>> adam(Ops tf) {
    List<Learning> states = List.copyOf(learning.values());
    Output<?>[] variables =
        states.stream().map(state -> state.value().asOutput()).toArray(Output<?>[]::new);
    Output<?>[] gradients = graph.addGradients(loss.asOutput(), variables);
    List<Operand<TFloat32>> applied = new ArrayList<>();
    for (int i = 0; i < states.size(); i++) {
      Learning state = states.get(i);
      @SuppressWarnings("unchecked") // the gradient of a float is a float
      Output<TFloat32> gradient = (Output<TFloat32>) gradients[i];
      applied.add(
          tf.train.applyAdam(
              state.value(),
              state.firstMoment(),
              state.secondMoment(),
              beta1Power,
              beta2Power,
              learningRate,
              tf.constant(BETA_1),
              tf.constant(BETA_2),
              tf.constant(ADAM_EPSILON),
              gradient));
    }
    return applied;
  }

  /** In a single call: TensorFlow optimizes the whole graph anew for every other set of targets. */
  private void initialise(Ops tf, Weights weights) {
    List<TFloat32> fed = new ArrayList<>();
    try {
      Session.Runner runner = session.runner();
      for (Map.Entry<Parameter, Learning> entry : learning.entrySet()) {
        Parameter parameter = entry.getKey();
        Learning state = entry.getValue();
        Placeholder<TFloat32> value =
            tf.placeholder(TFloat32.class, Placeholder.shape(shapeOf(parameter)));
        TFloat32 start = tensor(parameter, weights.values(parameter));
        fed.add(start);
        Operand<TFloat32> zeros = tf.fill(tf.shape(value), tf.constant(0f));
        runner
            .feed(value, start)
            .addTarget(tf.assign(state.value(), value))
            .addTarget(tf.assign(state.firstMoment(), zeros))
            .addTarget(tf.assign(state.secondMoment(), zeros));
      }
      runner.run().close();
    } finally {
      fed.forEach(TFloat32::close);
    }
  }

  private static TFloat32 tensor(Parameter parameter, float[] values) {
    return TFloat32.tensorOf(shapeOf(parameter), DataBuffers.of(values, true, false));
  }

  private static Shape shapeOf(Parameter parameter) {
    return Shape.of(parameter.shape().stream().mapToLong(Integer::longValue).toArray());
  }

  /** Side of the square input, pixels. */
  public int sidePx() {
    return sidePx;
  }

  /** How many optimizer steps were taken. */
  public long steps() {
    return steps;
  }

  /**
   * One step: loss and gradients of a batch, then Adam's update of every learning parameter.
   *
   * @param batch pictures [N, side, side, 3], 0..255, read from the buffer's position on
   * @param smiling N labels, 1 for smiling, 0 for not
   * @param rate learning rate
   * @param seed of this step's dropout
   * @return mean loss and logits, as they were before the update
   */
  public Step train(FloatBuffer batch, float[] smiling, double rate, long seed) {
    double nextStep = steps + 1.0;
    try (TFloat32 input = batch(batch, smiling.length);
        TFloat32 truth = TFloat32.vectorOf(smiling);
        TFloat32 rateTensor = TFloat32.scalarOf((float) rate);
        TFloat32 power1 = TFloat32.scalarOf((float) Math.pow(BETA_1, nextStep));
        TFloat32 power2 = TFloat32.scalarOf((float) Math.pow(BETA_2, nextStep));
        TInt64 seeds = TInt64.vectorOf(seed, steps)) {
      Session.Runner runner =
          session
              .runner()
              .feed(pictures, input)
              .feed(labels, truth)
              .feed(learningRate, rateTensor)
              .feed(beta1Power, power1)
              .feed(beta2Power, power2)
              .feed(dropoutSeed, seeds)
              .fetch(loss)
              .fetch(trainingLogits);
      updates.forEach(runner::addTarget);
      try (Result result = runner.run()) {
        steps++;
        return new Step(((TFloat32) result.get(0)).getFloat(), floats((TFloat32) result.get(1)));
      }
    }
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
   * Answers without learning.
   *
   * @param batch pictures [count, side, side, 3], 0..255, read from the buffer's position on
   * @return one logit a picture
   */
  public float[] logits(FloatBuffer batch, int count) {
    try (TFloat32 input = batch(batch, count);
        Result result = session.runner().feed(pictures, input).fetch(model.logits()).run()) {
      return floats((TFloat32) result.get(0));
    }
  }

  /**
   * The pooled output of the backbone.
   *
   * @param batch pictures [count, side, side, 3], 0..255, read from the buffer's position on
   * @return [count, 1280], row-major
   */
  public float[] features(FloatBuffer batch, int count) {
    try (TFloat32 input = batch(batch, count);
        Result result = session.runner().feed(pictures, input).fetch(model.features()).run()) {
      return floats((TFloat32) result.get(0));
    }
  }

  /**
   * Answers from pooled features alone, for a backbone that does not change.
   *
   * @param pooled [count, 1280], row-major, as {@link #features} gives them
   * @return one logit a row
   */
  public float[] logitsOfFeatures(float[] pooled, int count) {
    try (TFloat32 input =
            TFloat32.tensorOf(
                Shape.of(count, MobileNetV2.FEATURES), DataBuffers.of(pooled, true, false));
        Result result =
            session.runner().feed(model.features().asOutput(), input).fetch(model.logits()).run()) {
      return floats((TFloat32) result.get(0));
    }
  }

  /**
   * One layer's output for one picture, for comparison with other implementations.
   *
   * @param picture [side, side, 3], already scaled to -1..1
   * @param layer a layer other than a bare convolution
   * @return the map, [height, width, channels], row-major
   */
  float[] map(float[] picture, Layer layer) {
    int inputMap = MobileNetV2.LAYERS.get(0).index();
    try (TFloat32 input =
            TFloat32.tensorOf(
                Shape.of(1, sidePx, sidePx, 3), DataBuffers.of(picture, true, false));
        Result result =
            session
                .runner()
                .feed(model.map(inputMap).asOutput(), input)
                .fetch(model.map(layer.index()))
                .run()) {
      return floats((TFloat32) result.get(0));
    }
  }

  /** The current values of all parameters, copied out of the session. */
  public Weights weights() {
    Map<String, float[]> learnt = new HashMap<>();
    List<Parameter> parameters = List.copyOf(learning.keySet());
    Session.Runner runner = session.runner();
    parameters.forEach(parameter -> runner.fetch(learning.get(parameter).value()));
    try (Result result = runner.run()) {
      for (int i = 0; i < parameters.size(); i++) {
        learnt.put(parameters.get(i).name(), floats((TFloat32) result.get(i)));
      }
    }
    return initial.with(learnt);
  }

  private TFloat32 batch(FloatBuffer batch, int count) {
    int size = count * sidePx * sidePx * 3;
    FloatBuffer exact = batch.slice(batch.position(), size);
    return TFloat32.tensorOf(Shape.of(count, sidePx, sidePx, 3), DataBuffers.of(exact));
  }

  private static float[] floats(TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.size())];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }

  /** Frees the session and the graph. */
  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
