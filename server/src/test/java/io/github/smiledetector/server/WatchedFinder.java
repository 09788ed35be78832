package io.github.smiledetector.server;

import io.github.smiledetector.face.Face;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.picture.Picture;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Finds no face, but only when it may and after a pause, and remembers how wide the pictures were.
 */
final class WatchedFinder implements FaceFinder {
  final Semaphore may = new Semaphore(0);
  final List<Integer> seen = new CopyOnWriteArrayList<>();
  final AtomicInteger most = new AtomicInteger();
  volatile int pauseMillis;
  private final AtomicInteger now = new AtomicInteger();

  void release() {
    may.release(1_000_000);
  }

  @Override
  public List<Face> find(Picture picture, int smallestPx) {
    most.accumulateAndGet(now.incrementAndGet(), Math::max);
    seen.add(picture.widthPx());
    may.acquireUninterruptibly();
    LockSupport.parkNanos(pauseMillis * 1_000_000L);
    now.decrementAndGet();
    return List.of();
  }

  @Override
  public String name() {
    return "held";
  }

  @Override
  public boolean givesLandmarks() {
    return true;
  }

  @Override
  public void close() {}
}
