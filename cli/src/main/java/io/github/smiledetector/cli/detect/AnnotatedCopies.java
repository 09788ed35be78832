package io.github.smiledetector.cli.detect;

import io.github.smiledetector.FaceSmile;
import io.github.smiledetector.PictureSmiles;
import io.github.smiledetector.Unjudged;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.picture.Annotation;
import io.github.smiledetector.picture.DecodedPicture;
import java.util.List;

/** Copies of pictures with their faces framed and labelled. */
final class AnnotatedCopies {
  private final OutputFolder folder;

  AnnotatedCopies(OutputFolder folder) {
    this.folder = folder;
  }

  /**
   * Writes one, of the size that was decoded.
   *
   * @throws PictureException if it cannot be written
   */
  void write(String stem, DecodedPicture picture, PictureSmiles smiles) {
    Annotation.write(
        picture.pixels(), annotations(picture, smiles), folder.file(stem + ".smiles.png"));
  }

  static List<Annotation> annotations(DecodedPicture picture, PictureSmiles smiles) {
    double scale = 1 / picture.reduction();
    return smiles.faces().stream()
        .map(face -> new Annotation(face.box().scaled(scale), label(face), face.smiling()))
        .toList();
  }

  /** A label has no room for decimals, and nothing is certain. */
  private static String label(FaceSmile face) {
    return face.unjudged()
        .map(Unjudged::label)
        .orElseGet(
            () -> {
              long percent = Math.round(100 * face.probability().orElseThrow());
              return "smile " + Math.max(1, Math.min(99, percent)) + " %";
            });
  }
}
