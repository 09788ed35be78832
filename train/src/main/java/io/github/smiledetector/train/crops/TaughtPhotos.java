package io.github.smiledetector.train.crops;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.train.data.FaceLabels;
import io.github.smiledetector.train.data.MarkedFace;
import io.github.smiledetector.train.data.MarkedPhoto;
import io.github.smiledetector.train.files.WholeFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Photos whose faces a teacher has marked.
 *
 * @param photos those that could be read, in the order given
 * @param unreadable why the others could not, in the order given
 */
public record TaughtPhotos(List<MarkedPhoto> photos, List<String> unreadable) {
  /** Copies the lists. */
  public TaughtPhotos {
    photos = List.copyOf(photos);
    unreadable = List.copyOf(unreadable);
  }

  /**
   * Has photos marked, on all processors, and writes their labels, whole or not at all.
   *
   * @param files the photos
   * @param labels the file to write; the photos' names count from its folder
   * @param personByFolder whether the folder that a photo lies in is named after whom it shows
   * @param teacher marks the faces
   * @param progress hears photos
   * @throws DataException if no photo can be read, or the labels cannot be written
   */
  public static TaughtPhotos write(
      List<Path> files,
      Path labels,
      boolean personByFolder,
      FaceTeacher teacher,
      Progress progress) {
    Path folder = Objects.requireNonNull(labels.toAbsolutePath().normalize().getParent());
    Object[] outcomes = new Object[files.size()];
    int[] done = {0};
    IntStream.range(0, outcomes.length)
        .parallel()
        .forEach(
            i -> {
              outcomes[i] = taught(files.get(i), folder, personByFolder, teacher);
              synchronized (done) {
                progress.reached(++done[0], outcomes.length);
              }
            });
    List<MarkedPhoto> photos = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    for (Object outcome : outcomes) {
      if (outcome instanceof MarkedPhoto photo) {
        photos.add(photo);
      } else {
        unreadable.add((String) outcome);
      }
    }
    if (photos.isEmpty()) {
      throw new DataException(
          "none of "
              + files.size()
              + " photos can be read"
              + unreadable.stream().findFirst().map(first -> "; first: " + first).orElse(""));
    }
    WholeFile.write(
        labels, photos.stream().map(FaceLabels::line).collect(Collectors.joining("\n", "", "\n")));
    return new TaughtPhotos(photos, unreadable);
  }

  /** The photo, or why it cannot be read. */
  private static Object taught(
      Path file, Path folder, boolean personByFolder, FaceTeacher teacher) {
    Picture picture;
    try {
      picture = PictureReader.read(file);
    } catch (PictureException e) {
      return Objects.requireNonNull(e.getMessage());
    }
    List<MarkedFace> faces = teacher.faces(picture);
    Path parent = file.toAbsolutePath().normalize().getParent();
    String person =
        personByFolder && parent != null && parent.getFileName() != null
            ? parent.getFileName().toString()
            : "";
    return new MarkedPhoto(
        file, name(file, folder), picture.widthPx(), picture.heightPx(), person, faces);
  }

  private static String name(Path file, Path folder) {
    Path absolute = file.toAbsolutePath().normalize();
    // Another drive has no way there.
    boolean reachable = Objects.equals(absolute.getRoot(), folder.getRoot());
    return (reachable ? folder.relativize(absolute) : absolute).toString().replace('\\', '/');
  }
}
