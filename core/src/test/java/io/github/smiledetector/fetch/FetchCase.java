package io.github.smiledetector.fetch;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.smiledetector.error.DataException;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What tests of downloads share: a server, a file on it, a place for it, and little patience. */
// Well below PATIENT, so that a limit that does not hold is a failure and no long wait.
@Timeout(15)
abstract class FetchCase {
  static final int SIZE = 200_000;
  static final int HALF = 100_000;
  static final int MAX_BYTES = 1_000_000;
  static final ServedFile FILE = ServedFile.tagged(ServedFile.bytes(SIZE, 1), "\"v1\"");
  static final Duration LONG = Duration.ofSeconds(30);
  static final Duration SHORT = Duration.ofMillis(150);
  static final TimeLimits PATIENT = new TimeLimits(LONG, LONG, LONG);
  static final TimeLimits IMPATIENT = new TimeLimits(LONG, SHORT, SHORT);
  static final RetryPolicy AT_ONCE = retries(5);

  @TempDir Path folder;
  ScriptedServer server;

  @BeforeEach
  void serve() throws IOException {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  static RetryPolicy retries(int attempts) {
    return new RetryPolicy(attempts, Duration.ZERO, Duration.ZERO, Duration.ZERO);
  }

  KnownFile known() {
    return known("/file", FILE.digest());
  }

  KnownFile known(String path, String digest) {
    return new KnownFile(
        "the test file", server.address(path), MAX_BYTES, Acceptance.ofSha256(digest));
  }

  /**
   * Downloads by a check that finds nothing wrong, so that it cannot make up for other mistakes.
   */
  void downloadUnchecked() {
    KnownFile anything =
        new KnownFile(
            "the test file", server.address("/file"), MAX_BYTES, (file, sha256, source) -> {});
    new Fetcher(PATIENT, AT_ONCE).download(anything, target(), Progress.NONE);
  }

  /** How to start a class's main method in another process. */
  static List<String> java(Class<?> main, String... arguments) throws URISyntaxException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
    command.add(classes(Fetcher.class) + File.pathSeparator + classes(FetchCase.class));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  private static String classes(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  Path target() {
    return folder.resolve("file.bin");
  }

  Path part() {
    return folder.resolve(".file.bin.part");
  }

  Path sidecar() {
    return folder.resolve(".file.bin.part.origin");
  }

  Fetched download() {
    return download(AT_ONCE, Progress.NONE);
  }

  Fetched download(RetryPolicy retries, Progress progress) {
    return new Fetcher(PATIENT, retries).download(known(), target(), progress);
  }

  /** The message of a download that has to fail. */
  String refusal(RetryPolicy retries) {
    return catchThrowableOfType(DataException.class, () -> download(retries, Progress.NONE))
        .getMessage();
  }

  /** The {@code Range} headers that came, "-" for none. */
  List<String> ranges() {
    return server.requests().stream()
        .map(r -> r.header("range") == null ? "-" : r.header("range"))
        .toList();
  }

  List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }
}
