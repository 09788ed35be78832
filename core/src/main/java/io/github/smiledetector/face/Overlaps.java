package io.github.smiledetector.face;

import io.github.smiledetector.geometry.Box;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Makes one face of boxes that mean the same one. */
final class Overlaps {
  private Overlaps() {}

  /**
   * Keeps the best of those that overlap, as non-maximum suppression does.
   *
   * @param found in any order
   * @param limit intersection over union from which on two mean the same face
   * @return best score first
   */
  static List<Face> merged(List<Face> found, double limit) {
    List<Face> byScore = new ArrayList<>(found);
    byScore.sort(Comparator.comparingDouble(Face::score).reversed());
    List<Face> kept = new ArrayList<>();
    for (Face face : byScore) {
      Box box = face.box();
      if (kept.stream().noneMatch(other -> box.intersectionOverUnion(other.box()) >= limit)) {
        kept.add(face);
      }
    }
    return List.copyOf(kept);
  }
}
