package io.github.smiledetector.train.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.fetch.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values come from NumPy 2.0.2: {@code numpy.random.RandomState(seed)}. */
class MersenneTwisterTest {
  @ParameterizedTest
  @CsvSource({
    // seed, draws 0 and 1, then draws 623 to 625 and 1247 to 1249, across both refills
    "42, 1608637542 3421126067 1077437785 108880612 791707097 1014112781 2655384025 3263983643",
    "0, 2357136044 2546248239 3791854820 341544762 1076416385 1145454359 4192857288 2422637952",
    "4294967295,"
        + " 419326371 479346978 1027084080 3860652269 657474326 3512076445 2400582258 3040777976",
  })
  void drawsWhatNumPyDraws(long seed, String expected) {
    MersenneTwister twister = new MersenneTwister((int) seed);
    long[] draws =
        IntStream.range(0, 1250).mapToLong(i -> Integer.toUnsignedLong(twister.next())).toArray();
    String found =
        IntStream.of(0, 1, 623, 624, 625, 1247, 1248, 1249)
            .mapToObj(i -> String.valueOf(draws[i]))
            .collect(Collectors.joining(" "));
    assertThat(found).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "42, 8 1 5 0 7 2 9 4 3 6",
    "0, 2 8 4 9 1 6 7 3 0 5",
    "4294967295, 6 9 5 1 8 0 7 4 2 3",
  })
  void shufflesTenAsNumPyDoes(long seed, String expected) {
    assertThat(joined(shuffled(10, seed), " ")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "42, f6577e562486ca33436bcda26bcbf1dad90b61af05bd448bdd25797c6ed2ca12",
    "0, db08139403ed3f4359a1e8c7bec7cb6e04d9cbbf3fb1fef6e04914135b62f318",
    "4294967295, 6e8a7f4d5ad4f47184f920b7fe6a9488a49b290ff30e36637acfae07f7b3b7ee",
  })
  void shufflesAWholeDataSetAsNumPyDoes(long seed, String digestOfIndices) {
    String indices = joined(shuffled(13_165, seed), ",");
    assertThat(Sha256.of(indices.getBytes(UTF_8))).isEqualTo(digestOfIndices);
  }

  private static List<Integer> shuffled(int count, long seed) {
    List<Integer> list = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    new MersenneTwister((int) seed).shuffle(list);
    return list;
  }

  private static String joined(List<Integer> list, String between) {
    return list.stream().map(String::valueOf).collect(Collectors.joining(between));
  }
}
