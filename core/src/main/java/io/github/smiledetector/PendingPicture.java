package io.github.smiledetector;

import io.github.smiledetector.face.Face;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Crop;
import io.github.smiledetector.picture.DecodedPicture;
import io.github.smiledetector.picture.PictureSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A picture whose faces were found and wait for their probabilities. For one thread at a time. */
final class PendingPicture {
  private final long number;
  private final PictureSource source;
  private final DecodedPicture picture;
  private final List<Face> faces;
  private final Unjudged[] unjudged;
  private final double[] probabilities;
  private int open;

  /**
   * @param number its place among the pictures of a call
   * @param source where it came from
   * @param picture its pixels
   * @param faces in the pixels at hand, best first
   */
  PendingPicture(long number, PictureSource source, DecodedPicture picture, List<Face> faces) {
    this.number = number;
    this.source = source;
    this.picture = picture;
    this.faces = faces;
    this.unjudged = new Unjudged[faces.size()];
    this.probabilities = new double[faces.size()];
    this.open = faces.size();
  }

  long number() {
    return number;
  }

  PictureSource source() {
    return source;
  }

  DecodedPicture picture() {
    return picture;
  }

  List<Face> faces() {
    return faces;
  }

  /** Whether every face has its probability or a reason for none. */
  boolean isComplete() {
    return open == 0;
  }

  void judge(int face, double probability) {
    probabilities[face] = probability;
    open--;
  }

  void leaveUnjudged(int face, Unjudged reason) {
    unjudged[face] = reason;
    open--;
  }

  /** How much of a crop's upright square lies within the picture: 0 to 1, of its area. */
  static double visibleShare(Crop crop, DecodedPicture picture) {
    Box square = crop.upright();
    double across =
        Math.min(picture.pixels().widthPx(), square.x() + square.width()) - Math.max(0, square.x());
    double down =
        Math.min(picture.pixels().heightPx(), square.y() + square.height())
            - Math.max(0, square.y());
    return Math.max(0, across) * Math.max(0, down) / square.area();
  }

  /** What is known of it, in the full picture's pixels. */
  PictureSmiles smiles(double threshold) {
    double scale = picture.reduction();
    List<FaceSmile> smiles = new ArrayList<>(faces.size());
    for (int i = 0; i < faces.size(); i++) {
      Face face = faces.get(i);
      boolean judged = unjudged[i] == null;
      smiles.add(
          new FaceSmile(
              face.box().scaled(scale),
              face.score(),
              face.landmarks().map(points -> points.scaled(scale)),
              judged ? OptionalDouble.of(probabilities[i]) : OptionalDouble.empty(),
              judged && probabilities[i] >= threshold,
              Optional.ofNullable(unjudged[i])));
    }
    return new PictureSmiles(picture.widthPx(), picture.heightPx(), picture.orientation(), smiles);
  }
}
