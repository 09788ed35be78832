package io.github.smiledetector.train.fit;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.train.data.LabelledPicture;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The pictures of a training, each decoded once. As many as fit into a share of the heap stay
 * there; the others are read again whenever they are needed.
 *
 * <p>Thread-safe.
 */
public final class DecodedPictures {
  private static final long MAX_KEPT_BYTES = 1L << 30;

  private final Map<String, Picture> kept = new HashMap<>();
  private final List<UnreadablePicture> unreadable = new ArrayList<>();
  private long keptBytes;
  private boolean colour;

  /**
   * Reads every picture once, on all processors, and finds out which cannot be read.
   *
   * @param pictures what to read
   * @param progress hears how many are done
   */
  public DecodedPictures(List<LabelledPicture> pictures, Progress progress) {
    long room = Math.min(MAX_KEPT_BYTES, Runtime.getRuntime().maxMemory() / 4);
    Object[] read = new Object[pictures.size()];
    int[] done = {0};
    IntStream.range(0, read.length)
        .parallel()
        .forEach(
            i -> {
              LabelledPicture each = pictures.get(i);
              Object outcome = readOrReason(each);
              synchronized (done) {
                if (outcome instanceof Picture picture) {
                  colour |= picture.channels() == 3;
                  keptBytes += picture.pixels().length;
                  outcome = keptBytes <= room ? picture : null;
                }
                read[i] = outcome;
                progress.reached(++done[0], read.length);
              }
            });
    for (int i = 0; i < read.length; i++) {
      if (read[i] instanceof Picture picture) {
        kept.put(pictures.get(i).name(), picture);
      } else if (read[i] instanceof UnreadablePicture failed) {
        unreadable.add(failed);
      }
    }
  }

  private static Object readOrReason(LabelledPicture picture) {
    if (Files.exists(picture.file()) && !Files.isRegularFile(picture.file())) {
      // Reading a pipe would wait for whoever writes into it.
      return new UnreadablePicture(picture.name(), picture.file() + " is no ordinary file");
    }
    try {
      return PictureReader.read(picture.file());
    } catch (PictureException e) {
      return new UnreadablePicture(picture.name(), e.getMessage());
    }
  }

  /** Those that cannot be read, in the order given. */
  public List<UnreadablePicture> unreadable() {
    return List.copyOf(unreadable);
  }

  /** Whether any picture has colour channels. */
  public boolean colour() {
    return colour;
  }

  /**
   * One picture.
   *
   * @throws DataException if it has become unreadable since
   */
  Picture picture(LabelledPicture picture) {
    Picture there = kept.get(picture.name());
    if (there != null) {
      return there;
    }
    try {
      return PictureReader.read(picture.file());
    } catch (PictureException e) {
      throw new DataException(
          "a picture that could be read when the training began no longer can: "
              + e.getMessage()
              + ". Nothing is lost: mend it and go on from the last checkpoint",
          e);
    }
  }
}
