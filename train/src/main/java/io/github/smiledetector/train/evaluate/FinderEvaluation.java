package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.face.Face;
import io.github.smiledetector.train.data.MarkedPhoto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How well a face finder finds marked faces.
 *
 * @param name of the finder
 * @param threshold its own
 * @param metrics of the photos as they are
 * @param found marked faces found at the threshold
 * @param missed marked faces that are not
 * @param wrong faces found at the threshold where none is marked
 * @param sizes recall by the faces' size, smallest first; only sizes that occur
 * @param turned figures of turned photos, in the order asked for
 * @param curve thresholds from the highest on, and what each comes to
 * @param wrongFaces the surest of the faces found where none is marked, surest first
 * @param missedFaces the largest of the faces missed, largest first
 */
public record FinderEvaluation(
    String name,
    double threshold,
    Map<FinderMetric, Estimate> metrics,
    int found,
    int missed,
    int wrong,
    List<Size> sizes,
    List<Turned> turned,
    List<Step> curve,
    List<FaceCutOut> wrongFaces,
    List<FaceCutOut> missedFaces) {
  private static final int[] SIZES_PX = {0, 12, 20, 40, 80, 160};

  /** Nobody looks at more of them. */
  private static final int MOST_SHOWN = 100;

  /**
   * Recall of the faces of a size.
   *
   * @param fromPx the box's longer side
   * @param belowPx the box's longer side; empty for no limit
   * @param faces how many
   * @param recall at the finder's own threshold
   */
  public record Size(int fromPx, OptionalInt belowPx, int faces, Estimate recall) {
    /** Such as {@code 20-40}. */
    public String range() {
      return belowPx.isPresent() ? fromPx + "-" + belowPx.getAsInt() : fromPx + "+";
    }
  }

  /**
   * Figures of photos that are turned, every other one the other way.
   *
   * @param degrees how far
   * @param metrics figures
   */
  public record Turned(int degrees, Map<FinderMetric, Estimate> metrics) {}

  /**
   * A threshold and what it comes to.
   *
   * @param score the threshold
   * @param falsePerPhoto faces found where none is marked
   * @param recall share of the marked faces that are found
   * @param precision share of the faces found that are marked
   */
  public record Step(double score, double falsePerPhoto, double recall, double precision) {}

  static FinderEvaluation of(
      JudgedFinder finder,
      List<MarkedPhoto> photos,
      List<FaceMatches> matches,
      Map<Integer, List<FaceMatches>> turned,
      Resamples resamples) {
    double threshold = finder.threshold();
    FinderScores scores = new FinderScores(matches, threshold);
    List<FaceMatches.Asked> asked =
        matches.stream().flatMap(photo -> photo.asked().stream()).toList();
    int found = (int) asked.stream().filter(each -> each.found(threshold)).count();
    List<FaceCutOut> wrong = new ArrayList<>();
    List<FaceCutOut> missed = new ArrayList<>();
    for (int i = 0; i < photos.size(); i++) {
      MarkedPhoto photo = photos.get(i);
      for (Face face : matches.get(i).wrong()) {
        if (face.score() >= threshold) {
          wrong.add(
              new FaceCutOut(
                  photo.file(), photo.name(), face.box(), OptionalDouble.of(face.score())));
        }
      }
      for (FaceMatches.Asked each : matches.get(i).asked()) {
        if (!each.found(threshold)) {
          missed.add(
              new FaceCutOut(
                  photo.file(), photo.name(), each.face().box(), OptionalDouble.empty()));
        }
      }
    }
    Comparator<FaceCutOut> byScore = Comparator.comparingDouble(each -> each.score().getAsDouble());
    return new FinderEvaluation(
        finder.name(),
        threshold,
        estimates(scores, resamples),
        found,
        asked.size() - found,
        wrong.size(),
        sizes(matches, threshold, resamples),
        turned.entrySet().stream()
            .map(
                each ->
                    new Turned(
                        each.getKey(),
                        estimates(new FinderScores(each.getValue(), threshold), resamples)))
            .toList(),
        scores.steps(scores.once()),
        wrong.stream().sorted(byScore.reversed()).limit(MOST_SHOWN).toList(),
        missed.stream()
            .sorted(Comparator.comparingDouble(FaceCutOut::longerPx).reversed())
            .limit(MOST_SHOWN)
            .toList());
  }

  private static Map<FinderMetric, Estimate> estimates(FinderScores scores, Resamples resamples) {
    Map<FinderMetric, Double> values = scores.figures(scores.once());
    List<FinderMetric> all = List.copyOf(values.keySet());
    double[][] resampled =
        resamples.each(
            counts -> {
              Map<FinderMetric, Double> figures = scores.figures(counts);
              return all.stream().mapToDouble(figures::get).toArray();
            });
    Map<FinderMetric, Estimate> estimates = new EnumMap<>(FinderMetric.class);
    for (int i = 0; i < resampled.length; i++) {
      estimates.put(all.get(i), Estimate.of(values.get(all.get(i)), resampled[i]));
    }
    return estimates;
  }

  private static List<Size> sizes(
      List<FaceMatches> matches, double threshold, Resamples resamples) {
    List<Size> sizes = new ArrayList<>();
    for (int i = 0; i < SIZES_PX.length; i++) {
      int from = SIZES_PX[i];
      int below = i + 1 < SIZES_PX.length ? SIZES_PX[i + 1] : Integer.MAX_VALUE;
      int[] faces = new int[matches.size()];
      int[] found = new int[matches.size()];
      for (int photo = 0; photo < faces.length; photo++) {
        for (FaceMatches.Asked each : matches.get(photo).asked()) {
          if (each.longerPx() >= from && each.longerPx() < below) {
            faces[photo]++;
            found[photo] += each.found(threshold) ? 1 : 0;
          }
        }
      }
      int all = Arrays.stream(faces).sum();
      if (all > 0) {
        double[] resampled =
            resamples.each(counts -> new double[] {sum(found, counts) / sum(faces, counts)})[0];
        sizes.add(
            new Size(
                from,
                below == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(below),
                all,
                Estimate.of(Arrays.stream(found).sum() / (double) all, resampled)));
      }
    }
    return sizes;
  }

  private static double sum(int[] values, int[] counts) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += (double) values[i] * counts[i];
    }
    return sum;
  }

  /** One figure of the photos as they are. */
  public Estimate metric(FinderMetric metric) {
    return metrics.get(metric);
  }
}
