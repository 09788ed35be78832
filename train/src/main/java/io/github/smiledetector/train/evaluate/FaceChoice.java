package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.FaceSmile;
import io.github.smiledetector.PictureSmiles;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Which face of a photo the label is about. */
public enum FaceChoice {
  /** The one with the largest box. */
  LARGEST,
  /** The one whose middle is nearest to the photo's. */
  CENTRAL;

  /** Of the faces that were judged; empty if there is none. */
  Optional<FaceSmile> among(PictureSmiles smiles) {
    Comparator<FaceSmile> order =
        this == LARGEST
            ? Comparator.comparingDouble(face -> -face.box().area())
            : Comparator.comparingDouble(
                face ->
                    Math.hypot(
                        face.box().centreX() - smiles.widthPx() / 2.0,
                        face.box().centreY() - smiles.heightPx() / 2.0));
    return smiles.faces().stream().filter(face -> face.probability().isPresent()).min(order);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
