package io.github.smiledetector.train.augment;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.train.data.MarkedFace;
import io.github.smiledetector.train.data.MarkedPhoto;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The photos that scenes are made of. Each is decoded when it is first needed; as many as there is
 * room for stay in memory, the others are read again whenever they are needed.
 *
 * <p>Thread-safe.
 */
public final class ScenePhotos {
  /** Photos below it are crops of faces that somebody cut out: good for pasting alone. */
  private static final int CROP_PX = 120;

  /** One photo. */
  final class Photo {
    private final Path file;
    private final MarkedPhoto marked;
    private volatile Picture kept;

    private Photo(Path file, MarkedPhoto marked) {
      this.file = file;
      this.marked = marked;
    }

    /** Its faces, the ignored ones too. */
    List<MarkedFace> faces() {
      return marked == null ? List.of() : marked.faces();
    }

    /**
     * Its pixels.
     *
     * @throws DataException if it cannot be read, or is not as large as its labels say
     */
    Picture picture() {
      Picture there = kept;
      if (there != null) {
        return there;
      }
      Picture read = read();
      int bytes = read.pixels().length;
      if (keptBytes.addAndGet(bytes) <= mostBytes) {
        kept = read;
      } else {
        keptBytes.addAndGet(-bytes);
      }
      return read;
    }

    private Picture read() {
      Picture read;
      try {
        read = PictureReader.read(file);
      } catch (PictureException e) {
        throw new DataException(
            "a photo of the scenes cannot be read: " + e.getMessage() + ". Label the photos again",
            e);
      }
      if (marked != null) {
        marked
            .otherSize(read)
            .ifPresent(
                other -> {
                  throw new DataException(other + ": label the photos again");
                });
      }
      return read;
    }
  }

  private final long mostBytes;
  private final AtomicLong keptBytes = new AtomicLong();
  private final List<Photo> whole = new ArrayList<>();
  private final List<Photo> crops = new ArrayList<>();
  private final List<Photo> faceless = new ArrayList<>();

  /**
   * @param marked photos with their faces; one of at least 120 px without any, not even an ignored
   *     one, is a background; of others without a face that counts none is used, for a teacher may
   *     have missed it
   * @param faceless more photos in which there is no face; may be none
   * @throws DataException if no photo has a face that counts
   */
  public ScenePhotos(List<MarkedPhoto> marked, List<Path> faceless) {
    this(marked, faceless, Runtime.getRuntime().maxMemory() / 2);
  }

  /**
   * As the other, with its own bound on memory.
   *
   * @param mostBytes how much decoded photos may take that are kept; what does not fit is read
   *     again
   * @throws DataException if no photo has a face that counts
   */
  public ScenePhotos(List<MarkedPhoto> marked, List<Path> faceless, long mostBytes) {
    this.mostBytes = mostBytes;
    for (MarkedPhoto photo : marked) {
      boolean crop = Math.max(photo.widthPx(), photo.heightPx()) < CROP_PX;
      if (photo.faces().stream().anyMatch(SceneCanvas::counts)) {
        (crop ? crops : whole).add(new Photo(photo.file(), photo));
      } else if (photo.faces().isEmpty() && !crop) {
        this.faceless.add(new Photo(photo.file(), photo));
      }
    }
    faceless.forEach(file -> this.faceless.add(new Photo(file, null)));
    if (whole.isEmpty() && crops.isEmpty()) {
      throw new DataException(
          "none of "
              + marked.size()
              + " marked photos has a face that is not to be ignored: scenes need some");
    }
  }

  /** Photos with faces. */
  List<Photo> whole() {
    return whole;
  }

  /** Small pictures of one face each. */
  List<Photo> crops() {
    return crops;
  }

  /** Photos without a face. */
  List<Photo> faceless() {
    return faceless;
  }

  /** Bytes of decoded photos that are kept. */
  long keptBytes() {
    return keptBytes.get();
  }
}
