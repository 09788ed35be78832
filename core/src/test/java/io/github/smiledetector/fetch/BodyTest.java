package io.github.smiledetector.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BodyTest {
  private final AtomicLong requested = new AtomicLong();
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final Flow.Subscription subscription =
      new Flow.Subscription() {
        @Override
        public void request(long n) {
          requested.addAndGet(n);
        }

        @Override
        public void cancel() {
          cancelled.set(true);
        }
      };

  @Test
  void mayBeClosedBeforeTheClientBeginsToSend() {
    // An answer whose head is enough is often done with before its body is connected.
    Body body = new Body();
    body.close();
    body.onSubscribe(subscription);
    assertThat(cancelled).isTrue();
    assertThat(requested).hasValue(0);
  }

  @Test
  void dropsTheConnectionWhenItIsClosed() {
    Body body = new Body();
    body.onSubscribe(subscription);
    assertThat(requested).hasValue(1);
    assertThat(cancelled).isFalse();
    body.close();
    assertThat(cancelled).isTrue();
  }
}
