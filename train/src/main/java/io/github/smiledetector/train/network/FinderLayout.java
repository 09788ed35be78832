package io.github.smiledetector.train.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The architecture of the face finder, told once to whoever writes it in a language of his own, and
 * what follows from it.
 *
 * <p>A stem and blocks of a depthwise 3x3 and a 1x1 convolution lead to maps of strides 8, 16 and
 * 32; a pyramid adds each coarser one to the next finer one; every level has a block and a head of
 * its own.
 */
final class FinderLayout {
  /** Pixels from one cell to the next, level by level. */
  static final List<Integer> STRIDES = List.of(8, 16, 32);

  /** Values of a cell: score, box (4), landmarks (5 times x, y). */
  static final int CELL_VALUES = 15;

  /** What batch norm adds to the variance. */
  static final double BATCH_NORM_EPSILON = 0.001;

  private static final int STEM = 16;

  /** Channels and blocks of each; the first block strides. */
  private static final int[][] STAGES = {{24, 1}, {48, 3}, {96, 4}, {128, 3}};

  private static final int PYRAMID = 48;
  private static final float SCORE_BIAS = -4.6f;
  private static final double HEAD_DEVIATION = 0.01;

  /** All parameters, in the order in which they are used; what it is made from stands above. */
  static final List<Parameter> PARAMETERS = parameters();

  private FinderLayout() {}

  /** A language that the network can be written in; a map has its name. */
  interface Writer<T> {
    /** A 3x3 convolution of stride 2 of the pictures, with batch norm and ReLU. */
    T stem(String name, T pictures, int out);

    /** A depthwise 3x3 convolution, alone. */
    T depthwise(String name, T map, int channels, int stride);

    /** A 1x1 convolution with batch norm and ReLU. */
    T pointwise(String name, T map, int in, int out);

    /** A 1x1 convolution with a bias, giving the values of a level's cells. */
    T cells(String name, T map, int in, int out);

    /** The sum of two maps. */
    T add(String name, T map, T other);

    /** A map twice as wide and high, every value four times. */
    T enlarge(String name, T map);
  }

  /**
   * Writes the network.
   *
   * @return the cells of the levels, in the order of {@link #STRIDES}
   */
  static <T> List<T> write(T pictures, Writer<T> writer) {
    T map = writer.stem("stem", pictures, STEM);
    int in = STEM;
    List<T> stages = new ArrayList<>();
    for (int stage = 0; stage < STAGES.length; stage++) {
      int out = STAGES[stage][0];
      for (int block = 0; block < STAGES[stage][1]; block++) {
        String name = "stage_" + (stage + 1) + "_block_" + (block + 1);
        map = block(writer, name, map, block == 0 ? in : out, out, block == 0 ? 2 : 1);
      }
      in = out;
      stages.add(map);
    }
    List<T> cells = new ArrayList<>();
    T coarser = null;
    for (int level = STRIDES.size() - 1; level >= 0; level--) {
      String name = "level_" + STRIDES.get(level);
      T joined =
          writer.pointwise(name + "_lateral", stages.get(level + 1), STAGES[level + 1][0], PYRAMID);
      if (coarser != null) {
        joined = writer.add(name + "_sum", joined, writer.enlarge(name + "_coarser", coarser));
      }
      coarser = joined;
      T own = block(writer, name + "_block", joined, PYRAMID, PYRAMID, 1);
      T seen = writer.depthwise(name + "_head", own, PYRAMID, 1);
      cells.add(0, writer.cells(name + "_cells", seen, PYRAMID, CELL_VALUES));
    }
    return cells;
  }

  private static <T> T block(Writer<T> writer, String name, T map, int in, int out, int stride) {
    T inner = writer.depthwise(name + "_depthwise", map, in, stride);
    T outer = writer.pointwise(name + "_pointwise", inner, in, out);
    return stride == 1 && in == out ? writer.add(name + "_add", outer, map) : outer;
  }

  /** The kernel of a convolution that is not depthwise. */
  static Parameter kernel(String layer, int size, int in, int out) {
    return new Parameter(layer + "/kernel", List.of(size, size, in, out), true);
  }

  /** The kernel of a depthwise convolution. */
  static Parameter depthwiseKernel(String layer, int channels) {
    return new Parameter(layer + "/depthwise_kernel", List.of(3, 3, channels, 1), true);
  }

  /** The bias of a level's cells. */
  static Parameter bias(String layer, int channels) {
    return new Parameter(layer + "/bias", List.of(channels), true);
  }

  /**
   * A batch norm.
   *
   * @param gamma factor
   * @param beta summand
   * @param mean moving mean, which steps keep but no gradient moves
   * @param variance moving variance, likewise
   */
  record Norm(Parameter gamma, Parameter beta, Parameter mean, Parameter variance) {
    static Norm of(String layer, int channels) {
      List<Integer> shape = List.of(channels);
      return new Norm(
          new Parameter(layer + "/gamma", shape, true),
          new Parameter(layer + "/beta", shape, true),
          new Parameter(layer + "/moving_mean", shape, false),
          new Parameter(layer + "/moving_variance", shape, false));
    }

    List<Parameter> all() {
      return List.of(gamma, beta, mean, variance);
    }
  }

  private static List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    write(
        "",
        new Writer<String>() {
          @Override
          public String stem(String name, String pictures, int out) {
            return normalised(name, kernel(name, 3, 3, out), out);
          }

          @Override
          public String depthwise(String name, String map, int channels, int stride) {
            all.add(depthwiseKernel(name, channels));
            return name;
          }

          @Override
          public String pointwise(String name, String map, int in, int out) {
            return normalised(name, kernel(name, 1, in, out), out);
          }

          private String normalised(String name, Parameter kernel, int channels) {
            all.add(kernel);
            all.addAll(Norm.of(name, channels).all());
            return name;
          }

          @Override
          public String cells(String name, String map, int in, int out) {
            all.add(kernel(name, 1, in, out));
            all.add(bias(name, out));
            return name;
          }

          @Override
          public String add(String name, String map, String other) {
            return name;
          }

          @Override
          public String enlarge(String name, String map) {
            return name;
          }
        });
    return List.copyOf(all);
  }

  /** Fresh weights; equal seeds give equal ones. */
  static Weights initial(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, float[]> values = new LinkedHashMap<>();
    PARAMETERS.forEach(
        parameter -> values.put(parameter.name(), initial(parameter, random.split())));
    return Weights.of(PARAMETERS, values);
  }

  private static float[] initial(Parameter parameter, SplittableRandom random) {
    float[] array = new float[parameter.size()];
    String name = parameter.name();
    if (name.endsWith("kernel")) {
      double deviation = deviation(parameter);
      for (int i = 0; i < array.length; i++) {
        array[i] = (float) (deviation * random.nextGaussian());
      }
    } else if (name.endsWith("gamma") || name.endsWith("moving_variance")) {
      Arrays.fill(array, 1);
    } else if (name.endsWith("bias")) {
      // Lin et al., 2017: hardly any cell holds a face, and the first steps should know it.
      array[0] = SCORE_BIAS;
    }
    return array;
  }

  /** He et al., 2015; small for the cells, so that their bias says what they begin with. */
  private static double deviation(Parameter kernel) {
    if (kernel.name().endsWith("_cells/kernel")) {
      return HEAD_DEVIATION;
    }
    List<Integer> shape = kernel.shape();
    int places = shape.get(0) * shape.get(1);
    return Math.sqrt(2.0 / (shape.get(3) == 1 ? places : places * shape.get(2)));
  }
}
