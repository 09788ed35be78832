package io.github.smiledetector;

import java.util.List;

/**
 * What a {@link SmileDetector} saw in a picture.
 *
 * @param widthPx the upright picture's columns; its boxes are in these pixels
 * @param heightPx the upright picture's rows
 * @param faces best score first; empty if there is none
 */
public record PictureSmiles(int widthPx, int heightPx, List<FaceSmile> faces) {
  /** Copies the list. */
  public PictureSmiles {
    faces = List.copyOf(faces);
  }
}
