package io.github.smiledetector.train.data;

import io.github.smiledetector.picture.Picture;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A photo with all the faces that are known to be in it.
 *
 * @param file the photo
 * @param name as it stands in the file of labels
 * @param widthPx of the upright photo
 * @param heightPx of the upright photo
 * @param person whom it shows, so that one person stays on one side of a split; empty if not known
 * @param faces in any order; none for a photo without faces
 */
public record MarkedPhoto(
    Path file, String name, int widthPx, int heightPx, String person, List<MarkedFace> faces) {
  /**
   * @throws IllegalArgumentException if a side is not positive
   */
  public MarkedPhoto {
    faces = List.copyOf(faces);
    if (widthPx < 1 || heightPx < 1) {
      throw new IllegalArgumentException(
          "a photo has positive sides, not " + widthPx + " x " + heightPx);
    }
  }

  /**
   * What to say of the file's picture if it has another size than the photo that was marked.
   *
   * @return empty if it has the same
   */
  public Optional<String> otherSize(Picture read) {
    return read.widthPx() == widthPx && read.heightPx() == heightPx
        ? Optional.empty()
        : Optional.of(
            "%s has %d x %d pixels, but its labels are of %d x %d"
                .formatted(file, read.widthPx(), read.heightPx(), widthPx, heightPx));
  }
}
