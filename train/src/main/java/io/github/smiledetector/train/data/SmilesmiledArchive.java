package io.github.smiledetector.train.data;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.fetch.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** SMILEsmileD as GitHub packs it; hands out the pictures and tells whether they are the ones. */
final class SmilesmiledArchive {
  /** The largest of the pictures has 2,886 bytes. */
  private static final int MAX_PICTURE_BYTES = 65_536;

  /**
   * Only such entries are looked at, and files are named by these two groups alone: no path of the
   * archive's own ever reaches the disk.
   */
  private static final Pattern PICTURE =
      Pattern.compile(
          "(?:[^/]+/)?SMILEs/(?<class>negatives|positives)/\\k<class>7/(?<file>[0-9]+\\.jpg)");

  private final Path file;
  private final String source;
  private final int pictures;
  private final String fingerprint;

  /**
   * @param file the zip
   * @param source what messages call it
   * @param pictures how many there have to be
   * @param fingerprint what they have to be
   */
  SmilesmiledArchive(Path file, String source, int pictures, String fingerprint) {
    this.file = file;
    this.source = source;
    this.pictures = pictures;
    this.fingerprint = fingerprint;
  }

  /** Takes one picture, named {@code class/file.jpg}. */
  @FunctionalInterface
  interface Sink {
    void take(String name, byte[] encoded) throws IOException;
  }

  /**
   * Hands over all pictures, sorted by name; returns only if they were the right ones.
   *
   * @throws DataException if not
   * @throws IOException only what the sink throws
   */
  void read(Sink sink, Progress progress) throws IOException {
    Fingerprint found = new Fingerprint();
    try (ZipFile zip = open()) {
      Map<String, ZipEntry> entries = entries(zip);
      int done = 0;
      progress.reached(done, pictures);
      for (Map.Entry<String, ZipEntry> each : entries.entrySet()) {
        byte[] encoded = contents(zip, each.getValue());
        found.add(each.getKey(), Sha256.of(encoded));
        sink.take(each.getKey(), encoded);
        progress.reached(++done, pictures);
      }
    }
    String sha256 = found.sha256();
    if (!sha256.equals(fingerprint)) {
      throw wrong(
          "found as many, but their names or contents differ (digest "
              + sha256
              + " instead of "
              + fingerprint
              + ")",
          null);
    }
  }

  private ZipFile open() {
    try {
      return new ZipFile(file.toFile());
    } catch (IOException e) {
      throw wrong("found no readable zip (" + e.getMessage() + ")", e);
    }
  }

  private Map<String, ZipEntry> entries(ZipFile zip) {
    Map<String, ZipEntry> entries = new TreeMap<>();
    List<String> twice = new ArrayList<>();
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      ZipEntry entry = all.nextElement();
      Matcher matcher = PICTURE.matcher(entry.getName());
      if (matcher.matches()) {
        String name = matcher.group("class") + "/" + matcher.group("file");
        if (entries.put(name, entry) != null) {
          twice.add(name);
        }
      }
    }
    if (!twice.isEmpty()) {
      throw wrong("found some twice, such as " + twice.get(0), null);
    }
    if (entries.size() != pictures) {
      throw wrong("found " + entries.size(), null);
    }
    return entries;
  }

  private byte[] contents(ZipFile zip, ZipEntry entry) {
    byte[] encoded;
    try (InputStream in = zip.getInputStream(entry)) {
      encoded = in.readNBytes(MAX_PICTURE_BYTES + 1);
    } catch (IOException e) {
      throw wrong("cannot unpack " + entry.getName() + " (" + e.getMessage() + ")", e);
    }
    if (encoded.length > MAX_PICTURE_BYTES) {
      throw wrong(entry.getName() + " has more than " + MAX_PICTURE_BYTES + " bytes", null);
    }
    return encoded;
  }

  private DataException wrong(String found, Throwable cause) {
    return new DataException(
        source
            + ": not SMILEsmileD at commit "
            + Smilesmiled.COMMIT.substring(0, 7)
            + ": "
            + pictures
            + " pictures were expected (SMILEs/negatives/negatives7/*.jpg and"
            + " SMILEs/positives/positives7/*.jpg); "
            + found
            + ". Nothing was kept; get the archive again from "
            + Smilesmiled.ADDRESS,
        cause);
  }
}
