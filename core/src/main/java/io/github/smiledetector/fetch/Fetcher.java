package io.github.smiledetector.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.SmileDetectorException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Brings known files to this machine, from the network or from a local copy: the bytes go to a
 * hidden sibling of the target, are checked, and only then moved into place in one step. Whatever
 * goes wrong, the target is either whole and accepted or as it was.
 *
 * <p>A download that fails in passing is tried again, a few times and with growing pauses, and goes
 * on from where it broke off if the server can do that and the file there is still the same. If
 * even that fails, or the process ends, what came stays beside the target ({@code .NAME.part} and
 * {@code .NAME.part.origin}), and the next download to the same target goes on from there. A file
 * that is refused leaves nothing behind; one that was pieced together is fetched once more from the
 * start before it is refused.
 *
 * <p>Safe for use by several threads and processes; two that fetch the same target both succeed,
 * the later move wins. Interrupting the thread ends the work with a {@link DataException}; the
 * thread stays interrupted.
 */
public final class Fetcher {
  private static final int COPY_BUFFER_BYTES = 1 << 16;

  private final TimeLimits limits;
  private final RetryPolicy retries;

  /** With the usual time limits and number of attempts. */
  public Fetcher() {
    this(TimeLimits.DEFAULT, RetryPolicy.DEFAULT);
  }

  Fetcher(TimeLimits limits, RetryPolicy retries) {
    this.limits = limits;
    this.retries = retries;
  }

  /**
   * Downloads a file.
   *
   * @param known what is fetched and how to recognise it
   * @param target where it goes; its folder is made if missing, an older file there is replaced
   * @param progress hears bytes
   * @return the file in place
   * @throws DataException if it cannot be had or written; whatever the acceptance throws passes
   *     through
   */
  public Fetched download(KnownFile known, Path target, Progress progress) {
    requireSafe(known.address());
    requireUninterrupted(known);
    Download download = new Download(known, limits, retries, progress);
    return bring(
        known, known.address().toString(), PartialFile.resumable(target), download::fill, target);
  }

  /**
   * Takes a copy of a file that the user has, under the same checks as a download.
   *
   * @param source the user's file, left as it is
   * @param known what it should be
   * @param target where it goes; its folder is made if missing, an older file there is replaced
   * @param progress hears bytes
   * @return the file in place
   * @throws DataException if it cannot be read or written; whatever the acceptance throws passes
   *     through
   */
  public Fetched copy(Path source, KnownFile known, Path target, Progress progress) {
    requireFile(source, known.title());
    requireUninterrupted(known);
    return bring(
        known,
        source.toString(),
        PartialFile.fresh(target),
        part -> read(source, known, part, progress),
        target);
  }

  /**
   * Returns if {@code file} is an ordinary file that exists.
   *
   * @param what what it should be, for the message
   * @throws DataException saying what is there instead
   */
  public static void requireFile(Path file, String what) {
    if (!Files.isRegularFile(file)) {
      String found =
          Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? "is no file" : "does not exist";
      throw new DataException(file + " " + found + "; a copy of " + what + " was expected");
    }
  }

  /** Puts bytes into a part until it is whole, or plainly larger than allowed. */
  private interface Filling {
    void fill(PartialFile part) throws InterruptedException;
  }

  private static Fetched bring(
      KnownFile known, String source, PartialFile part, Filling filling, Path target) {
    try (part) {
      filling.fill(part);
      boolean spliced = part.isSpliced();
      String sha256;
      try {
        sha256 = accept(known, source, part);
      } catch (SmileDetectorException refused) {
        if (!spliced) {
          throw refused;
        }
        // The older bytes may belong to an older file.
        filling.fill(part);
        sha256 = accept(known, source, part);
      }
      part.moveTo(target);
      return new Fetched(target, part.size(), sha256);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException(known.title() + ": interrupted; " + kept(part), e);
    }
  }

  /** Returns the digest; what is refused is cleared away. */
  private static String accept(KnownFile known, String source, PartialFile part)
      throws InterruptedException {
    try {
      if (Math.max(part.size(), part.totalBytes()) > known.maxBytes()) {
        throw new DataException(
            known.title()
                + ": "
                + source
                + " is larger than the "
                + known.maxBytes()
                + " bytes that are at most expected, so it is another file; nothing was kept");
      }
      String sha256 = Sha256.of(part.path());
      known.acceptance().check(part.path(), sha256, source + webPage(part.path()));
      return sha256;
    } catch (SmileDetectorException refused) {
      if (Thread.currentThread().isInterrupted()) {
        // It could not be read to the end, which says nothing about it.
        throw new InterruptedException();
      }
      part.clear();
      throw refused;
    }
  }

  /** What log-in pages and proxies send in the place of a file comes with a good status. */
  private static String webPage(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String start = new String(in.readNBytes(512), ISO_8859_1).strip().toLowerCase(Locale.ROOT);
      return start.startsWith("<!doctype html") || start.startsWith("<html")
          ? " (this is a web page, perhaps to log in or of an error: open the address in a browser)"
          : "";
    } catch (IOException e) {
      return "";
    }
  }

  private static void read(Path source, KnownFile known, PartialFile part, Progress progress)
      throws InterruptedException {
    try (FileChannel in = FileChannel.open(source)) {
      long total = in.size();
      ByteBuffer buffer = ByteBuffer.allocate(COPY_BUFFER_BYTES);
      progress.reached(0, total);
      while (in.read(buffer.clear()) >= 0) {
        part.append(buffer.flip());
        if (part.size() > known.maxBytes()) {
          return;
        }
        progress.reached(part.size(), total);
      }
    } catch (ClosedByInterruptException e) {
      throw PartialFile.interrupted(e);
    } catch (IOException e) {
      throw new DataException(source + ": cannot be read: " + Reason.of(e), e);
    }
  }

  /** What is left of an unfinished file, as a message says it. */
  static String kept(PartialFile part) {
    if (!part.isKept()) {
      return "nothing was kept";
    }
    return part.size()
        + (part.totalBytes() < 0 ? "" : " of " + part.totalBytes())
        + " bytes are kept in "
        + part.path()
        + ", and the next try goes on from there";
  }

  private static void requireUninterrupted(KnownFile known) {
    if (Thread.currentThread().isInterrupted()) {
      throw new DataException(known.title() + ": interrupted before it was begun");
    }
  }

  /** Holds for where a redirect led to as well: nobody on the way is to change what comes. */
  static void requireSafe(URI address) {
    boolean safe =
        "https".equalsIgnoreCase(address.getScheme())
            || ("http".equalsIgnoreCase(address.getScheme()) && isThisMachine(address.getHost()));
    if (!safe) {
      throw new DataException(address + ": only https addresses are fetched");
    }
  }

  private static boolean isThisMachine(String host) {
    try {
      return host != null && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
