package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.error.DataException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * How well a model answers on labelled pictures.
 *
 * @param judgements what it said
 * @param reading how its logits were read
 * @param metrics over all pictures: a face that was not found counts as a wrong answer wherever
 *     answers are counted (figures about scores are of the faces found)
 * @param metricsOverFound over the pictures whose face was found
 * @param confusion at the model's threshold
 * @param bestThreshold the lowest probability that counts as smiling where accuracy is best
 * @param thresholds answers at 0.05, 0.1 ... 0.95 and the model's threshold, ascending
 * @param bins those of the calibration error
 * @param slices parts of the pictures, in the order asked for
 * @param clusters how many persons, or pictures of nobody known, were drawn for the intervals
 * @param byPerson whether persons were known
 */
public record Evaluation(
    Judgements judgements,
    Reading reading,
    Map<Metric, Estimate> metrics,
    Map<Metric, Estimate> metricsOverFound,
    Confusion confusion,
    double bestThreshold,
    List<Confusion> thresholds,
    List<CalibrationBin> bins,
    List<Slice> slices,
    int clusters,
    boolean byPerson) {
  /** How often pictures are drawn again for an interval. */
  public static final int RESAMPLES = Resamples.COUNT;

  private static final int THRESHOLD_STEPS = 20;

  /** Smaller parts say too little to call one the worst. */
  private static final int LEAST_IN_WORST = 20;

  /**
   * Measures.
   *
   * @param judgements what the model said
   * @param reading how its logits are read
   * @param slicings parts to look at
   * @throws DataException if no face was judged
   */
  public static Evaluation of(Judgements judgements, Reading reading, List<Slicing> slicings) {
    List<JudgedPicture> pictures = judgements.judged();
    if (pictures.stream().noneMatch(JudgedPicture::found)) {
      throw new DataException(
          "there is nothing to measure: of "
              + pictures.size()
              + " pictures that could be read, none has a face that was judged ("
              + judgements.leftOut().size()
              + " could not be read)");
    }
    RankedScores scores = new RankedScores(pictures, reading);
    Resamples resamples = Resamples.of(pictures);
    Map<Metric, Estimate> metrics = estimates(scores, resamples, true);
    boolean allFound = pictures.stream().allMatch(JudgedPicture::found);
    TreeSet<Double> cuts = new TreeSet<>(List.of(reading.threshold()));
    for (int i = 1; i < THRESHOLD_STEPS; i++) {
      cuts.add((double) i / THRESHOLD_STEPS);
    }
    return new Evaluation(
        judgements,
        reading,
        metrics,
        allFound ? metrics : estimates(scores, resamples, false),
        scores.confusion(reading.threshold()),
        scores.bestThreshold(),
        cuts.stream().map(scores::confusion).toList(),
        scores.bins(),
        slices(pictures, reading, slicings),
        resamples.clusters(),
        pictures.stream().anyMatch(picture -> !picture.picture().person().isEmpty()));
  }

  private static Map<Metric, Estimate> estimates(
      RankedScores scores, Resamples resamples, boolean missedAreErrors) {
    Map<Metric, Double> values = scores.figures(scores.once(), missedAreErrors);
    List<Metric> all = List.copyOf(values.keySet());
    double[][] resampled =
        resamples.each(
            counts -> {
              Map<Metric, Double> figures = scores.figures(counts, missedAreErrors);
              return all.stream().mapToDouble(figures::get).toArray();
            });
    Map<Metric, Estimate> estimates = new EnumMap<>(Metric.class);
    for (int i = 0; i < resampled.length; i++) {
      estimates.put(all.get(i), Estimate.of(values.get(all.get(i)), resampled[i]));
    }
    return estimates;
  }

  private static List<Slice> slices(
      List<JudgedPicture> pictures, Reading reading, List<Slicing> slicings) {
    List<Slice> slices = new ArrayList<>();
    for (Slicing slicing : slicings) {
      slicing
          .parts(pictures)
          .forEach(
              (name, members) -> {
                RankedScores scores = new RankedScores(members, reading);
                Map<Metric, Estimate> metrics = estimates(scores, Resamples.of(members), true);
                slices.add(
                    new Slice(
                        slicing.column(),
                        name,
                        members.size(),
                        (int) members.stream().filter(each -> each.picture().smiling()).count(),
                        metrics.get(Metric.ACCURACY),
                        metrics.get(Metric.AUC)));
              });
    }
    return slices;
  }

  /** One metric over all pictures. */
  public Estimate metric(Metric metric) {
    return metrics.get(metric);
  }

  /** How many pictures have a face that was judged. */
  public int found() {
    return (int) judgements.judged().stream().filter(JudgedPicture::found).count();
  }

  /** How many pictures smile. */
  public int smiling() {
    return (int) confusion.smiles();
  }

  /**
   * The steps of the ROC curve and of precision over sensitivity, from the highest score down, each
   * a row: false-positive rate, sensitivity, precision.
   */
  double[][] steps() {
    return new RankedScores(judgements.judged(), reading).steps();
  }

  /** A picture's smile probability; not a number where no face was found. */
  public double probability(JudgedPicture picture) {
    return picture.found() ? reading.probability(picture.logit().getAsDouble()) : Double.NaN;
  }

  /** Whether a picture is answered rightly. */
  public boolean right(JudgedPicture picture) {
    return picture.found()
        && probability(picture) >= reading.threshold() == picture.picture().smiling();
  }

  /** The wrong answers that the model is surest of, at most this many, worst first. */
  public List<JudgedPicture> mostWrong(int most) {
    return judgements.judged().stream()
        .filter(picture -> picture.found() && !right(picture))
        .sorted(
            Comparator.comparingDouble(
                picture ->
                    picture.picture().smiling() ? probability(picture) : 1 - probability(picture)))
        .limit(most)
        .toList();
  }

  /**
   * The part whose accuracy lies farthest below that of all pictures; empty if none of at least 20
   * pictures, cells without a word aside, does.
   */
  public Optional<Slice> worstSlice() {
    return slices.stream()
        .filter(slice -> slice.pictures() >= LEAST_IN_WORST && !slice.name().equals(Slice.EMPTY))
        .filter(slice -> slice.accuracy().value() < metric(Metric.ACCURACY).value())
        .min(Comparator.comparingDouble(slice -> slice.accuracy().value()));
  }
}
