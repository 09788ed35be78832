package io.github.smiledetector.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DataException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads go on where they broke off, and only there: within a run, in a later run, together. */
class FetcherResumeTest extends FetchCase {
  private static final ServedFile OTHER = ServedFile.tagged(ServedFile.bytes(SIZE, 2), "\"v2\"");

  @Test
  void goesOnWhereItBrokeOff() throws IOException {
    server.answers(FILE.cutAt(50_000), FILE.cutAt(HALF), FILE.cutAt(150_000), FILE.served());
    List<Long> done = new ArrayList<>();
    List<Long> totals = new ArrayList<>();
    download(
        AT_ONCE,
        (d, t) -> {
          done.add(d);
          totals.add(t);
        });
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(ranges()).containsExactly("-", "bytes=50000-", "bytes=100000-", "bytes=150000-");
    assertThat(server.requests().get(1).header("if-range")).isEqualTo("\"v1\"");
    assertThat(server.bodyBytes()).isEqualTo(SIZE);
    assertThat(done).isSorted().startsWith(0L).endsWith((long) SIZE);
    assertThat(totals).containsOnly((long) SIZE);
    assertThat(left()).containsExactly("file.bin");
  }

  @Test
  void goesOnInALaterRun() throws IOException {
    server.answers(FILE.cutAt(HALF));
    assertThat(refusal(retries(1)))
        .contains("broke off after 100000 of 200000 bytes")
        .contains("100000 of 200000 bytes are kept in " + folder.toRealPath().resolve(part()))
        .contains("goes on from there");
    assertThat(left()).containsExactly(".file.bin.part", ".file.bin.part.origin");

    server.answers(FILE.served());
    List<Long> done = new ArrayList<>();
    download(AT_ONCE, (d, t) -> done.add(d));
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(ranges()).containsExactly("-", "bytes=100000-");
    assertThat(server.bodyBytes()).isEqualTo(SIZE);
    assertThat(done).isSorted().startsWith((long) HALF).endsWith((long) SIZE);
    assertThat(left()).containsExactly("file.bin");
  }

  @Test
  void goesOnAfterAKillAndWorksBesideALivingProcess() throws Exception {
    server.answers(FILE.stalledAt(HALF), FILE.served());
    Process other =
        new ProcessBuilder(
                java(OtherProcess.class, known().address().toString(), target().toString()))
            .inheritIO()
            .start();
    try {
      for (int i = 0; i < 1000 && !(Files.exists(part()) && Files.size(part()) == HALF); i++) {
        Thread.sleep(10);
      }
      assertThat(part()).hasSize(HALF);

      // The other one lives and holds its part, so this download takes none of it.
      download();
      assertThat(target()).hasBinaryContent(FILE.content());
      assertThat(ranges()).containsExactly("-", "-");
      assertThat(part()).hasSize(HALF);
    } finally {
      other.destroyForcibly();
    }
    assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();

    Files.delete(target());
    download();
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(ranges()).containsExactly("-", "-", "bytes=100000-");
    assertThat(left()).containsExactly("file.bin");
  }

  /** Downloads an address to a file, with all patience. */
  static final class OtherProcess {
    public static void main(String[] args) {
      KnownFile known =
          new KnownFile(
              "the test file", URI.create(args[0]), MAX_BYTES, Acceptance.ofSha256("0".repeat(64)));
      new Fetcher(PATIENT, AT_ONCE).download(known, Path.of(args[1]), Progress.NONE);
    }
  }

