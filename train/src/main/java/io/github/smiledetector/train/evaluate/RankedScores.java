package io.github.smiledetector.train.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Answers sorted once, so that the figures of any resample of the pictures cost one pass: a
 * resample only says how often each picture counts. Pictures with equal logits form one group, so
 * no figure depends on their order. Safe for use by several threads.
 */
final class RankedScores {
  static final int BINS = 15;

  private static final int MISSED = -1;

  private final double threshold;
  private final boolean[] smiling;

  /** By picture: its group, ascending by logit, or {@link #MISSED}. */
  private final int[] groupOf;

  /** By group. */
  private final double[] probability;

  private final double[] logProbability;
  private final double[] logComplement;

  RankedScores(List<JudgedPicture> pictures, Reading reading) {
    int size = pictures.size();
    threshold = reading.threshold();
    smiling = new boolean[size];
    groupOf = new int[size];
    double[] logit = new double[size];
    for (int i = 0; i < size; i++) {
      smiling[i] = pictures.get(i).picture().smiling();
      logit[i] = pictures.get(i).logit().orElse(Double.NaN);
    }
    int[] order =
        IntStream.range(0, size)
            .filter(i -> !Double.isNaN(logit[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> logit[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    Arrays.fill(groupOf, MISSED);
    double[] ofGroup = new double[order.length];
    int groups = 0;
    for (int place = 0; place < order.length; place++) {
      if (place == 0 || logit[order[place]] > logit[order[place - 1]]) {
        ofGroup[groups++] = reading.probability(logit[order[place]]);
      }
      groupOf[order[place]] = groups - 1;
    }
    probability = Arrays.copyOf(ofGroup, groups);
    logProbability = new double[groups];
    logComplement = new double[groups];
    for (int g = 0; g < groups; g++) {
      double kept = Math.min(1 - Reading.LEAST, Math.max(Reading.LEAST, probability[g]));
      logProbability[g] = Math.log(kept);
      logComplement[g] = Math.log(1 - kept);
    }
  }

  int size() {
    return smiling.length;
  }

  /** Every picture once. */
  int[] once() {
    int[] counts = new int[smiling.length];
    Arrays.fill(counts, 1);
    return counts;
  }

  /** How often each group's pictures count. */
  private final class Tally {
    final long[] smiles = new long[probability.length];
    final long[] others = new long[probability.length];
    long missedSmiles;
    long missedOthers;
    long foundSmiles;
    long foundOthers;

    Tally(int[] counts) {
      for (int i = 0; i < counts.length; i++) {
        int group = groupOf[i];
        if (group == MISSED) {
          missedSmiles += smiling[i] ? counts[i] : 0;
          missedOthers += smiling[i] ? 0 : counts[i];
        } else if (smiling[i]) {
          smiles[group] += counts[i];
          foundSmiles += counts[i];
        } else {
          others[group] += counts[i];
          foundOthers += counts[i];
        }
      }
    }
  }

  /**
   * All figures of a resample; not a number where a figure has no meaning.
   *
   * @param counts how often each picture counts
   * @param missedAreErrors whether a face that was not found is a wrong answer, rather than none;
   *     figures about scores (AUC, average precision, log loss, Brier, ECE) are always of the faces
   *     that were found
   */
  Map<Metric, Double> figures(int[] counts, boolean missedAreErrors) {
    Tally tally = new Tally(counts);
    long missedSmiles = missedAreErrors ? tally.missedSmiles : 0;
    long missedOthers = missedAreErrors ? tally.missedOthers : 0;
    Confusion at = confusion(tally, threshold, missedSmiles, missedOthers);
    Map<Metric, Double> figures = new EnumMap<>(Metric.class);
    figures.put(Metric.ACCURACY, at.accuracy());
    figures.put(Metric.SENSITIVITY, at.sensitivity());
    figures.put(Metric.SPECIFICITY, at.specificity());
    figures.put(Metric.BALANCED_ACCURACY, (at.sensitivity() + at.specificity()) / 2);
    figures.put(Metric.F1, at.f1());
    figures.put(
        Metric.BEST_ACCURACY,
        (double) best(tally).right()
            / (tally.foundSmiles + tally.foundOthers + missedSmiles + missedOthers));

    double found = tally.foundSmiles + tally.foundOthers;
    double pairsWon = 0;
    double logLoss = 0;
    double brier = 0;
    double ece = 0;
    long othersBelow = 0;
    long before = 0;
    int bin = 0;
    double surplus = 0;
    for (int g = 0; g < probability.length; g++) {
      long smiles = tally.smiles[g];
      long others = tally.others[g];
      long members = smiles + others;
      if (members == 0) {
        continue;
      }
      double p = probability[g];
      pairsWon += smiles * (othersBelow + others / 2.0);
      othersBelow += others;
      logLoss -= smiles * logProbability[g] + others * logComplement[g];
      brier += smiles * (1 - p) * (1 - p) + others * p * p;
      int itsBin = bin(before, members, found);
      if (itsBin != bin) {
        ece += Math.abs(surplus);
        surplus = 0;
        bin = itsBin;
      }
      surplus += smiles - members * p;
      before += members;
    }
    ece += Math.abs(surplus);
    figures.put(Metric.AUC, pairsWon / ((double) tally.foundSmiles * tally.foundOthers));
    figures.put(Metric.AVERAGE_PRECISION, averagePrecision(tally));
    figures.put(Metric.LOG_LOSS, logLoss / found);
    figures.put(Metric.BRIER, brier / found);
    figures.put(Metric.ECE, ece / found);
    return figures;
  }

  /** A group goes where its middle lies, as a whole. */
  private static int bin(long before, long members, double found) {
    return (int) (BINS * (before + members / 2.0) / found);
  }

  private double averagePrecision(Tally tally) {
    double sum = 0;
    long smilesAbove = 0;
    long allAbove = 0;
    for (int g = probability.length - 1; g >= 0; g--) {
      smilesAbove += tally.smiles[g];
      allAbove += tally.smiles[g] + tally.others[g];
      if (tally.smiles[g] > 0) {
        sum += tally.smiles[g] * ((double) smilesAbove / allAbove);
      }
    }
    return sum / tally.foundSmiles;
  }

  /** The cut with the most right answers; of equal ones the lowest. */
  private record Cut(int group, long right) {}

  private Cut best(Tally tally) {
    long right = tally.foundSmiles;
    Cut best = new Cut(0, right);
    for (int g = 0; g < probability.length; g++) {
      right += tally.others[g] - tally.smiles[g];
      if (right > best.right) {
        best = new Cut(g + 1, right);
      }
    }
    return best;
  }

  /** Answers at a threshold, over all pictures. */
  Confusion confusion(double at) {
    Tally tally = new Tally(once());
    return confusion(tally, at, tally.missedSmiles, tally.missedOthers);
  }

  private Confusion confusion(Tally tally, double at, long missedSmiles, long missedOthers) {
    long smilesAbove = 0;
    long othersAbove = 0;
    for (int g = probability.length - 1; g >= 0 && probability[g] >= at; g--) {
      smilesAbove += tally.smiles[g];
      othersAbove += tally.others[g];
    }
    return new Confusion(
        at,
        smilesAbove,
        tally.foundSmiles - smilesAbove,
        othersAbove,
        tally.foundOthers - othersAbove,
        missedSmiles,
        missedOthers);
  }

  /** The lowest probability that counts as smiling at the best cut; a hair above all if none. */
  double bestThreshold() {
    int group = best(new Tally(once())).group;
    if (group < probability.length) {
      return probability[group];
    }
    return group == 0 ? threshold : Math.min(1, Math.nextUp(probability[group - 1]));
  }

  /** The bins of the calibration error, those without a picture left out. */
  List<CalibrationBin> bins() {
    Tally tally = new Tally(once());
    double found = tally.foundSmiles + tally.foundOthers;
    CalibrationBin.Sum[] sums = new CalibrationBin.Sum[BINS];
    long before = 0;
    for (int g = 0; g < probability.length; g++) {
      long members = tally.smiles[g] + tally.others[g];
      int bin = bin(before, members, found);
      if (sums[bin] == null) {
        sums[bin] = new CalibrationBin.Sum();
      }
      sums[bin].add(probability[g], members, tally.smiles[g]);
      before += members;
    }
    return Arrays.stream(sums).filter(sum -> sum != null).map(CalibrationBin.Sum::bin).toList();
  }

  /**
   * The steps of the ROC curve and of precision over sensitivity, from the highest score down.
   *
   * @return a row a step: false-positive rate, sensitivity, precision
   */
  double[][] steps() {
    Tally tally = new Tally(once());
    double[][] steps = new double[probability.length][];
    long smilesAbove = 0;
    long othersAbove = 0;
    for (int g = probability.length - 1; g >= 0; g--) {
      smilesAbove += tally.smiles[g];
      othersAbove += tally.others[g];
      steps[probability.length - 1 - g] =
          new double[] {
            (double) othersAbove / tally.foundOthers,
            (double) smilesAbove / tally.foundSmiles,
            (double) smilesAbove / (smilesAbove + othersAbove)
          };
    }
    return steps;
  }
}
