package io.github.smiledetector.face;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.fetch.Cache;
import io.github.smiledetector.fetch.Fetched;
import io.github.smiledetector.fetch.Fetcher;
import io.github.smiledetector.fetch.KnownFile;
import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.fetch.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The network of {@link YuNetFaceFinder} as a file: fetched from OpenCV's own collection of models
 * or taken from a local copy, known by its digest, and kept in the cache.
 */
public final class YuNetFile {
  private static final String NAME = "face_detection_yunet_2026may.onnx";

  /** The one version that is known. */
  public static final String SHA256 =
      "ebafce4e3c118d6554634be5c27ab333b4c047a9a8c3faf1d7cf93101c22f0f0";

  private static final long BYTES = 229_738;

  /** Where {@link #fetch} gets it: OpenCV Zoo, under the MIT licence. */
  public static final URI ADDRESS =
      URI.create(
          "https://media.githubusercontent.com/media/opencv/opencv_zoo/"
              + "26cc381e4d2594bb9f47a26eb8fd96c94a13660d/models/face_detection_yunet/"
              + NAME);

  private static final String TITLE = "the face finder YuNet";

  private YuNetFile() {}

  /**
   * Downloads the network into the cache.
   *
   * @param progress hears bytes
   * @throws DataException if it cannot be had
   * @throws ModelException if what came is another file
   */
  public static Fetched fetch(Progress progress) {
    return fetch(ADDRESS, Cache.folder(), progress);
  }

  static Fetched fetch(URI address, Path cache, Progress progress) {
    return new Fetcher().download(known(address), in(cache), progress);
  }

  /**
   * Takes a local copy into the cache.
   *
   * @param source the user's file, left as it is
   * @param progress hears bytes
   * @throws DataException if it cannot be read
   * @throws ModelException if it is another file
   */
  public static Fetched install(Path source, Progress progress) {
    return install(source, Cache.folder(), progress);
  }

  static Fetched install(Path source, Path cache, Progress progress) {
    return new Fetcher().copy(source, known(ADDRESS), in(cache), progress);
  }

  /** The network in the cache, if it lies there and is still as it was accepted. */
  public static Optional<Path> fetched() {
    return fetched(Cache.folder());
  }

  static Optional<Path> fetched(Path cache) {
    Path file = in(cache);
    return Files.isRegularFile(file) && Sha256.of(file).equals(SHA256)
        ? Optional.of(file)
        : Optional.empty();
  }

  /**
   * The network itself.
   *
   * @throws ModelException if the file is missing, cannot be read or is another one
   */
  static byte[] read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ModelException(
          TITLE + " is not there: no file " + file + ". Fetch it: smile models fetch yunet");
    }
    try {
      byte[] onnx = Files.size(file) == BYTES ? Files.readAllBytes(file) : new byte[0];
      check(file, onnx.length == 0 ? Sha256.of(file) : Sha256.of(onnx), file.toString());
      return onnx;
    } catch (IOException e) {
      throw new ModelException(file + " cannot be read: " + e, e);
    }
  }

  static Path in(Path cache) {
    return cache.resolve("models").resolve(NAME);
  }

  private static KnownFile known(URI address) {
    return new KnownFile(TITLE, address, 10 * BYTES, YuNetFile::check);
  }

  private static void check(Path file, String sha256, String source) {
    if (!sha256.equals(SHA256)) {
      throw new ModelException(
          source
              + ": not "
              + TITLE
              + " as it is known here: its SHA-256 is "
              + sha256
              + ", expected "
              + SHA256
              + " ("
              + BYTES
              + " bytes). Fetch it: smile models fetch yunet");
    }
  }
}
