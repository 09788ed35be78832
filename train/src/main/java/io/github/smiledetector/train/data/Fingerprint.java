package io.github.smiledetector.train.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.smiledetector.fetch.Sha256;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;

/** Puts names and contents of a data set's files into one digest, whatever order they come in. */
public final class Fingerprint {
  private final Map<String, String> digests = new TreeMap<>(PictureFolders.CODE_POINTS);

  /** Adds a file; a name can come only once. */
  public void add(String name, String sha256) {
    if (digests.put(name, sha256) != null) {
      throw new IllegalArgumentException(name + " comes twice");
    }
  }

  /** The SHA-256 over the sorted lines {@code <sha256><two spaces><name><line feed>}. */
  public String sha256() {
    MessageDigest all = Sha256.start();
    digests.forEach((name, sha256) -> all.update((sha256 + "  " + name + "\n").getBytes(UTF_8)));
    return Sha256.hex(all);
  }
}
