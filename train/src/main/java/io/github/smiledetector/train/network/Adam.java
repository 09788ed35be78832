package io.github.smiledetector.train.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * The variables of a graph that learns, and what moves them: Adam of Kingma and Ba, 2015, in
 * TensorFlow's form (epsilon beside the uncorrected second moment), with a running mean of the
 * values where one is wanted.
 *
 * <p>Used in this order: {@link #variable} and {@link #statistic} while the graph is written, then
 * {@link #minimise}, {@link #initialise}, and any number of steps.
 */
final class Adam {
  private static final float BETA_1 = 0.9f;
  private static final float BETA_2 = 0.999f;
  private static final float EPSILON = 1e-7f;

  private final Ops tf;
  private final Graph graph;
  private final Weights initial;
  private final LearningState learnt;
  private final double averaging;
  private final Map<Parameter, Learning> learning = new LinkedHashMap<>();
  private final Map<Parameter, Variable<TFloat32>> statistics = new LinkedHashMap<>();
  private final List<Operand<TFloat32>> updates = new ArrayList<>();
  private final Placeholder<TFloat32> learningRate;
  private final Placeholder<TFloat32> beta1Power;
  private final Placeholder<TFloat32> beta2Power;
  private final Placeholder<TFloat32> forgotten;
  private Optional<Session> session = Optional.empty();
  private long steps;

  /** A learning parameter's variable, Adam's two moments of its gradient, and its running mean. */
  private record Learning(
      Variable<TFloat32> value,
      Variable<TFloat32> firstMoment,
      Variable<TFloat32> secondMoment,
      Optional<Variable<TFloat32>> average) {
    /** What counts as the parameter's value after training. */
    Variable<TFloat32> result() {
      return average.orElse(value);
    }
  }

  /**
   * @param tf writes to the graph
   * @param weights what the training started from
   * @param learnt what has been learnt since
   * @param averaging share of the values' running mean that a step keeps; 0 for none
   */
  Adam(Ops tf, Graph graph, Weights weights, LearningState learnt, double averaging) {
    this.tf = tf;
    this.graph = graph;
    this.initial = weights.with(learnt.values());
    this.learnt = learnt;
    this.averaging = averaging;
    this.steps = learnt.steps();
    learningRate = placeholder("learning_rate");
    beta1Power = placeholder("beta1_power");
    beta2Power = placeholder("beta2_power");
    forgotten = placeholder("forgotten");
  }

  private Placeholder<TFloat32> placeholder(String name) {
    return tf.withName(name).placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  }

  /** What the training goes on from. */
  Weights initial() {
    return initial;
  }

  /** How many steps were taken. */
  long steps() {
    return steps;
  }

  /** A parameter that learns. */
  Variable<TFloat32> variable(Parameter parameter) {
    Shape shape = Tensors.shapeOf(parameter);
    Learning state =
        new Learning(
            tf.variable(shape, TFloat32.class),
            tf.variable(shape, TFloat32.class),
            tf.variable(shape, TFloat32.class),
            averaging == 0 ? Optional.empty() : Optional.of(tf.variable(shape, TFloat32.class)));
    learning.put(parameter, state);
    return state.value();
  }

  /**
   * A parameter that no gradient moves, but every step does, towards what it saw of it.
   *
   * @param seen what a step sees
   * @param share how far a step moves it, 0 to 1
   */
  void statistic(Parameter parameter, Operand<TFloat32> seen, double share) {
    Variable<TFloat32> value = tf.variable(Tensors.shapeOf(parameter), TFloat32.class);
    statistics.put(parameter, value);
    updates.add(
        tf.assignSub(value, tf.math.mul(tf.math.sub(value, seen), tf.constant((float) share))));
  }

  /** Writes what a step does to make a loss smaller. */
  void minimise(Operand<TFloat32> loss) {
    List<Operand<TFloat32>> moved = moves(loss);
    updates.addAll(averaging == 0 ? moved : averages(moved));
  }

  private List<Operand<TFloat32>> moves(Operand<TFloat32> loss) {
    List<Learning> states = List.copyOf(learning.values());
    Output<?>[] variables =
        states.stream().map(state -> state.value().asOutput()).toArray(Output<?>[]::new);
    Output<?>[] gradients = graph.addGradients(loss.asOutput(), variables);
    // No variable moves before every gradient is there: some gradients read variables once more.
    Ops gated = tf.withControlDependencies(tf.withControlDependencies(gradients).noOp());
    List<Operand<TFloat32>> applied = new ArrayList<>();
    for (int i = 0; i < states.size(); i++) {
      Learning state = states.get(i);
      @SuppressWarnings("unchecked") // the gradient of a float is a float
      Output<TFloat32> gradient = (Output<TFloat32>) gradients[i];
      applied.add(
          gated.train.applyAdam(
              state.value(),
              state.firstMoment(),
              state.secondMoment(),
              beta1Power,
              beta2Power,
              learningRate,
              tf.constant(BETA_1),
              tf.constant(BETA_2),
              tf.constant(EPSILON),
              gradient));
    }
    return applied;
  }

  /** Moves every parameter's running mean towards its value, once that has taken its step. */
  private List<Operand<TFloat32>> averages(List<Operand<TFloat32>> moves) {
    Ops after = tf.withControlDependencies(List.<Op>copyOf(moves));
    List<Operand<TFloat32>> moved = new ArrayList<>();
    for (Learning state : learning.values()) {
      Variable<TFloat32> mean = state.average().orElseThrow();
      moved.add(
          after.assignSub(mean, after.math.mul(after.math.sub(mean, state.value()), forgotten)));
    }
    return moved;
  }

  /**
   * Gives every variable its first value, in a single call: TensorFlow optimizes the whole graph
   * anew for every other set of targets.
   *
   * @param session that all steps will run in
   */
  void initialise(Session session) {
    this.session = Optional.of(session);
    List<TFloat32> fed = new ArrayList<>();
    try {
      Session.Runner runner = session.runner();
      learning.forEach(
          (parameter, state) -> {
            float[] zeros = new float[parameter.size()];
            float[] value = initial.values(parameter);
            String name = parameter.name();
            assign(runner, state.value(), parameter, value, fed);
            assign(
                runner,
                state.firstMoment(),
                parameter,
                learnt.firstMoments().getOrDefault(name, zeros),
                fed);
            assign(
                runner,
                state.secondMoment(),
                parameter,
                learnt.secondMoments().getOrDefault(name, zeros),
                fed);
            state
                .average()
                .ifPresent(
                    average ->
                        assign(
                            runner,
                            average,
                            parameter,
                            learnt.averages().getOrDefault(name, value),
                            fed));
          });
      statistics.forEach(
          (parameter, variable) ->
              assign(runner, variable, parameter, initial.values(parameter), fed));
      runner.run().close();
    } finally {
      fed.forEach(TFloat32::close);
    }
  }

  private void assign(
      Session.Runner runner,
      Variable<TFloat32> variable,
      Parameter parameter,
      float[] values,
      List<TFloat32> fed) {
    Placeholder<TFloat32> value =
        tf.placeholder(TFloat32.class, Placeholder.shape(Tensors.shapeOf(parameter)));
    TFloat32 tensor = Tensors.of(parameter, values);
    fed.add(tensor);
    runner.feed(value, tensor).addTarget(tf.assign(variable, value));
  }

  /**
   * Takes one step.
   *
   * @param runner of the session, already fed with the batch, with what is to be fetched
   * @param rate learning rate
   * @param call runs it
   * @param outcome what to keep of the result, which is closed afterwards
   */
  <T> T step(
      Session.Runner runner,
      double rate,
      Function<Session.Runner, Result> call,
      Function<Result, T> outcome) {
    double nextStep = steps + 1.0;
    try (TFloat32 forget = TFloat32.scalarOf((float) forgetting(nextStep));
        TFloat32 rateTensor = TFloat32.scalarOf((float) rate);
        TFloat32 power1 = TFloat32.scalarOf((float) Math.pow(BETA_1, nextStep));
        TFloat32 power2 = TFloat32.scalarOf((float) Math.pow(BETA_2, nextStep))) {
      runner
          .feed(forgotten, forget)
          .feed(learningRate, rateTensor)
          .feed(beta1Power, power1)
          .feed(beta2Power, power2);
      updates.forEach(runner::addTarget);
      try (Result result = call.apply(runner)) {
        steps++;
        return outcome.apply(result);
      }
    }
  }

  /** The running mean forgets its first values, which are not worth keeping, faster. */
  private double forgetting(double step) {
    return 1 - Math.min(averaging, step / (step + 10));
  }

  /**
   * What all parameters have come to, running means where those are kept, copied out of the
   * session.
   */
  Weights weights() {
    Map<String, float[]> values = values(Learning::result);
    values.putAll(read(statistics));
    return initial.with(values);
  }

  /** What the steps so far have changed, copied out of the session. */
  LearningState state() {
    Map<String, float[]> values = values(Learning::value);
    values.putAll(read(statistics));
    return new LearningState(
        values,
        values(Learning::firstMoment),
        values(Learning::secondMoment),
        averaging == 0 ? Map.of() : values(Learning::result),
        steps);
  }

  private Map<String, float[]> values(Function<Learning, Variable<TFloat32>> which) {
    Map<Parameter, Variable<TFloat32>> variables = new LinkedHashMap<>();
    learning.forEach((parameter, state) -> variables.put(parameter, which.apply(state)));
    return read(variables);
  }

  private Map<String, float[]> read(Map<Parameter, Variable<TFloat32>> variables) {
    Map<String, float[]> values = new HashMap<>();
    if (variables.isEmpty()) {
      return values;
    }
    Session.Runner runner = session.orElseThrow().runner();
    variables.values().forEach(runner::fetch);
    try (Result result = runner.run()) {
      int i = 0;
      for (Parameter parameter : variables.keySet()) {
        values.put(parameter.name(), Tensors.floats((TFloat32) result.get(i++)));
      }
    }
    return values;
  }
}
