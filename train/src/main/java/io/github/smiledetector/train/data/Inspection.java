package io.github.smiledetector.train.data;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.fetch.Sha256;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a folder of pictures, one sub-folder per class, is made of; for looking at a data set before
 * training on it.
 *
 * @param folder the folder that was looked at
 * @param classes its class folders, sorted by name
 * @param pictures pictures in all, unreadable ones included
 * @param smallest smallest readable picture by area, if there is one
 * @param largest largest readable picture by area
 * @param mostCommon the size that most readable pictures have; of equals the smallest
 * @param grey readable pictures of one channel
 * @param greyInColour readable pictures of three channels that are equal in every pixel
 * @param colour all other readable pictures
 * @param unreadable pictures that cannot be decoded, in order
 * @param identical groups of byte-identical files, each of two names or more
 * @param identicalAcrossClasses those of the groups with files in more than one class
 * @param loosePictures pictures beside the class folders, which belong to no class
 * @param otherFiles files in class folders that are no pictures by their extension
 * @param majorityAccuracy accuracy, from 0 to 1, of always answering the largest class
 * @param smilingGuess the class that smiles, if the names leave no doubt
 */
public record Inspection(
    Path folder,
    List<ClassCount> classes,
    int pictures,
    Optional<Size> smallest,
    Optional<Size> largest,
    Optional<SizeCount> mostCommon,
    int grey,
    int greyInColour,
    int colour,
    List<Unreadable> unreadable,
    List<List<String>> identical,
    List<List<String>> identicalAcrossClasses,
    List<String> loosePictures,
    int otherFiles,
    double majorityAccuracy,
    Optional<String> smilingGuess) {

  /**
   * A class and how many pictures it has.
   *
   * @param name the folder's name
   * @param pictures how many pictures lie in it or below
   */
  public record ClassCount(String name, int pictures) {}

  /**
   * The size of a picture.
   *
   * @param widthPx columns
   * @param heightPx rows
   */
  public record Size(int widthPx, int heightPx) {
    private static final Comparator<Size> BY_AREA =
        Comparator.comparingLong((Size s) -> (long) s.widthPx * s.heightPx)
            .thenComparingInt(Size::widthPx);
  }

  /**
   * A size and how many pictures have it.
   *
   * @param size the size
   * @param pictures how many
   */
  public record SizeCount(Size size, int pictures) {}

  /**
   * A picture that cannot be decoded.
   *
   * @param name its path below the folder, with {@code /} between
   * @param reason what is wrong with it
   */
  public record Unreadable(String name, String reason) {}

  /** Copies the lists. */
  public Inspection {
    classes = List.copyOf(classes);
    unreadable = List.copyOf(unreadable);
    identical = identical.stream().map(List::copyOf).toList();
    identicalAcrossClasses = identicalAcrossClasses.stream().map(List::copyOf).toList();
    loosePictures = List.copyOf(loosePictures);
  }

  /** One file looked at: {@code reason} is null when it could be decoded, else the rest is void. */
  private record Look(
      String name, String sha256, Size size, boolean oneChannel, boolean allGrey, String reason) {}

  /**
   * Decodes every picture below a folder, several at a time.
   *
   * @param folder a folder with one sub-folder per class, any number of them
   * @param progress hears pictures
   * @throws DataException if it is no readable folder, or without sub-folders or pictures
   */
  public static Inspection of(Path folder, Progress progress) {
    PictureFolders found = PictureFolders.in(folder);
    List<String> names = found.classes().stream().flatMap(c -> c.names().stream()).toList();
    if (names.isEmpty()) {
      throw new DataException(
          folder
              + ": one sub-folder of pictures per class was expected; found "
              + found.describe());
    }
    Counter counter = new Counter(progress, names.size());
    List<Look> looks =
        IntStream.range(0, names.size())
            .parallel()
            .mapToObj(
                i -> {
                  Look look = look(found, names.get(i));
                  counter.one();
                  return look;
                })
            .toList();

    List<Look> readable = looks.stream().filter(l -> l.reason() == null).toList();
    Map<Size, Integer> sizes = new TreeMap<>(Size.BY_AREA);
    readable.forEach(l -> sizes.merge(l.size(), 1, Integer::sum));
    List<List<String>> identical = identical(looks);
    int largestClass = found.classes().stream().mapToInt(c -> c.names().size()).max().orElseThrow();
    int grey = (int) readable.stream().filter(Look::oneChannel).count();
    int greyInColour = (int) readable.stream().filter(l -> !l.oneChannel() && l.allGrey()).count();
    return new Inspection(
        folder,
        found.classes().stream().map(c -> new ClassCount(c.name(), c.names().size())).toList(),
        names.size(),
        sizes.keySet().stream().findFirst(),
        sizes.keySet().stream().max(Size.BY_AREA),
        mostCommon(sizes),
        grey,
        greyInColour,
        readable.size() - grey - greyInColour,
        looks.stream()
            .filter(l -> l.reason() != null)
            .map(l -> new Unreadable(l.name(), l.reason()))
            .toList(),
        identical,
        identical.stream().filter(Inspection::acrossClasses).toList(),
        found.loosePictures(),
        found.classes().stream().mapToInt(PictureFolders.ClassFolder::otherFiles).sum(),
        (double) largestClass / names.size(),
        ClassChoice.guess(found.classes().stream().map(PictureFolders.ClassFolder::name).toList()));
  }

  private static Optional<SizeCount> mostCommon(Map<Size, Integer> sizes) {
    SizeCount best = null;
    for (Map.Entry<Size, Integer> each : sizes.entrySet()) {
      if (best == null || each.getValue() > best.pictures()) {
        best = new SizeCount(each.getKey(), each.getValue());
      }
    }
    return Optional.ofNullable(best);
  }

  private static List<List<String>> identical(List<Look> looks) {
    // Files that cannot even be opened have no digest and are like no other.
    Map<String, List<String>> groups =
        looks.stream()
            .filter(l -> l.sha256() != null)
            .collect(
                Collectors.groupingBy(
                    Look::sha256, Collectors.mapping(Look::name, Collectors.toList())));
    return groups.values().stream()
        .filter(g -> g.size() > 1)
        .sorted(Comparator.comparing(g -> g.get(0), PictureFolders.CODE_POINTS))
        .toList();
  }

  private static boolean acrossClasses(List<String> names) {
    return names.stream().map(n -> n.substring(0, n.indexOf('/'))).distinct().count() > 1;
  }

  private static Look look(PictureFolders folders, String name) {
    byte[] encoded;
    try {
      encoded = Files.readAllBytes(folders.file(name));
    } catch (IOException e) {
      return new Look(name, null, null, false, false, "cannot be opened: " + e);
    }
    String sha256 = Sha256.of(encoded);
    try {
      Picture picture = PictureReader.read(encoded, name);
      boolean oneChannel = picture.channels() == 1;
      return new Look(
          name,
          sha256,
          new Size(picture.widthPx(), picture.heightPx()),
          oneChannel,
          oneChannel || allGrey(picture.pixels()),
          null);
    } catch (PictureException e) {
      return new Look(name, sha256, null, false, false, e.getMessage());
    }
  }

  private static boolean allGrey(byte[] rgb) {
    for (int i = 0; i < rgb.length; i += 3) {
      if (rgb[i] != rgb[i + 1] || rgb[i] != rgb[i + 2]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Counts from several threads, so that the progress hears one number at a time, never falling.
   */
  private static final class Counter {
    private final Progress progress;
    private final int total;
    private int done;

    Counter(Progress progress, int total) {
      this.progress = progress;
      this.total = total;
      progress.reached(0, total);
    }

    synchronized void one() {
      progress.reached(++done, total);
    }
  }
}
