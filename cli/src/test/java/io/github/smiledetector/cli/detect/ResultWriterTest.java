package io.github.smiledetector.cli.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DataException;
import java.io.IOException;
import java.io.Writer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ResultWriterTest {
  private final AtomicInteger flushes = new AtomicInteger();
  private final CountDownLatch flushed = new CountDownLatch(1);

  private Writer counting(IOException failure) {
    return new Writer() {
      @Override
      public void write(char[] characters, int offset, int length) throws IOException {
        if (failure != null) {
          throw failure;
        }
      }

      @Override
      public void flush() {
        flushes.incrementAndGet();
        flushed.countDown();
      }

      @Override
      public void close() {}
    };
  }

  @Test
  void flushesWhatWaitsWithinATenthOfASecond() throws InterruptedException {
    try (ResultWriter writer = new ResultWriter(counting(null), "x", false, false)) {
      writer.write("a");
      assertThat(flushed.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void doesNotFlushEachOfThousands() {
    try (ResultWriter writer = new ResultWriter(counting(null), "x", false, false)) {
      for (int i = 0; i < 10_000; i++) {
        writer.write("a");
      }
    }
    assertThat(flushes.get()).isBetween(1, 100);
  }

  @Test
  void flushesEachWhereAPersonWatches() {
    try (ResultWriter writer = new ResultWriter(counting(null), "x", true, false)) {
      writer.write("a");
      writer.write("b");
      assertThat(flushes).hasValue(2);
    }
  }

  @Test
  void saysWhenItsReaderHasGone() {
    try (ResultWriter writer =
        new ResultWriter(counting(new IOException("Broken pipe")), "x", true, false)) {
      assertThat(writer.write("a")).isFalse();
      assertThat(writer.write("b")).isFalse();
    }
  }

  @Test
  void failsWhereTheDiskIsFull() {
    ResultWriter writer =
        new ResultWriter(counting(new IOException("No space left on device")), "x", true, false);
    assertThatThrownBy(() -> writer.write("a"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("results to x: No space left");
  }
}
