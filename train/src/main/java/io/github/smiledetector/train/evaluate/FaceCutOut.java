package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Crop;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.picture.Resampling;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A face of a photo with what lies around it, to be looked at.
 *
 * @param file the photo
 * @param name the photo's in its file of labels
 * @param box the face's, in the photo's pixels
 * @param score the finder's; empty for a face that it missed
 */
public record FaceCutOut(Path file, String name, Box box, OptionalDouble score) {
  /** Side of what is shown, in longer sides of the box. */
  private static final double SURROUNDINGS = 2.2;

  private static final int LINE_PX = 2;
  private static final byte[] ORANGE = {(byte) 0xE6, (byte) 0x9F, 0};

  /** Longer side of the box. */
  public double longerPx() {
    return Math.max(box.width(), box.height());
  }

  /** The score, or the size of a face without one. */
  public String caption() {
    return score.isPresent()
        ? String.format(Locale.ROOT, "%.2f", score.getAsDouble())
        : String.format(Locale.ROOT, "%.0f px", longerPx());
  }

  /**
   * Cuts it out and draws the box.
   *
   * @param sidePx of the square that comes back
   * @throws PictureException if the photo cannot be read
   */
  public Picture picture(int sidePx) {
    double side = SURROUNDINGS * longerPx();
    Picture cut =
        Picture.rounded(
            sidePx,
            sidePx,
            3,
            Resampling.resample(
                PictureReader.read(file).rgb(),
                new Crop(box.centreX(), box.centreY(), side, 0).upright(),
                sidePx,
                sidePx));
    double scale = sidePx / side;
    double halfWidth = box.width() / 2 * scale;
    double halfHeight = box.height() / 2 * scale;
    byte[] pixels = cut.pixels().clone();
    for (int y = 0; y < sidePx; y++) {
      for (int x = 0; x < sidePx; x++) {
        // How far inside of the box's edge.
        double inside =
            Math.min(
                halfWidth - Math.abs(x + 0.5 - sidePx / 2.0),
                halfHeight - Math.abs(y + 0.5 - sidePx / 2.0));
        if (inside <= 0 && inside > -LINE_PX) {
          System.arraycopy(ORANGE, 0, pixels, 3 * (y * sidePx + x), 3);
        }
      }
    }
    return new Picture(sidePx, sidePx, 3, pixels);
  }
}
