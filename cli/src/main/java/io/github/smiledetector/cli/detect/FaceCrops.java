package io.github.smiledetector.cli.detect;

import io.github.smiledetector.PictureSmiles;
import io.github.smiledetector.SmileDetector;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.geometry.Crop;
import io.github.smiledetector.picture.Annotation;
import io.github.smiledetector.picture.DecodedPicture;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.Resampling;
import java.util.List;

/** Faces cut out upright, as the classifier sees them. */
final class FaceCrops {
  private static final int MOST_PX = 224;

  private final SmileDetector detector;
  private final OutputFolder folder;

  FaceCrops(SmileDetector detector, OutputFolder folder) {
    this.detector = detector;
    this.folder = folder;
  }

  /**
   * Writes a picture's faces, in their own size but no larger than {@value #MOST_PX} px.
   *
   * @throws PictureException if one cannot be written
   */
  void write(String stem, DecodedPicture picture, PictureSmiles smiles) {
    double scale = 1 / picture.reduction();
    Resampling.Workspace workspace = new Resampling.Workspace();
    for (int i = 0; i < smiles.faces().size(); i++) {
      Crop crop = detector.crop(smiles.faces().get(i)).scaled(scale);
      int sidePx = (int) Math.max(1, Math.min(MOST_PX, Math.round(crop.sidePx())));
      float[] values = Resampling.resample(picture.pixels(), crop, sidePx, workspace);
      Annotation.write(
          Picture.rounded(sidePx, sidePx, picture.pixels().channels(), values),
          List.of(),
          folder.file(stem + ".face-" + (i + 1) + ".png"));
    }
  }
}
