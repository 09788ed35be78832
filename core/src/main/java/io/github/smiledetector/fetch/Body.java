package io.github.smiledetector.fetch;

import java.io.Closeable;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an answer, taken piece by piece, with a limit on the wait for each: the client's own
 * stream waits for ever, and on some JDKs does not hear an interrupt.
 *
 * <p>For one taking thread; closing it drops the connection if the body has not ended.
 */
final class Body implements HttpResponse.BodySubscriber<Body>, Closeable {
  /** Bytes, a failure, or the end if it is neither. */
  private record Signal(Optional<List<ByteBuffer>> bytes, Optional<Throwable> failure) {}

  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private volatile Flow.Subscription subscription;
  private boolean closed;

  @Override
  public CompletionStage<Body> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription s) {
    subscription = s;
    // The head comes first, and may have been enough.
    if (closed) {
      s.cancel();
    } else {
      s.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    signals.add(new Signal(Optional.of(bytes), Optional.empty()));
  }

  @Override
  public void onError(Throwable failure) {
    signals.add(new Signal(Optional.empty(), Optional.of(failure)));
  }

  @Override
  public void onComplete() {
    signals.add(new Signal(Optional.empty(), Optional.empty()));
  }

  /**
   * The next piece, which may have several buffers; none at the end.
   *
   * @param limit how long to wait for it
   * @throws HttpTimeoutException if nothing came for so long
   * @throws IOException if the connection failed or ended too early
   */
  Optional<List<ByteBuffer>> next(Duration limit) throws IOException, InterruptedException {
    Signal signal = signals.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    if (signal == null) {
      throw new HttpTimeoutException("no byte came for " + limit.toMillis() / 1000.0 + " s");
    }
    if (signal.failure().isPresent()) {
      Throwable failure = signal.failure().get();
      throw failure instanceof IOException known ? known : new IOException(failure);
    }
    if (signal.bytes().isPresent()) {
      subscription.request(1);
    }
    return signal.bytes();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (subscription != null) {
      subscription.cancel();
    }
  }
}
