package io.github.smiledetector.train.data;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.fetch.Cache;
import io.github.smiledetector.fetch.Fetcher;
import io.github.smiledetector.fetch.KnownFile;
import io.github.smiledetector.fetch.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * SMILEsmileD by Daniel Hromada: 13,165 grey 64x64 faces cropped from LFW, 3,690 with a broad smile
 * and 9,475 without. Gets its archive, makes sure of it and unpacks it to one folder per class.
 *
 * <p>An archive is accepted by the names and contents of its pictures, not by its own bytes: the
 * same commit may be packed differently another time.
 */
public final class Smilesmiled {
  /** The commit of {@code hromi/SMILEsmileD} that all figures of this project are about. */
  public static final String COMMIT = "6afac66f50061948eed7da5a351cecd9c4a99fe3";

  /** {@link LabelledPictures#fingerprint()} of the data set when unpacked. */
  public static final String FINGERPRINT =
      "4b4e77c104e28275deb09d634d1820328aa6f1f54518a8af372d1bdde0a71db9";

  /** How many pictures there are. */
  public static final int PICTURES = 13_165;

  /** Where {@link #archive} gets it. */
  public static final URI ADDRESS =
      URI.create("https://github.com/hromi/SMILEsmileD/archive/" + COMMIT + ".zip");

  /** The archive has 27 MB; the limit leaves room for other ways to pack it. */
  private static final long MAX_ARCHIVE_BYTES = 200_000_000;

  private Smilesmiled() {}

  /**
   * The archive in the cache, downloaded if it is not there yet.
   *
   * @param progress hears the bytes of the download
   * @return an archive for {@link #unpack}
   * @throws DataException if it cannot be had or is not the right one
   */
  public static Path archive(Progress progress) {
    return archive(ADDRESS, Cache.folder(), progress);
  }

  static Path archive(URI address, Path cache, Progress progress) {
    Path cached = cache.resolve("data").resolve("smilesmiled-" + COMMIT + ".zip");
    if (Files.isRegularFile(cached)) {
      try {
        check(cached, cached.toString());
        return cached;
      } catch (DataException e) {
        // Damaged since it was accepted: it is fetched again and replaced.
      }
    }
    KnownFile known =
        new KnownFile(
            "SMILEsmileD",
            address,
            MAX_ARCHIVE_BYTES,
            (file, sha256, source) -> check(file, source));
    return new Fetcher().download(known, cached, progress).file();
  }

  private static void check(Path file, String source) {
    try {
      open(file, source).read((name, encoded) -> {}, Progress.NONE);
    } catch (IOException e) {
      throw new DataException(source + ": cannot be read: " + e, e);
    }
  }

  private static SmilesmiledArchive open(Path file, String source) {
    return new SmilesmiledArchive(file, source, PICTURES, FINGERPRINT);
  }

  /**
   * Unpacks an archive to {@code destination/negatives/*.jpg} and {@code
   * destination/positives/*.jpg}, whole or not at all.
   *
   * @param archive GitHub's zip of the repository, whatever its top folder is called
   * @param destination a folder that does not exist yet or is empty
   * @param progress hears pictures
   * @throws DataException if the archive is not SMILEsmileD at {@link #COMMIT}, or the destination
   *     is taken or cannot be written; nothing is left there then
   */
  public static void unpack(Path archive, Path destination, Progress progress) {
    Fetcher.requireFile(archive, "SMILEsmileD's archive");
    unpack(open(archive, archive.toString()), destination, progress);
  }

  static void unpack(SmilesmiledArchive archive, Path destination, Progress progress) {
    Path whole = destination.toAbsolutePath().normalize();
    requireFree(whole, destination);
    Path part = whole.resolveSibling("." + whole.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      Files.createDirectories(part.resolve("negatives"));
      Files.createDirectories(part.resolve("positives"));
      archive.read(
          (name, encoded) ->
              Files.write(part.resolve(name), encoded, StandardOpenOption.CREATE_NEW),
          progress);
      // An empty folder may be in the way, and not every system moves one onto another.
      Files.deleteIfExists(whole);
      Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new DataException(destination + ": SMILEsmileD cannot be written there: " + e, e);
    } finally {
      deleteQuietly(part);
    }
  }

  /**
   * Whether a folder holds SMILEsmileD as {@link #unpack} leaves it, every picture and no others.
   * Reads them all if the number is right.
   */
  public static boolean isAt(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try {
      LabelledPictures found = PictureFolders.read(folder, ClassChoice.GUESS);
      return found.pictures().size() == PICTURES && found.fingerprint().equals(FINGERPRINT);
    } catch (DataException e) {
      return false;
    }
  }

  private static void requireFree(Path whole, Path destination) {
    if (!Files.exists(whole, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(whole, LinkOption.NOFOLLOW_LINKS)) {
      throw new DataException(destination + ": something else of this name is in the way");
    }
    try (Stream<Path> children = Files.list(whole)) {
      if (children.findAny().isPresent()) {
        throw new DataException(
            destination
                + ": is not empty, and holds something else than SMILEsmileD as fetched; move it"
                + " away or choose another folder");
      }
    } catch (IOException e) {
      throw new DataException(destination + ": cannot be read: " + e, e);
    }
  }

  private static void deleteQuietly(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path each : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      // The error that led here says more than this one would.
    }
  }
}