  @Test
  void severalThreadsFetchTheSameTarget() throws Exception {
    CyclicBarrier all = new CyclicBarrier(3);
    server.answers(
        r -> {
          r.head(200, "ETag: \"v1\"", "Content-Length: " + SIZE).body(FILE.content(), 0, HALF);
          try {
            // All three are in the middle of it at the same time.
            all.await(10, TimeUnit.SECONDS);
          } catch (Exception e) {
            throw new IOException(e);
          }
          r.body(FILE.content(), HALF, SIZE);
        });
    List<CompletableFuture<Fetched>> fetching = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      CompletableFuture<Fetched> one = new CompletableFuture<>();
      new Thread(() -> one.completeAsync(() -> download(retries(1), Progress.NONE), Runnable::run))
          .start();
      fetching.add(one);
    }
    for (CompletableFuture<Fetched> one : fetching) {
      assertThat(one.get(20, TimeUnit.SECONDS).sha256()).isEqualTo(FILE.digest());
    }
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(left()).containsExactly("file.bin");
  }

  @Test
  void goesOnBehindARedirect() {
    ScriptedServer.Answer moved = r -> r.head(302, "Location: /moved", "Content-Length: 0");
    server.answers(moved, FILE.cutAt(HALF), moved, FILE.served());
    download();
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(ranges()).containsExactly("-", "-", "bytes=100000-", "bytes=100000-");
    assertThat(server.bodyBytes()).isEqualTo(SIZE);
  }

  @Test
  void startsAgainWhenTheServerIgnoresRanges() {
    server.answers(FILE.cutAt(HALF), FILE.servedWithoutRanges());
    List<Long> done = new ArrayList<>();
    download(AT_ONCE, (d, t) -> done.add(d));
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(ranges()).containsExactly("-", "bytes=100000-");
    assertThat(server.bodyBytes()).isEqualTo(HALF + SIZE);
    assertThat(done).contains(0L).endsWith((long) SIZE);
  }

  @Test
  void startsAgainWhenTheFileChanged() {
    server.answers(OTHER.cutAt(HALF), FILE.served());
    download();
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(server.requests().get(1).header("if-range")).isEqualTo("\"v2\"");
    assertThat(server.bodyBytes()).isEqualTo(HALF + SIZE);
  }

  @Test
  void startsAgainWithoutAValidator() throws IOException {
    ServedFile untagged = new ServedFile(FILE.content(), List.of());
    server.answers(untagged.cutAt(HALF));
    assertThat(refusal(retries(2))).contains("2 attempts", "broke off", "nothing was kept");
    assertThat(left()).isEmpty();

    server.answers(untagged.served());
    download();
    assertThat(ranges()).containsExactly("-", "-", "-");
  }

  @ParameterizedTest
  @ValueSource(strings = {"W/\"v1\"", "v1", "\"v\u00e41\""})
  void doesNotGoByATagThatIsNotStrong(String tag) {
    ServedFile weak =
        new ServedFile(
            FILE.content(),
            List.of(
                "ETag: " + tag,
                "Last-Modified: Thu, 01 Jan 2015 00:00:00 GMT",
                "Date: Fri, 01 Jan 2016 00:00:00 GMT"));
    server.answers(weak.cutAt(HALF), weak.served());
    download();
    assertThat(ranges()).containsExactly("-", "-");
  }

  @ParameterizedTest
  @CsvSource({"3600, true", "0, false"})
  void goesByTheDateOfAFileThatWasNotJustChanged(int secondsAgo, boolean goesOn) {
    Instant now = Instant.now();
    String changed = date(now.minusSeconds(secondsAgo));
    ServedFile dated =
        new ServedFile(FILE.content(), List.of("Last-Modified: " + changed, "Date: " + date(now)));
    server.answers(dated.cutAt(HALF), dated.served());
    download();
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(server.requests().get(1).header("if-range")).isEqualTo(goesOn ? changed : null);
    assertThat(server.bodyBytes()).isEqualTo(goesOn ? SIZE : HALF + SIZE);
  }

  private static String date(Instant instant) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atZone(ZoneOffset.UTC));
  }

  @Test
  void startsAgainWhenTheRangeIsRefused() {
    server.answers(FILE.cutAt(HALF), r -> r.head(416), FILE.served());
    download();
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(ranges()).containsExactly("-", "bytes=100000-", "-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes 99999-199999/200000",
        "bytes 100001-199999/200000",
        "bytes 100000-200000/200001",
        "bytes 100000-200000/200000",
        "bytes */200000",
        "items 1-2/3",
        ""
      })
  void startsAgainWhenAnotherRangeComes(String range) {
    byte[] junk = ServedFile.bytes(HALF, 3);
    server.answers(
        FILE.cutAt(HALF),
        r -> r.head(206, "Content-Range: " + range, "ETag: \"v1\"").body(junk, 0, HALF),
        FILE.served());
    downloadUnchecked();
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(ranges()).containsExactly("-", "bytes=100000-", "-");
  }

  @Test
  void startsAgainWhenTheRangeIsOfAnotherVersion() {
    server.answers(
        FILE.cutAt(HALF),
        r ->
            r.head(206, "Content-Range: bytes 100000-199999/200000", "ETag: \"v2\"")
                .body(OTHER.content(), HALF, SIZE),
        FILE.served());
    downloadUnchecked();
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(ranges()).containsExactly("-", "bytes=100000-", "-");
  }

  @Test
  void goesOnWhenARangeIsCutShortByTheServer() {
    server.answers(
        FILE.cutAt(HALF),
        r ->
            r.head(206, "Content-Range: bytes 100000-149999/200000", "Content-Length: 50000")
                .body(FILE.content(), HALF, 150_000),
        FILE.served());
    download();
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(ranges()).containsExactly("-", "bytes=100000-", "bytes=150000-");
    assertThat(server.bodyBytes()).isEqualTo(SIZE);
  }

  @Test
  void fetchesAPiecedFileFromTheStartBeforeItIsRefused() throws IOException {
    // The tag stayed the same though the file changed, so the pieces do not fit together.
    ServedFile older = ServedFile.tagged(OTHER.content(), "\"v1\"");
    server.answers(older.cutAt(HALF), FILE.served());
    download();
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(ranges()).containsExactly("-", "bytes=100000-", "-");
    assertThat(left()).containsExactly("file.bin");
  }

  @Test
  void refusesAPiecedFileInTheEndAndKeepsNothing() throws IOException {
    server.answers(OTHER.cutAt(HALF), OTHER.served());
    assertThat(refusal(AT_ONCE)).contains(FILE.digest(), OTHER.digest(), "nothing was kept");
    assertThat(ranges()).containsExactly("-", "bytes=100000-", "-");
    assertThat(left()).isEmpty();
  }

  @Test
  void doesNotGoOnWithTheBytesOfAnotherAddress() throws IOException {
    server.answers(OTHER.cutAt(HALF));
    assertThatThrownBy(
            () ->
                new Fetcher(PATIENT, retries(1))
                    .download(known("/other", FILE.digest()), target(), Progress.NONE))
        .isInstanceOf(DataException.class);
    assertThat(part()).hasSize(HALF);

    server.answers(FILE.served());
    download();
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(ranges()).containsExactly("-", "-");
    assertThat(left()).containsExactly("file.bin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "torn", "\n\n\n", "no address\n\"v1\"\n200000\n"})
  void startsAgainWhenItIsUnknownWhereThePartCameFrom(String record) throws IOException {
    Files.write(part(), ServedFile.bytes(HALF, 3));
    Files.writeString(sidecar(), record);
    server.answers(FILE.served());
    download();
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(ranges()).containsExactly("-");
    assertThat(left()).containsExactly("file.bin");
  }

  @Test
  void doesNotTakeACutOffRecordForWhole() throws IOException {
    Files.write(part(), ServedFile.bytes(100, 3));
    // The first digits of 200000.
    Files.writeString(sidecar(), known().address() + "\n\"v1\"\n200");
    server.answers(FILE.served());
    download();
    assertThat(ranges()).containsExactly("-");
  }

  @Test
  void doesNotFetchAgainWhatIsAllThereAlready() throws IOException {
    server.answers(FILE.served());
    Files.createDirectories(target().resolve("in the way"));
    assertThat(refusal(AT_ONCE)).contains(target() + ": cannot be written");
    assertThat(part()).hasBinaryContent(FILE.content());

    Files.delete(target().resolve("in the way"));
    Files.delete(target());
    List<Long> done = new ArrayList<>();
    download(AT_ONCE, (d, t) -> done.add(d));
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(done).containsExactly((long) SIZE);
    assertThat(server.requests()).hasSize(1);
    assertThat(left()).containsExactly("file.bin");
  }

  @Test
  void doesNotWriteThroughALinkInThePartsPlace() throws IOException {
    Path mine = Files.writeString(folder.resolve("mine.txt"), "mine");
    Files.createSymbolicLink(part(), mine);
    server.answers(FILE.served());
    download();
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(mine).hasContent("mine");
    assertThat(left()).containsExactly(".file.bin.part", "file.bin", "mine.txt");
  }
}
