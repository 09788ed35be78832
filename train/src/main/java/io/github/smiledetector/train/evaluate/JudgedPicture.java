package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.geometry.Crop;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.picture.Resampling;
import io.github.smiledetector.train.data.LabelledPicture;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a model said of one labelled picture.
 *
 * @param picture with its label
 * @param logit the network's answer; empty where no face was found
 * @param crop what the network looked at, in the upright picture's pixels; empty where not known
 * @param faceWidthPx of the face that was found in a photo; empty where no finder was at work
 */
public record JudgedPicture(
    LabelledPicture picture,
    OptionalDouble logit,
    Optional<Crop> crop,
    OptionalDouble faceWidthPx) {
  /** Whether there was a face to judge. */
  public boolean found() {
    return logit.isPresent();
  }

  /**
   * Reads the picture again and cuts out what the network looked at; where that is not known, the
   * square that the data set says shows the face.
   *
   * @param sidePx of the result
   * @throws io.github.smiledetector.error.PictureException if it can no longer be read
   */
  public Picture face(int sidePx) {
    Picture whole = PictureReader.read(picture.file());
    Crop square = crop.orElseGet(() -> CropJudge.crop(picture, whole));
    float[] values = Resampling.resample(whole, square, sidePx, new Resampling.Workspace());
    return Picture.rounded(sidePx, sidePx, whole.channels(), values);
  }
}
