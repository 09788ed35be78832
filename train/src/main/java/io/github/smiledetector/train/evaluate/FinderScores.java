package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.face.Face;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import io.github.smiledetector.train.evaluate.FinderEvaluation.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All faces found in many photos, ranked once, so that figures of any choice of the photos come
 * quickly.
 */
public final class FinderScores {
  private final double threshold;
  private final int photos;
  private final int[] facesOf;

  /** Per photo: 1 if its largest face is found, 0 if not, -1 if it has none. */
  private final int[] mainFace;

  /** Best score first. */
  private final List<Ranked> ranked = new ArrayList<>();

  /** Smallest first. */
  private final List<Deviation> deviations = new ArrayList<>();

  private record Ranked(double score, int photo, boolean right) {}

  private record Deviation(double share, int photo) {}

  /**
   * @param matches one a photo
   * @param threshold the finder's own
   */
  public FinderScores(List<FaceMatches> matches, double threshold) {
    this.threshold = threshold;
    this.photos = matches.size();
    this.facesOf = new int[photos];
    this.mainFace = new int[photos];
    for (int photo = 0; photo < photos; photo++) {
      List<FaceMatches.Asked> asked = matches.get(photo).asked();
      facesOf[photo] = asked.size();
      mainFace[photo] =
          asked.stream()
              .max(Comparator.comparingDouble(FaceMatches.Asked::longerPx))
              .map(largest -> largest.found(threshold) ? 1 : 0)
              .orElse(-1);
      for (FaceMatches.Asked each : asked) {
        if (each.by().isPresent()) {
          ranked.add(new Ranked(each.by().get().score(), photo, true));
        }
        if (each.found(threshold)) {
          Optional<Double> share = landmarkError(each);
          if (share.isPresent()) {
            deviations.add(new Deviation(share.get(), photo));
          }
        }
      }
      for (Face face : matches.get(photo).wrong()) {
        ranked.add(new Ranked(face.score(), photo, false));
      }
    }
    ranked.sort(Comparator.comparingDouble(Ranked::score).reversed());
    deviations.sort(Comparator.comparingDouble(Deviation::share));
  }

  private static Optional<Double> landmarkError(FaceMatches.Asked asked) {
    Optional<Landmarks> marked = asked.face().landmarks();
    Optional<Landmarks> found = asked.by().flatMap(Face::landmarks);
    if (marked.isEmpty() || found.isEmpty()) {
      return Optional.empty();
    }
    double eyes = marked.get().leftEye().distanceTo(marked.get().rightEye());
    List<Point> points = marked.get().all();
    double sum = 0;
    for (int i = 0; i < points.size(); i++) {
      sum += points.get(i).distanceTo(found.get().all().get(i));
    }
    return eyes > 0 ? Optional.of(sum / points.size() / eyes) : Optional.empty();
  }

  /** Each photo once. */
  int[] once() {
    int[] counts = new int[photos];
    Arrays.fill(counts, 1);
    return counts;
  }

  /** The curve from the best score on, a step for each score that occurs. */
  List<Step> steps(int[] counts) {
    double allPhotos = Arrays.stream(counts).sum();
    double faces = faces(counts);
    List<Step> steps = new ArrayList<>();
    long right = 0;
    long wrong = 0;
    for (int i = 0; i < ranked.size(); i++) {
      Ranked each = ranked.get(i);
      if (each.right()) {
        right += counts[each.photo()];
      } else {
        wrong += counts[each.photo()];
      }
      // Faces of one score stand or fall together.
      boolean last = i + 1 == ranked.size() || ranked.get(i + 1).score() < each.score();
      if (last && right + wrong > 0) {
        steps.add(
            new Step(
                each.score(), wrong / allPhotos, right / faces, right / (double) (right + wrong)));
      }
    }
    return steps;
  }

  private long faces(int[] counts) {
    long faces = 0;
    for (int i = 0; i < photos; i++) {
      faces += (long) counts[i] * facesOf[i];
    }
    return faces;
  }

  /** Figures of the photos; not a number where there is none. */
  public Map<FinderMetric, Double> figures() {
    return figures(once());
  }

  /** Figures of the photos, each counted so many times; not a number where there is none. */
  Map<FinderMetric, Double> figures(int[] counts) {
    List<Step> steps = steps(counts);
    boolean nothing = faces(counts) == 0;
    double recall = nothing ? Double.NaN : 0;
    double precision = Double.NaN;
    double falseFaces = 0;
    for (Step step : steps) {
      if (step.score() >= threshold) {
        recall = step.recall();
        precision = step.precision();
        falseFaces = step.falsePerPhoto();
      }
    }
    Map<FinderMetric, Double> figures = new EnumMap<>(FinderMetric.class);
    figures.put(FinderMetric.RECALL, recall);
    figures.put(FinderMetric.PRECISION, precision);
    figures.put(FinderMetric.FALSE_FACES, falseFaces);
    figures.put(FinderMetric.MAIN_FACE, mainFace(counts));
    figures.put(FinderMetric.AVERAGE_PRECISION, nothing ? Double.NaN : averagePrecision(steps));
    figures.put(FinderMetric.RECALL_AT_01, nothing ? Double.NaN : recallAt(steps, 0.1));
    figures.put(FinderMetric.RECALL_AT_03, nothing ? Double.NaN : recallAt(steps, 0.3));
    figures.put(FinderMetric.RECALL_AT_1, nothing ? Double.NaN : recallAt(steps, 1));
    figures.put(FinderMetric.LANDMARK_ERROR, medianError(counts));
    figures.put(FinderMetric.LANDMARK_ERROR_MEAN, meanError(counts));
    return figures;
  }

  private static double averagePrecision(List<Step> steps) {
    double sum = 0;
    double best = 0;
    for (int i = steps.size() - 1; i >= 0; i--) {
      best = Math.max(best, steps.get(i).precision());
      sum += best * (steps.get(i).recall() - (i == 0 ? 0 : steps.get(i - 1).recall()));
    }
    return sum;
  }

  private static double recallAt(List<Step> steps, double falsePerPhoto) {
    double recall = 0;
    for (Step step : steps) {
      if (step.falsePerPhoto() <= falsePerPhoto) {
        recall = step.recall();
      }
    }
    return recall;
  }

  private double mainFace(int[] counts) {
    long found = 0;
    long asked = 0;
    for (int i = 0; i < photos; i++) {
      if (mainFace[i] >= 0) {
        asked += counts[i];
        found += (long) counts[i] * mainFace[i];
      }
    }
    return asked == 0 ? Double.NaN : found / (double) asked;
  }

  private double medianError(int[] counts) {
    long all = deviations.stream().mapToLong(each -> counts[each.photo()]).sum();
    long before = 0;
    double lower = Double.NaN;
    for (Deviation each : deviations) {
      before += counts[each.photo()];
      if (Double.isNaN(lower) && 2 * before >= all && before > 0) {
        lower = each.share();
      }
      if (2 * before > all) {
        return (lower + each.share()) / 2;
      }
    }
    return lower;
  }

  private double meanError(int[] counts) {
    double sum = 0;
    long all = 0;
    for (Deviation each : deviations) {
      sum += counts[each.photo()] * each.share();
      all += counts[each.photo()];
    }
    return sum / all;
  }
}
