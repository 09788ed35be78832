package io.github.smiledetector.train.data;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.fetch.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A data set of two classes: every picture with its label. {@link PictureFolders#read} makes it of
 * class folders, in Keras's order, {@link LabelledTables#read} of tables.
 *
 * <p>Safe for use by several threads.
 */
public final class LabelledPictures {
  /** Stands for the digest of a file that cannot be read. */
  private static final String UNREADABLE = "0".repeat(64);

  private final Path folder;
  private final String name;
  private final String smilingClass;
  private final List<String> otherClasses;
  private final List<LabelledPicture> pictures;
  private final boolean labelsInTables;
  private List<String> digests;

  /**
   * @param labelsInTables whether labels stand in tables rather than in the pictures' names, so
   *     that the fingerprint has to take them in
   */
  LabelledPictures(
      Path folder,
      String name,
      String smilingClass,
      List<String> otherClasses,
      List<LabelledPicture> pictures,
      boolean labelsInTables) {
    this.folder = folder;
    this.name = name;
    this.labelsInTables = labelsInTables;
    this.smilingClass = smilingClass;
    this.otherClasses = List.copyOf(otherClasses);
    this.pictures = List.copyOf(pictures);
  }

  /** What to call the data set: its folder's name, or its tables'. */
  public String name() {
    return name;
  }

  /** The folder that holds the class folders, or the first table. */
  public Path folder() {
    return folder;
  }

  /** The folder, or the column of a table, whose pictures smile: class 1. */
  public String smilingClass() {
    return smilingClass;
  }

  /** The folder whose pictures do not smile: class 0; several are given as {@code a+b+c}. */
  public String otherClass() {
    return String.join("+", otherClasses);
  }

  /**
   * All pictures, at least one a class: class folders sorted by name, files sorted in each; those
   * of tables in the tables' order.
   */
  public List<LabelledPicture> pictures() {
    return pictures;
  }

  /**
   * Those pictures that a run was validated on. The run may have had other tables too, and other
   * labels: pictures are known by their names.
   *
   * @param split the run's {@code split.json}
   * @throws DataException if it is no split, or names none of these pictures
   */
  public LabelledPictures validationOf(Path split) {
    Set<String> names = Split.validationNames(split);
    List<LabelledPicture> validation =
        pictures.stream()
            .filter(
                picture ->
                    names.contains(picture.name()) || names.contains(name + "/" + picture.name()))
            .toList();
    if (validation.isEmpty()) {
      throw new DataException(
          split
              + ": names no picture of "
              + name
              + " as one of its validation part. Give the folder or a table that the run was trained"
              + " with");
    }
    return new LabelledPictures(
        folder, name, smilingClass, otherClasses, validation, labelsInTables);
  }

  /** How many pictures smile. */
  public int smilingCount() {
    return (int) pictures.stream().filter(LabelledPicture::smiling).count();
  }

  /**
   * Names the data set by its contents: the SHA-256 over one line a picture, sorted by name, each
   * the SHA-256 of the file, two spaces, the name and a line feed, as {@code sha256sum} prints
   * them. Where labels stand in tables, two spaces and both labels, weight, person and share follow
   * the name. Reads every file at the first call.
   *
   * @return 64 lower-case hexadecimal digits; a file that cannot be read counts as 64 zeros
   */
  public String fingerprint() {
    Fingerprint fingerprint = new Fingerprint();
    List<String> each = digests();
    for (int i = 0; i < pictures.size(); i++) {
      fingerprint.add(named(pictures.get(i)), each.get(i));
    }
    return fingerprint.sha256();
  }

  private String named(LabelledPicture picture) {
    return labelsInTables
        ? String.join(
            "  ",
            picture.name(),
            Double.toString(picture.smile()),
            Double.toString(picture.broad()),
            Double.toString(picture.weight()),
            picture.person(),
            Double.toString(picture.share()))
        : picture.name();
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
