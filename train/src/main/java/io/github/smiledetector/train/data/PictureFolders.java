package io.github.smiledetector.train.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.smiledetector.error.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A data set on disk: a folder with one sub-folder per class and the pictures of the class in it,
 * directly or deeper.
 *
 * <p>The order is that of Keras's {@code image_dataset_from_directory}: class folders sorted by
 * name; in a class first the pictures that lie in it directly, then those of its sub-folders, the
 * folders sorted by their path and the files in each by name, all as strings of code points ("10"
 * comes before "9", capitals before small letters). Hidden files and folders (a leading dot) are
 * passed over; a file counts as a picture by its extension, any case of jpg, jpeg, png, bmp, webp,
 * tif, tiff, gif.
 */
public final class PictureFolders {
  private static final Set<String> EXTENSIONS =
      Set.of("jpg", "jpeg", "png", "bmp", "webp", "tif", "tiff", "gif");

  /** Column of the class folder's name in {@link #table}. */
  private static final String CLASS = "class";

  /** By code point, as Python compares strings; Java's own order differs beyond U+FFFF. */
  static final Comparator<String> CODE_POINTS =
      (a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));

  private final Path folder;
  private final List<ClassFolder> classes;
  private final List<String> loosePictures;

  private PictureFolders(Path folder, List<ClassFolder> classes, List<String> loosePictures) {
    this.folder = folder;
    this.classes = List.copyOf(classes);
    this.loosePictures = List.copyOf(loosePictures);
  }

  /**
   * One class folder.
   *
   * @param name the folder's name
   * @param names its pictures, named from the data set's folder on, with {@code /} between, in
   *     order
   * @param otherFiles files in it whose extension is not a picture's, hidden ones not counted
   */
  record ClassFolder(String name, List<String> names, int otherFiles) {
    ClassFolder {
      names = List.copyOf(names);
    }
  }

  /**
   * Reads a data set of two classes.
   *
   * @param dir the folder of the class folders
   * @param choice which of them smiles
   * @return the pictures in order, at least one of each class
   * @throws DataException if the folder is missing, has too few or too many classes, leaves a doubt
   *     about which one smiles, or a class is without pictures; the message lists what was found
   */
  public static LabelledPictures read(Path dir, ClassChoice choice) {
    PictureFolders found = in(dir);
    String smiling = choice.among(found);
    List<LabelledPicture> pictures = new ArrayList<>();
    for (ClassFolder each : found.classes) {
      boolean smiles = each.name().equals(smiling);
      for (String name : each.names()) {
        pictures.add(new LabelledPicture(found.file(name), name, smiles));
      }
    }
    for (boolean smiles : new boolean[] {true, false}) {
      if (pictures.stream().noneMatch(p -> p.smiling() == smiles)) {
        throw new DataException(
            dir
                + ": the class "
                + (smiles ? "that smiles" : "that does not smile")
                + " has no picture; found "
                + found.describe());
      }
    }
    List<String> others =
        found.classes.stream().map(ClassFolder::name).filter(n -> !n.equals(smiling)).toList();
    String name = dir.toAbsolutePath().normalize().getFileName().toString();
    return new LabelledPictures(dir, name, smiling, others, pictures, false);
  }

  /**
   * Reads a data set as a table of its own: columns {@code file}, {@code smile} (1 or 0) and {@code
   * class}, the folder's name. Nothing is written.
   *
   * @param dir the folder of the class folders
   * @param choice which of them smiles
   * @return the pictures in order
   * @throws DataException as {@link #read} does
   */
  public static LabelTable table(Path dir, ClassChoice choice) {
    List<LabelTable.Row> rows = new ArrayList<>();
    for (LabelledPicture each : read(dir, choice).pictures()) {
      String name = each.name();
      rows.add(
          new LabelTable.Row(
              rows.size() + 2,
              Map.of(
                  LabelTable.FILE,
                  name,
                  LabelTable.SMILE,
                  each.smiling() ? "1" : "0",
                  CLASS,
                  name.substring(0, name.indexOf('/')))));
    }
    return new LabelTable(
        dir.resolve("labels.csv"), List.of(LabelTable.FILE, LabelTable.SMILE, CLASS), rows);
  }

  /**
   * Looks through a folder.
   *
   * @throws DataException if it is no readable folder or has no class folder
   */
  static PictureFolders in(Path dir) {
    if (!Files.isDirectory(dir)) {
      String found =
          Files.exists(dir, LinkOption.NOFOLLOW_LINKS) ? "is no folder" : "does not exist";
      throw new DataException(
          dir + " " + found + "; a folder with one sub-folder of pictures per class was expected");
    }
    try {
      List<ClassFolder> classes = new ArrayList<>();
      List<String> loose = new ArrayList<>();
      for (Path child : children(dir)) {
        String name = child.getFileName().toString();
        if (Files.isDirectory(child)) {
          classes.add(classFolder(name, child));
        } else if (isPicture(name)) {
          loose.add(name);
        }
      }
      if (classes.isEmpty()) {
        throw new DataException(
            dir
                + ": one sub-folder of pictures per class was expected; found no sub-folder and "
                + count(loose.size(), "picture"));
      }
      classes.sort(Comparator.comparing(ClassFolder::name, CODE_POINTS));
      loose.sort(CODE_POINTS);
      return new PictureFolders(dir, classes, loose);
    } catch (IOException | UncheckedIOException e) {
      throw new DataException(dir + ": cannot be read: " + e, e);
    }
  }

  private static List<Path> children(Path dir) throws IOException {
    try (Stream<Path> children = Files.list(dir)) {
      return children.filter(p -> !isHidden(p.getFileName().toString())).toList();
    }
  }

  /** A picture's place below its class folder: {@code inFolder} is empty or ends in a slash. */
  private record Place(String inFolder, String file) {}

  private static ClassFolder classFolder(String name, Path dir) throws IOException {
    List<Place> places = new ArrayList<>();
    int otherFiles = collect(dir, "", places);
    String prefix = name + "/";
    return new ClassFolder(
        name,
        places.stream()
            .sorted(
                Comparator.comparing(PictureFolders::sortedFolder, CODE_POINTS)
                    .thenComparing(Place::file, CODE_POINTS))
            .map(place -> prefix + place.inFolder() + place.file())
            .toList(),
        otherFiles);
  }

  /** Keras sorts the paths of folders without the slash at their end. */
  private static String sortedFolder(Place place) {
    String folder = place.inFolder();
    return folder.isEmpty() ? folder : folder.substring(0, folder.length() - 1);
  }

  private static int collect(Path dir, String inFolder, List<Place> places) throws IOException {
    int otherFiles = 0;
    for (Path child : children(dir)) {
      String name = child.getFileName().toString();
      if (Files.isDirectory(child)) {
        // A link to a folder may lead round in a circle; Keras does not follow one either.
        if (!Files.isSymbolicLink(child)) {
          otherFiles += collect(child, inFolder + name + "/", places);
        }
      } else if (isPicture(name)) {
        places.add(new Place(inFolder, name));
      } else {
        otherFiles++;
      }
    }
    return otherFiles;
  }

  private static boolean isHidden(String name) {
    return name.startsWith(".");
  }

  private static boolean isPicture(String name) {
    int dot = name.lastIndexOf('.');
    return dot >= 0 && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  Path folder() {
    return folder;
  }

  /** Class folders sorted by name. */
  List<ClassFolder> classes() {
    return classes;
  }

  /** Names of pictures beside the class folders, which belong to no class. */
  List<String> loosePictures() {
    return loosePictures;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** What a message lists: each folder with its number of pictures. */
  String describe() {
    return classes.stream()
        .map(c -> c.name() + " (" + count(c.names().size(), "picture") + ")")
        .collect(Collectors.joining(", "));
  }

  private static String count(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }
}
