package io.github.smiledetector.train.data;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.fetch.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A data set of two classes, read by {@link PictureFolders#read}: every picture with its label, in
 * Keras's order.
 *
 * <p>Safe for use by several threads.
 */
public final class LabelledPictures {
  /** Stands for the digest of a file that cannot be read. */
  private static final String UNREADABLE = "0".repeat(64);

  private final Path folder;
  private final String smilingClass;
  private final List<String> otherClasses;
  private final List<LabelledPicture> pictures;
  private List<String> digests;

  LabelledPictures(
      Path folder, String smilingClass, List<String> otherClasses, List<LabelledPicture> pictures) {
    this.folder = folder;
    this.smilingClass = smilingClass;
    this.otherClasses = List.copyOf(otherClasses);
    this.pictures = List.copyOf(pictures);
  }

  /** The folder that holds the class folders. */
  public Path folder() {
    return folder;
  }

  /** The folder whose pictures smile: class 1. */
  public String smilingClass() {
    return smilingClass;
  }

  /** The folder whose pictures do not smile: class 0; several are given as {@code a+b+c}. */
  public String otherClass() {
    return String.join("+", otherClasses);
  }

  /** All pictures: class folders sorted by name, files sorted in each, at least one a class. */
  public List<LabelledPicture> pictures() {
    return pictures;
  }

  /** How many pictures smile. */
  public int smilingCount() {
    return (int) pictures.stream().filter(LabelledPicture::smiling).count();
  }

  /**
   * Names the data set by its contents: the SHA-256 over one line a picture, sorted by name, each
   * the SHA-256 of the file, two spaces, the name and a line feed, as {@code sha256sum} prints
   * them. Reads every file at the first call.
   *
   * @return 64 lower-case hexadecimal digits; a file that cannot be read counts as 64 zeros
   */
  public String fingerprint() {
    Fingerprint fingerprint = new Fingerprint();
    List<String> each = digests();
    for (int i = 0; i < pictures.size(); i++) {
      fingerprint.add(pictures.get(i).name(), each.get(i));
    }
    return fingerprint.sha256();
  }

  /** The SHA-256 of each picture's file, in the order of {@link #pictures()}. */
  synchronized List<String> digests() {
    if (digests == null) {
      digests = pictures.stream().parallel().map(LabelledPictures::digest).toList();
    }
    return digests;
  }

  private static String digest(LabelledPicture picture) {
    try {
      return Files.isRegularFile(picture.file()) ? Sha256.of(picture.file()) : UNREADABLE;
    } catch (DataException e) {
      return UNREADABLE; // training lists it and leaves it out
    }
  }
}
