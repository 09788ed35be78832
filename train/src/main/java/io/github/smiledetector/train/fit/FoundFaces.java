package io.github.smiledetector.train.fit;

import io.github.smiledetector.face.Face;
import io.github.smiledetector.train.data.MarkedFace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Counts what a finder finds in scenes.
 *
 * <p>Faces found choose in the order of their scores: each takes the marked face that it coincides
 * with most and that none before it took. One that takes none is false, unless what it coincides
 * with is to be ignored.
 */
final class FoundFaces {
  /** Intersection over union from which on two boxes mean the same face. */
  private static final double SAME = 0.5;

  private record Found(double score, boolean right) {}

  private final List<Found> found = new ArrayList<>();
  private int scenes;
  private int faces;

  /** Adds a scene. */
  void add(List<MarkedFace> marked, List<Face> answers) {
    scenes++;
    faces += (int) marked.stream().filter(face -> !face.ignored()).count();
    List<Face> byScore = new ArrayList<>(answers);
    byScore.sort(Comparator.comparingDouble(Face::score).reversed());
    boolean[] taken = new boolean[marked.size()];
    for (Face answer : byScore) {
      int best = -1;
      boolean ignored = false;
      double most = SAME;
      for (int i = 0; i < taken.length; i++) {
        double shared = answer.box().intersectionOverUnion(marked.get(i).box());
        if (marked.get(i).ignored()) {
          ignored |= shared >= SAME;
        } else if (!taken[i] && shared >= most) {
          best = i;
          most = shared;
        }
      }
      if (best >= 0) {
        taken[best] = true;
        found.add(new Found(answer.score(), true));
      } else if (!ignored) {
        found.add(new Found(answer.score(), false));
      }
    }
  }

  /** Share of the faces found where the threshold leaves at most that many false ones a scene. */
  double recallAt(double falsePerScene) {
    found.sort(Comparator.comparingDouble(Found::score).reversed());
    int right = 0;
    int wrong = 0;
    for (Found each : found) {
      if (each.right()) {
        right++;
      } else if (++wrong > falsePerScene * scenes) {
        break;
      }
    }
    return faces == 0 ? 0 : (double) right / faces;
  }

  /** Area under the curve of precision over recall, precision being what a higher recall has. */
  double averagePrecision() {
    found.sort(Comparator.comparingDouble(Found::score).reversed());
    double[] precision = new double[found.size()];
    int right = 0;
    for (int i = 0; i < precision.length; i++) {
      right += found.get(i).right() ? 1 : 0;
      precision[i] = (double) right / (i + 1);
    }
    double best = 0;
    double sum = 0;
    for (int i = precision.length - 1; i >= 0; i--) {
      best = Math.max(best, precision[i]);
      sum += found.get(i).right() ? best : 0;
    }
    return faces == 0 ? 0 : sum / faces;
  }
}
