package io.github.smiledetector.train.evaluate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Draws pictures again, with replacement, always the same: whole persons where they are known, for
 * pictures of one person are alike and say less together than as many of strangers.
 */
final class Resamples {
  static final int COUNT = 1000;

  private static final long SEED = 20_250_101;

  private final int[] clusterOf;
  private final int clusters;

  /**
   * @param personOf each picture; empty where it is not known
   */
  Resamples(List<String> personOf) {
    clusterOf = new int[personOf.size()];
    Map<String, Integer> persons = new HashMap<>();
    int next = 0;
    for (int i = 0; i < clusterOf.length; i++) {
      String person = personOf.get(i);
      Integer known = person.isEmpty() ? null : persons.putIfAbsent(person, next);
      clusterOf[i] = known == null ? next++ : known;
    }
    clusters = next;
  }

  static Resamples of(List<JudgedPicture> pictures) {
    return new Resamples(pictures.stream().map(each -> each.picture().person()).toList());
  }

  /** What is drawn: persons, and pictures of nobody known. */
  int clusters() {
    return clusters;
  }

  /**
   * Computes figures of every resample, on all processors.
   *
   * @param figures of the number of times each picture counts
   * @return by figure, then by resample
   */
  double[][] each(Function<int[], double[]> figures) {
    double[][] rows =
        IntStream.range(0, COUNT)
            .parallel()
            .mapToObj(resample -> figures.apply(counts(resample)))
            .toArray(double[][]::new);
    return IntStream.range(0, rows[0].length)
        .mapToObj(figure -> Arrays.stream(rows).mapToDouble(row -> row[figure]).toArray())
        .toArray(double[][]::new);
  }

  private int[] counts(int resample) {
    // Of their own for each, so that threads change nothing.
    SplittableRandom random = new SplittableRandom(SEED + resample);
    int[] drawn = new int[clusters];
    for (int i = 0; i < clusters; i++) {
      drawn[random.nextInt(clusters)]++;
    }
    int[] counts = new int[clusterOf.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = drawn[clusterOf[i]];
    }
    return counts;
  }
}
