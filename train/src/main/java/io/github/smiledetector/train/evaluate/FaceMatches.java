package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.face.Face;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.train.data.MarkedFace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which marked faces of a photo were found.
 *
 * <p>Faces found choose in the order of their scores: each takes the marked face that it coincides
 * with most, and that none before it took, if they coincide enough. What takes none but meets an
 * ignored face counts neither way, and so does what is smaller than the smallest face asked for,
 * because labels need not hold such faces. All else is false.
 *
 * @param asked marked faces that are to be found
 * @param wrong faces found where none is marked, best score first
 */
public record FaceMatches(List<Asked> asked, List<Face> wrong) {
  /**
   * Share of the smaller of the two from which on a face that is centred in an ignored one means
   * it.
   */
  private static final double COVERED = 0.5;

  /** Copies the lists. */
  public FaceMatches {
    asked = List.copyOf(asked);
    wrong = List.copyOf(wrong);
  }

  /**
   * A marked face and what was found of it.
   *
   * @param by empty if it was missed
   */
  public record Asked(MarkedFace face, Optional<Face> by) {
    /** Whether it is found by a finder with that threshold. */
    public boolean found(double threshold) {
      return by.isPresent() && by.get().score() >= threshold;
    }

    /** Longer side of its box. */
    public double longerPx() {
      return longer(face.box());
    }
  }

  /**
   * Matches.
   *
   * @param marked all faces of the photo
   * @param found in any order
   * @param overlap intersection over union from which on two boxes mean the same face
   * @param smallestPx marked faces whose longer side is below are ignored
   */
  public static FaceMatches of(
      List<MarkedFace> marked, List<Face> found, double overlap, double smallestPx) {
    List<MarkedFace> asked = new ArrayList<>();
    List<Box> ignored = new ArrayList<>();
    for (MarkedFace face : marked) {
      if (face.ignored() || longer(face.box()) < smallestPx) {
        ignored.add(face.box());
      } else {
        asked.add(face);
      }
    }
    List<Face> byScore = new ArrayList<>(found);
    byScore.sort(Comparator.comparingDouble(Face::score).reversed());
    Face[] by = new Face[asked.size()];
    List<Face> wrong = new ArrayList<>();
    for (Face face : byScore) {
      int best = -1;
      double most = overlap;
      for (int i = 0; i < by.length; i++) {
        double shared = face.box().intersectionOverUnion(asked.get(i).box());
        if (by[i] == null && shared >= most) {
          best = i;
          most = shared;
        }
      }
      if (best >= 0) {
        by[best] = face;
      } else if (longer(face.box()) >= smallestPx
          && ignored.stream().noneMatch(box -> meets(face.box(), box, overlap))) {
        wrong.add(face);
      }
    }
    List<Asked> results = new ArrayList<>();
    for (int i = 0; i < by.length; i++) {
      results.add(new Asked(asked.get(i), Optional.ofNullable(by[i])));
    }
    return new FaceMatches(results, wrong);
  }

  private static boolean meets(Box found, Box ignored, double overlap) {
    return found.intersectionOverUnion(ignored) >= overlap
        || (holds(ignored, found.centreX(), found.centreY())
            && found.sharedArea(ignored) >= COVERED * Math.min(found.area(), ignored.area()));
  }

  private static boolean holds(Box box, double x, double y) {
    return x >= box.x()
        && x <= box.x() + box.width()
        && y >= box.y()
        && y <= box.y() + box.height();
  }

  private static double longer(Box box) {
    return Math.max(box.width(), box.height());
  }
}
