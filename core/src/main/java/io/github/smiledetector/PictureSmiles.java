package io.github.smiledetector;

import io.github.smiledetector.picture.Orientation;
import java.util.List;
import java.util.Objects;

/**
 * What a {@link SmileDetector} saw in a picture. A picture without a face has no faces: that is
 * neither an error nor "not smiling".
 *
 * @param widthPx the upright picture's columns; boxes and landmarks are in these pixels
 * @param heightPx the upright picture's rows
 * @param orientation how the file's pixels lay before they were made upright
 * @param faces best score first; empty if there is none
 */
public record PictureSmiles(
    int widthPx, int heightPx, Orientation orientation, List<FaceSmile> faces) {
  /** Copies the list. */
  public PictureSmiles {
    Objects.requireNonNull(orientation, "orientation");
    faces = List.copyOf(faces);
  }
}
