package io.github.smiledetector.train.fit;

import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.fetch.Sha256;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.train.data.FaceLabels;
import io.github.smiledetector.train.data.Fingerprint;
import io.github.smiledetector.train.data.MarkedFace;
import io.github.smiledetector.train.data.MarkedPhoto;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The photos that a face finder learns from, each read once to find out which cannot be.
 *
 * @param marked photos that can be read and have the size that their labels say
 * @param faceless others that can be read, taken to show no face
 * @param unreadable the rest
 * @param fingerprint SHA-256 over labels and contents of those that can be read
 */
public record FinderPhotos(
    List<MarkedPhoto> marked,
    List<Path> faceless,
    List<UnreadablePicture> unreadable,
    String fingerprint) {
  /** Copies the lists. */
  public FinderPhotos {
    marked = List.copyOf(marked);
    faceless = List.copyOf(faceless);
    unreadable = List.copyOf(unreadable);
  }

  private record Outcome(String sha256, String failure) {}

  /**
   * Reads all, on all processors.
   *
   * @param listener hears how many are read, and may stop it by an exception
   */
  public static FinderPhotos read(
      List<MarkedPhoto> marked, List<Path> faceless, LoopListener listener) {
    int total = marked.size() + faceless.size();
    Outcome[] outcomes = new Outcome[total];
    int[] done = {0};
    IntStream.range(0, total)
        .parallel()
        .forEach(
            i -> {
              outcomes[i] =
                  i < marked.size() ? read(marked.get(i)) : read(faceless.get(i - marked.size()));
              synchronized (done) {
                listener.read(++done[0], total);
              }
            });
    List<MarkedPhoto> readable = new ArrayList<>();
    List<Path> readableFaceless = new ArrayList<>();
    List<UnreadablePicture> unreadable = new ArrayList<>();
    Fingerprint fingerprint = new Fingerprint();
    for (int i = 0; i < total; i++) {
      boolean isMarked = i < marked.size();
      Path file = isMarked ? marked.get(i).file() : faceless.get(i - marked.size());
      String name = isMarked ? marked.get(i).name() : file.toString();
      if (!outcomes[i].failure().isEmpty()) {
        unreadable.add(new UnreadablePicture(name, outcomes[i].failure()));
        continue;
      }
      // The order decides what is drawn, and files of labels may use the same names.
      fingerprint.add(i + "/" + file.getFileName(), outcomes[i].sha256());
      if (isMarked) {
        readable.add(marked.get(i));
      } else {
        readableFaceless.add(file);
      }
    }
    return new FinderPhotos(readable, readableFaceless, unreadable, fingerprint.sha256());
  }

  private static Outcome read(MarkedPhoto photo) {
    return read(
        photo.file(), FaceLabels.line(photo), picture -> photo.otherSize(picture).orElse(""));
  }

  private static Outcome read(Path file) {
    return read(file, "", picture -> "");
  }

  private interface Check {
    String failure(Picture picture);
  }

  private static Outcome read(Path file, String labels, Check check) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // Reading a pipe would wait for whoever writes into it.
      return new Outcome("", file + " is no ordinary file");
    }
    try {
      String failure = check.failure(PictureReader.read(file));
      return failure.isEmpty()
          ? new Outcome(
              Sha256.of(
                  (Sha256.of(Files.readAllBytes(file)) + labels).getBytes(StandardCharsets.UTF_8)),
              "")
          : new Outcome("", failure);
    } catch (PictureException e) {
      return new Outcome("", e.getMessage());
    } catch (IOException e) {
      return new Outcome("", file + " cannot be read: " + e.getMessage());
    }
  }

  /** How many faces count, or are to be ignored. */
  public int faces(boolean ignored) {
    return (int) faces().filter(face -> face.ignored() == ignored).count();
  }

  private Stream<MarkedFace> faces() {
    return marked.stream().flatMap(photo -> photo.faces().stream());
  }
}
