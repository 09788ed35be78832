package io.github.smiledetector.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final int AT_ONCE = 8_192;

  private final AtomicLong nanos = new AtomicLong();
  private final Pace pace = new Pace(nanos::get);

  @Test
  void refusesMoreThanTwoMessagesOfSmallPiecesAtOnce() {
    add(AT_ONCE, 0);

    assertThatThrownBy(() -> pace.add(0)).isInstanceOf(Refusal.class).hasMessageContaining("1000");
  }

  @Test
  void takesAThousandASecondForEver() {
    add(AT_ONCE, 0);
    for (int second = 0; second < 100; second++) {
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      add(1_000, 0);
    }

    assertThatThrownBy(() -> pace.add(0)).isInstanceOf(Refusal.class);
  }

  @Test
  void savesNoMoreUpThanItHadAtFirst() {
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    add(AT_ONCE, 0);

    assertThatThrownBy(() -> pace.add(0)).isInstanceOf(Refusal.class);
  }

  @Test
  void takesPiecesThatBringSomethingAsFastAsTheyCome() {
    add(1_000_000, 256);
    // As a read of 4 KiB leaves them of a message that is a little longer.
    for (int i = 0; i < 1_000_000; i++) {
      add(1, 4_096);
      add(1, 4);
    }
  }

  private void add(int frames, int bytes) {
    for (int i = 0; i < frames; i++) {
      pace.add(bytes);
    }
  }
}
