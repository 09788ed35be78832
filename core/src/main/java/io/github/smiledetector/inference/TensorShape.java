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
 * @param dimensions lengths from the outermost on, {@link #ANY} where they differ from run to run
 */
public record TensorShape(String name, List<Long> dimensions) {
  /** Stands for a length that is known only when the values are there. */
  public static final long ANY = -1;

  /**
   * @throws IllegalArgumentException if there is no dimension, or a length is neither positive nor
   *     {@link #ANY}
   */
  public TensorShape {
    dimensions = List.copyOf(dimensions);
    if (dimensions.isEmpty()
        || dimensions.stream().anyMatch(length -> length < 1 && length != ANY)) {
      throw new IllegalArgumentException(
          name + " needs dimensions with positive or open lengths, not " + dimensions);
    }
  }

  /**
   * A shape of any dimensions.
   *
   * @param name in the network
   * @param lengths positive, or {@link #ANY}
   */
  public static TensorShape of(String name, long... lengths) {
    return new TensorShape(name, Arrays.stream(lengths).boxed().toList());
  }

  /**
   * The shape of a batch.
   *
   * @param name in the network
   * @param lengths of the dimensions below the batch; none for one value a member
   */
  public static TensorShape batchOf(String name, long... lengths) {
    return of(name, LongStream.concat(LongStream.of(ANY), Arrays.stream(lengths)).toArray());
  }

  /**
   * How many values one member of a batch has.
   *
   * @throws IllegalStateException if that differs from run to run
   */
  public int valuesEach() {
    if (variesWithin()) {
      throw new IllegalStateException(this + " has no one size");
    }
    return Math.toIntExact(dimensions.stream().skip(1).reduce(1L, Math::multiplyExact));
  }

  /** Whether more than the outermost length is open. */
  boolean variesWithin() {
    return dimensions.stream().skip(1).anyMatch(length -> length == ANY);
  }

  /** The lengths with this many members. */
  long[] with(int members) {
    long[] lengths = dimensions.stream().mapToLong(Long::longValue).toArray();
    lengths[0] = members;
    return lengths;
  }

  /** Whether values of these lengths have this shape. */
  boolean holds(long[] lengths) {
    if (lengths.length != dimensions.size()) {
      return false;
    }
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] < 1 || (dimensions.get(i) != ANY && dimensions.get(i) != lengths[i])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a network that declares these lengths takes (or gives) all that has this shape. It may
   * leave more of them open than we do.
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
    return '"'
        + name
        + "\" float32 "
        + describe(dimensions.stream().mapToLong(Long::longValue).toArray());
  }

  /** Lengths as people write them, the open ones as {@code N}. */
  static String describe(long[] lengths) {
    return Arrays.stream(lengths)
        .mapToObj(length -> length == ANY ? "N" : String.valueOf(length))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
