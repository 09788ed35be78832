package io.github.smiledetector.train.data;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.fetch.Cache;
import io.github.smiledetector.fetch.Fetched;
import io.github.smiledetector.fetch.Fetcher;
import io.github.smiledetector.fetch.KnownFile;
import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.fetch.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * MobileNetV2's ImageNet weights as Keras HDF5 files without the top: fetched from Keras's own
 * address or taken from a local copy, and kept in the cache, where training finds them.
 *
 * <p>Only the outside of a file is checked here (HDF5 signature, size or known digest); whether its
 * arrays fit the network is checked when they are loaded.
 */
public final class BackboneWeights {
  /** The side that the reference recipe trains with. */
  public static final int DEFAULT_SIDE_PX = 160;

  /** The sides that Keras has weights for, in pixels. */
  public static final List<Integer> SIDES_PX = List.of(96, 128, 160, 192, 224);

  private static final String FOLDER =
      "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v2/";

  /** The size of each of Keras's own files. */
  private static final long KERAS_BYTES = 9_406_464;

  private static final long MAX_BYTES = 50_000_000;
  private static final byte[] HDF5_SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  /** Other files that are known: digest to the name it is kept under. */
  private static final Map<String, String> KNOWN =
      Map.of(
          "9a964d220a8c76560dea1d69b025574bdffcb0a64d6424c16cd20d96427a9762",
          "mobilenet_v2_imagenet_1.0_no_top.h5");

  private BackboneWeights() {}

  /**
   * Weights that were put into the cache.
   *
   * @param file where they lie
   * @param sha256 their digest, 64 lower-case hexadecimal digits
   * @param pinned whether this very digest is known to this program; Keras's own files are accepted
   *     by their size alone, for no digest of them is published
   */
  public record Installed(Path file, String sha256, boolean pinned) {}

  /**
   * Where {@link #fetch} gets the weights for a side.
   *
   * @throws OptionException if Keras has none for it
   */
  public static URI address(int sidePx) {
    return URI.create(FOLDER + kerasName(sidePx));
  }

  /**
   * Downloads Keras's own weights for a side into the cache, replacing those of the same side.
   *
   * @param sidePx one of {@link #SIDES_PX}
   * @param progress hears bytes
   * @throws OptionException if Keras has none for that side
   * @throws DataException if they cannot be had
   * @throws ModelException if what came is no HDF5 file of the right size
   */
  public static Installed fetch(int sidePx, Progress progress) {
    return fetch(address(sidePx), sidePx, Cache.folder(), progress);
  }

  static Installed fetch(URI address, int sidePx, Path cache, Progress progress) {
    Fetched fetched =
        new Fetcher().download(known(address), folder(cache).resolve(kerasName(sidePx)), progress);
    return installed(fetched);
  }

  /**
   * Takes a local copy into the cache: a file whose digest is known, under its own name, or one of
   * Keras's, as the weights for {@code sidePx}.
   *
   * @param source the user's file, left as it is
   * @param sidePx one of {@link #SIDES_PX}
   * @param progress hears bytes
   * @throws OptionException if Keras has none for that side
   * @throws DataException if the file cannot be read
   * @throws ModelException if it is no HDF5 file of the right size
   */
  public static Installed install(Path source, int sidePx, Progress progress) {
    return install(source, sidePx, Cache.folder(), progress);
  }

  static Installed install(Path source, int sidePx, Path cache, Progress progress) {
    URI address = address(sidePx);
    Fetcher.requireFile(source, "MobileNetV2's weights");
    String name = KNOWN.getOrDefault(Sha256.of(source), kerasName(sidePx));
    return installed(
        new Fetcher().copy(source, known(address), folder(cache).resolve(name), progress));
  }

  /**
   * Keras's own weights for a side, if they lie in the cache and are still as they were accepted.
   *
   * @param sidePx one of {@link #SIDES_PX}
   * @throws OptionException if Keras has none for that side
   */
  public static Optional<Installed> fetched(int sidePx) {
    return fetched(sidePx, Cache.folder());
  }

  static Optional<Installed> fetched(int sidePx, Path cache) {
    Path file = folder(cache).resolve(kerasName(sidePx));
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    String sha256 = Sha256.of(file);
    try {
      check(file, sha256, file.toString());
    } catch (ModelException e) {
      // Damaged since: whoever asks fetches it again.
      return Optional.empty();
    }
    return Optional.of(new Installed(file, sha256, KNOWN.containsKey(sha256)));
  }

  /** The weights for the reference recipe's side: {@code installed(160)}. */
  public static Optional<Path> installed() {
    return installed(DEFAULT_SIDE_PX);
  }

  /**
   * The weights in the cache that suit a network of this side best: Keras's own for that side (224
   * for sides that Keras has none for, as Keras does), else the known file for any side, else
   * Keras's for another side, the largest first.
   *
   * @param sidePx side of the network's input in pixels
   * @return the file, or nothing if no weights were fetched yet
   */
  public static Optional<Path> installed(int sidePx) {
    return installed(sidePx, Cache.folder());
  }

  static Optional<Path> installed(int sidePx, Path cache) {
    List<String> names = new ArrayList<>();
    names.add(kerasName(SIDES_PX.contains(sidePx) ? sidePx : 224));
    names.addAll(KNOWN.values());
    for (int i = SIDES_PX.size() - 1; i >= 0; i--) {
      names.add(kerasName(SIDES_PX.get(i)));
    }
    return names.stream().map(folder(cache)::resolve).filter(Files::isRegularFile).findFirst();
  }

  private static Path folder(Path cache) {
    return cache.resolve("models");
  }

  private static String kerasName(int sidePx) {
    if (!SIDES_PX.contains(sidePx)) {
      throw new OptionException(
          "Keras has MobileNetV2 weights for the sizes "
              + SIDES_PX.stream().map(String::valueOf).collect(Collectors.joining(", "))
              + ", not for "
              + sidePx);
    }
    return "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_" + sidePx + "_no_top.h5";
  }

  private static KnownFile known(URI address) {
    return new KnownFile(
        "MobileNetV2's ImageNet weights", address, MAX_BYTES, BackboneWeights::check);
  }

  private static Installed installed(Fetched fetched) {
    return new Installed(fetched.file(), fetched.sha256(), KNOWN.containsKey(fetched.sha256()));
  }

  private static void check(Path file, String sha256, String source) {
    if (KNOWN.containsKey(sha256)) {
      return;
    }
    long size;
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(HDF5_SIGNATURE.length);
      size = Files.size(file);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e, e);
    }
    if (!Arrays.equals(start, HDF5_SIGNATURE)) {
      throw new ModelException(
          source
              + ": no weights file: an HDF5 file was expected, and this does not begin like one;"
              + " nothing was kept");
    }
    if (size != KERAS_BYTES) {
      throw new ModelException(
          source
              + ": not MobileNetV2's ImageNet weights: Keras's files have "
              + KERAS_BYTES
              + " bytes, this has "
              + size
              + " and the unknown SHA-256 "
              + sha256
              + "; nothing was kept. Weights of your own need no fetching: name the file when"
              + " training (--weights FILE)");
    }
  }
}
