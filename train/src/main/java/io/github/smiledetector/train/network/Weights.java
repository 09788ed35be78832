package io.github.smiledetector.train.network;

import io.github.smiledetector.error.ModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The values of every parameter of a network. Those of the transfer model, which come without a
 * list of their own, are the backbone's, in Keras's order and layout, and the dense layer's.
 * Immutable and safe to share; arrays are handed over and handed out without a copy and must not be
 * written to.
 */
public final class Weights {
  /** The dense layer's kernel, [1280, 1]. */
  public static final Parameter DENSE_KERNEL =
      new Parameter("dense/kernel", List.of(MobileNetV2.FEATURES, 1), true);

  /** The dense layer's bias, [1]. */
  public static final Parameter DENSE_BIAS = new Parameter("dense/bias", List.of(1), true);

  /** The transfer model's parameters: the backbone's, then the dense layer's. */
  public static final List<Parameter> PARAMETERS = transferParameters();

  private final List<Parameter> parameters;
  private final Map<String, float[]> values;

  private Weights(List<Parameter> parameters, Map<String, float[]> values) {
    this.parameters = parameters;
    this.values = values;
  }

  private static List<Parameter> transferParameters() {
    List<Parameter> all = new ArrayList<>(MobileNetV2.PARAMETERS);
    all.add(DENSE_KERNEL);
    all.add(DENSE_BIAS);
    return List.copyOf(all);
  }

  /**
   * The transfer model's weights by parameter name.
   *
   * @param values one array for every name of {@link #PARAMETERS}, row-major, handed over
   * @throws ModelException if one is missing, unknown, of the wrong size or holds a number that is
   *     not finite
   */
  public static Weights of(Map<String, float[]> values) {
    return of(PARAMETERS, values);
  }

  /**
   * A network's weights by parameter name.
   *
   * @param parameters all that the network has
   * @param values one array for every one's name, row-major, handed over
   * @throws ModelException as the other {@code of}
   */
  public static Weights of(List<Parameter> parameters, Map<String, float[]> values) {
    Map<String, float[]> ordered = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      float[] array = values.get(parameter.name());
      if (array == null) {
        throw new ModelException("the weights lack " + parameter.name());
      }
      if (array.length != parameter.size()) {
        throw new ModelException(
            parameter.name()
                + " has "
                + array.length
                + " numbers, expected "
                + parameter.size()
                + " for shape "
                + parameter.shape());
      }
      for (float value : array) {
        if (!Float.isFinite(value)) {
          throw new ModelException(
              parameter.name()
                  + " holds "
                  + value
                  + ": the weights are damaged or their training diverged");
        }
      }
      ordered.put(parameter.name(), array);
    }
    if (values.size() != ordered.size()) {
      List<String> unknown =
          values.keySet().stream().filter(name -> !ordered.containsKey(name)).toList();
      throw new ModelException("the weights hold what the network does not have: " + unknown);
    }
    return new Weights(List.copyOf(parameters), ordered);
  }

  /**
   * Fresh weights of the transfer model as Keras makes them: Glorot-uniform kernels, batch norm
   * that changes nothing, a bias of zero.
   *
   * @param seed equal seeds give equal weights
   */
  public static Weights initial(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, float[]> values = new LinkedHashMap<>();
    for (Parameter parameter : PARAMETERS) {
      values.put(parameter.name(), initial(parameter, random.split()));
    }
    return of(values);
  }

  private static float[] initial(Parameter parameter, SplittableRandom random) {
    float[] array = new float[parameter.size()];
    if (parameter.name().endsWith("gamma") || parameter.name().endsWith("moving_variance")) {
      Arrays.fill(array, 1);
    } else if (parameter.name().endsWith("kernel")) {
      List<Integer> shape = parameter.shape();
      int in = shape.get(shape.size() - 2);
      int out = shape.get(shape.size() - 1);
      double field = (double) array.length / in / out;
      // Glorot and Bengio, 2010: variance 2 / (fan in + fan out).
      double bound = Math.sqrt(6 / (field * in + field * out));
      for (int i = 0; i < array.length; i++) {
        array[i] = (float) (bound * (2 * random.nextDouble() - 1));
      }
    }
    return array;
  }

  /**
   * A copy with some arrays replaced.
   *
   * @param replaced arrays by parameter name
   * @throws ModelException as {@link #of(List, Map)}
   */
  public Weights with(Map<String, float[]> replaced) {
    Map<String, float[]> merged = new LinkedHashMap<>(values);
    merged.putAll(replaced);
    return of(parameters, merged);
  }

  /** All parameters, in the network's order. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /**
   * One parameter's values, row-major; only to be read.
   *
   * @throws IllegalArgumentException if the network has no such parameter
   */
  public float[] values(Parameter parameter) {
    float[] array = values.get(parameter.name());
    if (array == null) {
      throw new IllegalArgumentException("no parameter " + parameter.name());
    }
    return array;
  }
}
