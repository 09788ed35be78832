package io.github.smiledetector.face;

import io.github.smiledetector.geometry.Box;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Makes one face of boxes that mean the same one. */
final class Overlaps {
  /**
   * Intersection over union from which on two boxes mean the same face, as OpenCV has it for YuNet.
   */
  private static final double SAME = 0.3;

  /** Share of a box from which on another holds it: a part of a face, seen at another scale. */
  private static final double WITHIN = 0.8;

  private Overlaps() {}

  /**
   * Keeps the best of those that overlap, as non-maximum suppression does.
   *
   * @param found in any order
   * @return best score first
   */
  static List<Face> merged(List<Face> found) {
    List<Face> byScore = new ArrayList<>(found);
    byScore.sort(Comparator.comparingDouble(Face::score).reversed());
    List<Face> kept = new ArrayList<>();
    for (Face face : byScore) {
      if (kept.stream().noneMatch(other -> same(face.box(), other.box()))) {
        kept.add(face);
      }
    }
    return List.copyOf(kept);
  }

  private static boolean same(Box one, Box other) {
    return one.intersectionOverUnion(other) >= SAME
        || one.sharedArea(other) >= WITHIN * Math.min(one.area(), other.area());
  }
}
