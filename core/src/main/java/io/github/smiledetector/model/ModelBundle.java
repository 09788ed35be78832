package io.github.smiledetector.model;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.fetch.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A classifier ready to be used: a network in ONNX and what has to be known about it.
 *
 * <p>On disk it is a folder of three files: {@value #NETWORK}, {@value #DESCRIPTION} and {@value
 * #DIGESTS}, the last in the format of {@code sha256sum} over the others, so that {@code sha256sum
 * -c} checks a bundle too. A fourth, {@value #EIGHT_BIT}, may hold the same network with weights
 * and values of 8 bits, which is faster on processors made for that. Reading verifies the digests
 * and refuses whatever it does not understand.
 *
 * <p>A network's input is {@value #INPUT}, float32 {@code [N, channels, sidePx, sidePx]} with
 * values 0..255 (grey, or red, green, blue), its output {@value #OUTPUT}, float32 {@code [N]}; both
 * are checked where the network is loaded, not here. Immutable and thread-safe.
 */
public final class ModelBundle {
  /** Name of the network's input. */
  public static final String INPUT = "pictures";

  /** Name of the network's output. */
  public static final String OUTPUT = "logit";

  private static final String NETWORK = "model.onnx";
  private static final String EIGHT_BIT = "model-8bit.onnx";
  private static final String DESCRIPTION = "bundle.json";
  private static final String DIGESTS = "SHA256SUMS";
  private static final Set<String> FILES = Set.of(NETWORK, EIGHT_BIT, DESCRIPTION, DIGESTS);

  /** A line of {@code sha256sum}: digest, a blank, a blank or (binary) a star, file name. */
  private static final Pattern DIGEST_LINE = Pattern.compile("([0-9a-f]{64}) [ *](.+)");

  // Far beyond anything of ours: a wrong file is refused before it fills the memory.
  private static final long MAX_NETWORK_BYTES = 1L << 30;
  private static final long MAX_TEXT_BYTES = 4L << 20;

  private final ModelDescription description;
  private final byte[] onnx;
  private final Optional<byte[]> eightBit;
  private final String sha256;

  /**
   * @param sha256 of the network, known already: computing it takes a start longer than reading
   */
  private ModelBundle(
      ModelDescription description, byte[] onnx, Optional<byte[]> eightBit, String sha256) {
    this.description = description;
    this.onnx = onnx;
    this.eightBit = eightBit;
    this.sha256 = sha256;
  }

  /**
   * A bundle in memory.
   *
   * @param description what has to be known about the network
   * @param onnx the network, copied
   */
  public static ModelBundle of(ModelDescription description, byte[] onnx) {
    if (onnx.length == 0) {
      throw new ModelException("a model needs a network; " + description.name() + " has 0 bytes");
    }
    return new ModelBundle(description, onnx.clone(), Optional.empty(), Sha256.of(onnx));
  }

  /**
   * The same with an 8-bit form of its network beside it.
   *
   * @param quantized takes and gives what the network does; copied
   * @throws ModelException if it has no bytes
   */
  public ModelBundle withEightBit(byte[] quantized) {
    if (quantized.length == 0) {
      throw new ModelException("the 8-bit network of " + description.name() + " has 0 bytes");
    }
    return new ModelBundle(description, onnx, Optional.of(quantized.clone()), sha256);
  }

  /** The same networks with another description. */
  public ModelBundle withDescription(ModelDescription changed) {
    return new ModelBundle(changed, onnx, eightBit, sha256);
  }

  /**
   * The bundle that comes with the program.
   *
   * @throws ModelException if this build has none, or it is damaged
   */
  public static ModelBundle embedded() {
    if (ModelBundle.class.getResource("embedded/" + DESCRIPTION) == null) {
      throw new ModelException(
          "this build of the program has no model of its own. Name a model folder with "
              + NETWORK
              + ", "
              + DESCRIPTION
              + " and "
              + DIGESTS
              + ", as an export writes it.");
    }
    return read(
        "the embedded model",
        name -> {
          try (InputStream in = ModelBundle.class.getResourceAsStream("embedded/" + name)) {
            if (in == null) {
              throw new NoSuchFileException(name);
            }
            return in.readAllBytes();
          }
        });
  }

  /**
   * Reads a bundle and verifies it.
   *
   * @param folder of its files
   * @throws ModelException if the folder or a file is missing, a digest does not fit, or the
   *     description is of an unknown version, has unknown or missing fields or values out of range
   */
  public static ModelBundle read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new ModelException(
          (Files.exists(folder) ? folder + " is not a folder" : "no such model folder: " + folder)
              + ". Expected a folder with "
              + NETWORK
              + ", "
              + DESCRIPTION
              + " and "
              + DIGESTS
              + ", as an export writes it.");
    }
    return read(
        folder.toString(),
        name -> {
          Path file = folder.resolve(name);
          long limit = name.endsWith(".onnx") ? MAX_NETWORK_BYTES : MAX_TEXT_BYTES;
          long size = Files.size(file);
          if (size > limit) {
            throw new ModelException(
                file + " has " + size + " bytes; at most " + limit + " were expected");
          }
          return Files.readAllBytes(file);
        });
  }

  private static ModelBundle read(String where, Source source) {
    Map<String, String> digests =
        digests(where, new String(contents(where, source, DIGESTS), StandardCharsets.UTF_8));
    byte[] json = verified(where, source, DESCRIPTION, digests);
    byte[] onnx = verified(where, source, NETWORK, digests);
    Optional<byte[]> eightBit =
        digests.containsKey(EIGHT_BIT)
            ? Optional.of(verified(where, source, EIGHT_BIT, digests))
            : Optional.empty();
    return new ModelBundle(
        DescriptionJson.read(json, where + ": " + DESCRIPTION),
        onnx,
        eightBit,
        digests.get(NETWORK));
  }

  private static byte[] verified(
      String where, Source source, String name, Map<String, String> digests) {
    byte[] contents = contents(where, source, name);
    String found = Sha256.of(contents);
    String expected = digests.get(name);
    if (!found.equals(expected)) {
      throw new ModelException(
          where
              + ": "
              + name
              + " is damaged or was changed: its SHA-256 is "
              + found
              + ", expected "
              + expected
              + " as "
              + DIGESTS
              + " says. Export or download the model again.");
    }
    return contents;
  }

  private static byte[] contents(String where, Source source, String name) {
    try {
      return source.contents(name);
    } catch (NoSuchFileException e) {
      throw new ModelException(
          where
              + ": no "
              + name
              + ". A model has "
              + NETWORK
              + ", "
              + DESCRIPTION
              + " and "
              + DIGESTS
              + ".",
          e);
    } catch (IOException e) {
      throw new ModelException(where + ": " + name + " cannot be read: " + e, e);
    }
  }

  private static Map<String, String> digests(String where, String text) {
    Map<String, String> digests = new LinkedHashMap<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      Matcher parts = DIGEST_LINE.matcher(line);
      if (!parts.matches()
          || !(FILES.contains(parts.group(2)) && !parts.group(2).equals(DIGESTS))
          || digests.put(parts.group(2), parts.group(1)) != null) {
        throw new ModelException(
            where
                + ": "
                + DIGESTS
                + ", line "
                + number
                + ": expected a SHA-256 of "
                + NETWORK
                + ", "
                + EIGHT_BIT
                + " or "
                + DESCRIPTION
                + ", each once, as sha256sum writes it; found \""
                + (line.length() > 120 ? line.substring(0, 120) + "..." : line)
                + '"');
      }
    }
    for (String name : List.of(NETWORK, DESCRIPTION)) {
      if (!digests.containsKey(name)) {
        throw new ModelException(where + ": " + DIGESTS + " has no digest of " + name);
      }
    }
    return digests;
  }

  /**
   * Writes a bundle, whole or not at all: it is made in a folder beside the target and then moved.
   * An existing bundle is replaced; a reader may miss the folder for the moment between two moves,
   * but never finds half of one. Missing parent folders are made.
   *
   * @param folder where; must be missing, empty, or a bundle with nothing else in it
   * @param description what has to be known about the network
   * @param onnx the network
   * @return what was written
   * @throws ModelException if the folder holds something that is no bundle
   * @throws DataException if writing fails
   */
  public static ModelBundle write(Path folder, ModelDescription description, byte[] onnx) {
    ModelBundle bundle = of(description, onnx);
    bundle.write(folder);
    return bundle;
  }

  /**
   * Writes this bundle, whole or not at all, as {@link #write(Path, ModelDescription, byte[])}
   * does.
   *
   * @param folder where; must be missing, empty, or a bundle with nothing else in it
   * @throws ModelException if the folder holds something that is no bundle
   * @throws DataException if writing fails
   */
  public void write(Path folder) {
    try {
      writeFiles(folder);
    } catch (IOException e) {
      throw new DataException("cannot write the model " + folder + ": " + e, e);
    }
  }

  /**
   * Refuses a place that {@link #write(Path)} would refuse, for whoever has long work to do before.
   *
   * @param folder as for {@link #write(Path)}; nothing is made there
   * @throws ModelException if the folder holds something that is no bundle
   * @throws DataException if nothing can be written there
   */
  public static void requireFree(Path folder) {
    Path above;
    try {
      above = target(folder).getParent();
    } catch (IOException e) {
      throw new DataException("cannot write the model " + folder + ": " + e, e);
    }
    while (!Files.exists(above)) {
      above = above.getParent();
    }
    if (!Files.isDirectory(above) || !Files.isWritable(above)) {
      throw new DataException(
          "cannot write the model "
              + folder
              + ": "
              + above
              + " is no folder that can be written to");
    }
  }

  private static Path target(Path folder) throws IOException {
    // Through a symbolic link, so that the link itself stays.
    Path target = Files.exists(folder) ? folder.toRealPath() : folder.toAbsolutePath().normalize();
    if (target.getParent() == null) {
      throw new ModelException(folder + " cannot hold a model; name a folder of its own");
    }
    refuseOthersFiles(target);
    return target;
  }

  private void writeFiles(Path folder) throws IOException {
    Path target = target(folder);
    Path parent = target.getParent();
    Files.createDirectories(parent);
    Path unfinished = Files.createTempDirectory(parent, "." + target.getFileName() + ".new");
    try {
      // Not itself moved: temporary folders are closed to other users, a model need not be.
      Path made = Files.createDirectory(unfinished.resolve("model"));
      byte[] json = DescriptionJson.write(description);
      Files.write(made.resolve(NETWORK), onnx);
      Files.write(made.resolve(DESCRIPTION), json);
      String digests = Sha256.of(json) + "  " + DESCRIPTION + "\n";
      if (eightBit.isPresent()) {
        Files.write(made.resolve(EIGHT_BIT), eightBit.get());
        digests += Sha256.of(eightBit.get()) + "  " + EIGHT_BIT + "\n";
      }
      Files.writeString(made.resolve(DIGESTS), digests + sha256 + "  " + NETWORK + "\n");
      Path old = unfinished.resolve("old");
      boolean replaces = Files.exists(target);
      if (replaces) {
        Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
      }
      try {
        Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        if (replaces) {
          Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
        }
        throw e;
      }
    } finally {
      delete(unfinished);
    }
  }

  private static void refuseOthersFiles(Path target) throws IOException {
    if (!Files.exists(target)) {
      return;
    }
    if (!Files.isDirectory(target)) {
      throw new ModelException(target + " is a file; name a folder for the model");
    }
    List<String> names = names(target);
    if (names.isEmpty()) {
      return;
    }
    if (!names.contains(DESCRIPTION) || !FILES.containsAll(names)) {
      String other =
          names.stream().filter(name -> !FILES.contains(name)).findFirst().orElse(names.get(0));
      throw new ModelException(
          target
              + " is not empty and not just a model (it holds "
              + other
              + "); nothing was written. Name a new or an empty folder.");
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  /** Our own temporary folder: two levels of plain folders, then files. */
  private static void delete(Path unfinished) throws IOException {
    for (String folder : names(unfinished)) {
      for (String file : names(unfinished.resolve(folder))) {
        Files.delete(unfinished.resolve(folder).resolve(file));
      }
      Files.delete(unfinished.resolve(folder));
    }
    Files.delete(unfinished);
  }

  /** What has to be known about the network. */
  public ModelDescription description() {
    return description;
  }

  /** The network in ONNX, with weights of 32 bits; a copy. */
  public byte[] onnx() {
    return onnx.clone();
  }

  /** The 8-bit form of the network in ONNX, where the bundle has one; a copy. */
  public Optional<byte[]> eightBit() {
    return eightBit.map(byte[]::clone);
  }

  /** SHA-256 of the network ({@value #NETWORK}), 64 lower-case hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  /** Where the files come from, by name. */
  private interface Source {
    byte[] contents(String name) throws IOException;
  }
}
