package io.github.smiledetector.action;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/**
 * The body of an answer that nobody reads. A short one is let in, so that the sender may end in
 * peace; of a long or slow one the rest is refused. The answer does not wait for it.
 */
final class Drain implements BodySubscriber<Drain> {
  static final int MAX_BYTES = 4096;

  private Subscription subscription;
  private long bytes;
  private boolean ended;

  @Override
  public CompletionStage<Drain> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public synchronized void onSubscribe(Subscription source) {
    subscription = source;
    if (ended) {
      source.cancel();
    } else {
      source.request(1);
    }
  }

  @Override
  public synchronized void onNext(List<ByteBuffer> piece) {
    bytes += piece.stream().mapToLong(ByteBuffer::remaining).sum();
    if (bytes > MAX_BYTES) {
      end();
    } else if (!ended) {
      subscription.request(1);
    }
  }

  @Override
  public synchronized void onError(Throwable error) {
    ended = true;
  }

  @Override
  public synchronized void onComplete() {
    ended = true;
  }

  /** Refuses the rest, if there is any. */
  synchronized void end() {
    if (!ended && subscription != null) {
      subscription.cancel();
    }
    ended = true;
  }
}
