package io.github.smiledetector.inference;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Says what a network's input or output has to be: its name and the lengths of its dimensions; its
 * values are float32.
 *
 * @param name in the network
 * @param dimensions lengths from the outermost on, the first of them {@link #ANY}, the batch
 */
public record TensorShape(String name, List<Long> dimensions) {
  /** Stands for a length that is known only when a batch is there. */
  public static final long ANY = -1;

  /**
   * @throws IllegalArgumentException if there is no dimension, the first is not {@link #ANY} or
   *     another is not positive
   */
  public TensorShape {
    dimensions = List.copyOf(dimensions);
    if (dimensions.isEmpty()
        || dimensions.get(0) != ANY
        || dimensions.stream().skip(1).anyMatch(length -> length < 1)) {
      throw new IllegalArgumentException(
          name + " needs a batch dimension and positive ones, not " + dimensions);
    }
  }

  /**
   * The shape of a batch.
   *
   * @param name in the network
   * @param lengths of the dimensions below the batch; none for one value a member
   */
  public static TensorShape batchOf(String name, long... lengths) {
    return new TensorShape(
        name, LongStream.concat(LongStream.of(ANY), Arrays.stream(lengths)).boxed().toList());
  }

  /** How many values one member of a batch has. */
  public int valuesEach() {
    return Math.toIntExact(dimensions.stream().skip(1).reduce(1L, Math::multiplyExact));
  }

  /** The lengths with this many members. */
  long[] with(int members) {
    long[] lengths = dimensions.stream().mapToLong(Long::longValue).toArray();
    lengths[0] = members;
    return lengths;
  }

  /**
   * Whether a network that declares these lengths takes (or gives) every batch of this shape. It
   * may leave more of them open than we do.
   */
  boolean fits(long[] declared) {
    if (declared.length != dimensions.size()) {
      return false;
    }
    for (int i = 0; i < declared.length; i++) {
      if (declared[i] != ANY && declared[i] != dimensions.get(i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return '"' + name + "\" float32 " + describe(with((int) ANY));
  }

  /** Lengths as people write them, the open ones as {@code N}. */
  static String describe(long[] lengths) {
    return Arrays.stream(lengths)
        .mapToObj(length -> length == ANY ? "N" : String.valueOf(length))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
