package io.github.smiledetector.fetch;

import io.github.smiledetector.error.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.UUID;

/**
 * Brings known files to this machine, from the network or from a local copy: the bytes go to a
 * temporary sibling of the target, are digested on the way and checked, and only then moved into
 * place in one step. Whatever goes wrong, the target is either whole and accepted or as it was.
 *
 * <p>Safe for use by several threads; two that fetch the same target both succeed, the later move
 * wins.
 */
public final class Fetcher {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
  private static final String ANOTHER_WAY =
      "Try again, or get the file elsewhere and give that copy (on the command line: --from FILE)";

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
    URI address = known.address();
    requireSafe(address);
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(ANSWER_TIMEOUT)
            .header("User-Agent", "smile-detector")
            .build();
    // One client a download: files are few and large, and nothing stays open afterwards.
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    HttpResponse<InputStream> response;
    try {
      response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new DataException(
          known.title() + " cannot be fetched from " + address + ": " + why(e) + ". " + ANOTHER_WAY,
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException(known.title() + ": the download was interrupted", e);
    }
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw new DataException(
            known.title()
                + " cannot be fetched: "
                + response.uri()
                + " answered with status "
                + response.statusCode()
                + " instead of 200. "
                + ANOTHER_WAY);
      }
      long total = response.headers().firstValueAsLong("Content-Length").orElse(Progress.UNKNOWN);
      return receive(body, total, address.toString(), known, target, progress);
    } catch (IOException e) {
      throw new DataException(
          known.title() + ": closing the connection to " + address + " failed: " + why(e), e);
    }
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
    try (InputStream in = Files.newInputStream(source)) {
      return receive(in, Files.size(source), source.toString(), known, target, progress);
    } catch (IOException e) {
      throw new DataException(source + ": cannot be read: " + why(e), e);
    }
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

  private static Fetched receive(
      InputStream in, long total, String source, KnownFile known, Path target, Progress progress) {
    Path whole = target.toAbsolutePath();
    Path part = whole.resolveSibling("." + whole.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      try {
        Files.createDirectories(whole.getParent());
      } catch (IOException e) {
        throw new DataException(whole.getParent() + ": cannot be made: " + why(e), e);
      }
      MessageDigest digest = Sha256.start();
      long size = receive(in, total, source, known, part, digest, progress);
      String sha256 = Sha256.hex(digest);
      known.acceptance().check(part, sha256, source);
      moveIntoPlace(part, whole);
      return new Fetched(target, size, sha256);
    } finally {
      deleteQuietly(part);
    }
  }

  private static long receive(
      InputStream in,
      long total,
      String source,
      KnownFile known,
      Path part,
      MessageDigest digest,
      Progress progress) {
    byte[] buffer = new byte[1 << 16];
    long size = 0;
    progress.reached(0, total);
    try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
      while (true) {
        int n;
        try {
          n = in.read(buffer);
        } catch (IOException e) {
          throw new DataException(
              known.title()
                  + ": "
                  + source
                  + " broke off after "
                  + size
                  + (total < 0 ? "" : " of " + total)
                  + " bytes: "
                  + why(e)
                  + "; nothing was kept. "
                  + ANOTHER_WAY,
              e);
        }
        if (n < 0) {
          return size;
        }
        size += n;
        if (size > known.maxBytes()) {
          throw new DataException(
              known.title()
                  + ": "
                  + source
                  + " is larger than the "
                  + known.maxBytes()
                  + " bytes that are at most expected, so it is another file; nothing was kept");
        }
        out.write(buffer, 0, n);
        digest.update(buffer, 0, n);
        progress.reached(size, total);
      }
    } catch (IOException e) {
      throw new DataException(
          part.getParent() + ": " + known.title() + " cannot be written there: " + why(e), e);
    }
  }

  private static void moveIntoPlace(Path part, Path whole) {
    try {
      Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new DataException(whole + ": cannot be written: " + why(e), e);
    }
  }

  private static void deleteQuietly(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      // The error that led here says more than this one would.
    }
  }

  private static void requireSafe(URI address) {
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

  /** The network client often leaves the message out and hides the reason in a cause. */
  private static String why(Throwable error) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t instanceof UnresolvedAddressException || t instanceof UnknownHostException) {
        return "the host's name cannot be resolved (is this machine online?)";
      }
    }
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t.getMessage() != null && !t.getMessage().isBlank()) {
        return t.getClass().getSimpleName() + ": " + t.getMessage();
      }
    }
    return error.getClass().getSimpleName();
  }
}
