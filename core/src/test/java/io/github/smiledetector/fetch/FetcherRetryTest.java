package io.github.smiledetector.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DataException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is tried again and what is not, how long is waited, and what ends the waiting. */
class FetcherRetryTest extends FetchCase {
  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 503})
  void triesAgainWhenTheServerIsBusy(int status) throws IOException {
    server.answers(r -> r.head(status), r -> r.head(status), FILE.served());
    download();
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(server.requests()).hasSize(3);
    assertThat(left()).containsExactly("file.bin");
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404, 410})
  void doesNotTryAgainWhatWouldEndTheSameWay(int status) throws IOException {
    server.answers(r -> r.head(status), FILE.served());
    assertThat(refusal(AT_ONCE))
        .contains("the test file", "/file", "status " + status, "nothing was kept", "--from")
        .doesNotContain("attempts");
    assertThat(server.requests()).hasSize(1);
    assertThat(left()).isEmpty();
  }

  @Test
  void givesUpInTheEndAndSaysWhatHappened() throws IOException {
    server.answers(r -> r.head(503));
    assertThat(refusal(AT_ONCE))
        .contains(
            "the test file", "5 attempts failed", "status 503", "nothing was kept", "--from FILE");
    assertThat(server.requests()).hasSize(5);
    assertThat(left()).isEmpty();
  }

  @Test
  void triesAgainWhenNobodyListens() throws IOException {
    KnownFile known = known();
    server.close();
    assertThatThrownBy(() -> new Fetcher(PATIENT, AT_ONCE).download(known, target(), Progress.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            known.address().toString(), "5 attempts failed", "ConnectException", "--from");
  }

  @Test
  void waitsAsLongAsTheServerAsksWithinReason() {
    server.answers(r -> r.head(503, "Retry-After: 3600"), FILE.served());
    RetryPolicy retries = new RetryPolicy(2, Duration.ZERO, Duration.ZERO, Duration.ofMillis(300));
    long start = System.nanoTime();
    download(retries, Progress.NONE);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(300), Duration.ofSeconds(20));
  }

  @Test
  void endsAnAttemptWhoseBodyStalls() {
    server.answers(FILE.stalledAt(HALF), FILE.served());
    new Fetcher(IMPATIENT, AT_ONCE).download(known(), target(), Progress.NONE);
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(ranges()).containsExactly("-", "bytes=" + HALF + "-");
  }

  @Test
  void endsAnAttemptThatGetsNoAnswer() {
    server.answers(ScriptedServer.Request::stall, FILE.served());
    new Fetcher(IMPATIENT, AT_ONCE).download(known(), target(), Progress.NONE);
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void saysThatTheServerStalled() {
    server.answers(FILE.stalledAt(HALF));
    assertThatThrownBy(
            () -> new Fetcher(IMPATIENT, retries(1)).download(known(), target(), Progress.NONE))
        .hasMessageContainingAll("after 100000 of 200000 bytes", "no byte came for 0.15 s");
  }

  @Test
  void aSlowBodyIsNoStall() {
    server.answers(
        r -> {
          r.head(200, "Content-Length: " + SIZE);
          for (int i = 0; i < 8; i++) {
            r.body(FILE.content(), i * SIZE / 8, (i + 1) * SIZE / 8);
            Thread.sleep(SHORT.toMillis() / 4);
          }
        });
    // All in all it takes longer than the head and any one pause may.
    new Fetcher(IMPATIENT, retries(1)).download(known(), target(), Progress.NONE);
    assertThat(target()).hasBinaryContent(FILE.content());
  }

  @Test
  void anInterruptEndsAStalledDownloadAndKeepsWhatCame() throws Exception {
    server.answers(FILE.stalledAt(HALF), FILE.served());
    String message = interrupted(retries(5), HALF);
    assertThat(message).contains("interrupted", "100000 of 200000 bytes are kept");
    assertThat(part()).hasSize(HALF);

    download();
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(server.bodyBytes()).isEqualTo(SIZE);
  }

  @Test
  void anInterruptEndsTheWaitForTheNextAttempt() throws Exception {
    server.answers(FILE.cutAt(HALF));
    RetryPolicy slow = new RetryPolicy(5, LONG, LONG, LONG);
    assertThat(interrupted(slow, HALF)).contains("interrupted", "100000 of 200000");
    assertThat(server.requests()).hasSize(1);
  }

  /** Interrupts a download once so many bytes have come, and returns its message. */
  private String interrupted(RetryPolicy retries, long atBytes) throws InterruptedException {
    AtomicReference<String> message = new AtomicReference<>("it succeeded");
    AtomicBoolean stillInterrupted = new AtomicBoolean();
    Object lock = new Object();
    long[] reached = {0};
    Thread thread =
        new Thread(
            () -> {
              try {
                download(
                    retries,
                    (done, total) -> {
                      synchronized (lock) {
                        reached[0] = done;
                        lock.notifyAll();
                      }
                    });
              } catch (DataException e) {
                message.set(e.getMessage());
                stillInterrupted.set(Thread.currentThread().isInterrupted());
              }
            });
    thread.start();
    synchronized (lock) {
      while (reached[0] < atBytes) {
        lock.wait(10_000);
      }
    }
    thread.interrupt();
    thread.join(5_000);
    assertThat(thread.isAlive()).isFalse();
    assertThat(stillInterrupted).isTrue();
    return message.get();
  }

  @Test
  void anInterruptedThreadBeginsNothing() throws IOException {
    Thread.currentThread().interrupt();
    try {
      assertThat(refusal(AT_ONCE)).contains("interrupted");
      assertThatThrownBy(
              () -> new Fetcher().copy(folder.resolve("."), known(), target(), Progress.NONE))
          .isInstanceOf(DataException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(server.requests()).isEmpty();
    assertThat(left()).isEmpty();
  }

  @Test
  void anInterruptWhileTheFileIsCheckedDoesNotRefuseIt() throws IOException {
    server.answers(FILE.served());
    KnownFile known =
        new KnownFile(
            "the test file",
            server.address("/file"),
            MAX_BYTES,
            (file, sha256, source) -> {
              Thread.currentThread().interrupt();
              Sha256.of(file);
            });
    try {
      assertThatThrownBy(() -> new Fetcher().download(known, target(), Progress.NONE))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll("interrupted", "200000 of 200000 bytes are kept");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(part()).hasBinaryContent(FILE.content());
  }
}
