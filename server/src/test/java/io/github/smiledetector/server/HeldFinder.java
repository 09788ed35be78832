package io.github.smiledetector.server;

import io.github.smiledetector.face.Face;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import io.github.smiledetector.picture.Picture;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A face finder that finds nothing until it is let go. */
final class HeldFinder implements FaceFinder {
  private final CountDownLatch go = new CountDownLatch(1);
  private final Semaphore arrived = new Semaphore(0);

  void letGo() {
    go.countDown();
  }

  /** Waits until so many more pictures are being searched. */
  void awaitArrivals(int count) throws InterruptedException {
    if (!arrived.tryAcquire(count, 10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no " + count + " pictures came to be searched");
    }
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
  public List<Face> find(Picture picture, int smallestPx) {
    arrived.release();
    try {
      if (!go.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody let the finder go");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return List.of();
  }

  @Override
  public void close() {}

  /** One that finds so many faces in every picture. */
  static FaceFinder of(int faces) {
    return new FaceFinder() {
      @Override
      public String name() {
        return "many";
      }

      @Override
      public boolean givesLandmarks() {
        return true;
      }

      @Override
      public List<Face> find(Picture picture, int smallestPx) {
        return IntStream.range(0, faces)
            .mapToObj(
                i ->
                    new Face(
                        new Box(i % 10 * 10, i / 10 * 10, 40, 40),
                        0.9,
                        Optional.of(
                            new Landmarks(
                                new Point(12 + i % 10 * 10, 15 + i / 10 * 10),
                                new Point(28 + i % 10 * 10, 15 + i / 10 * 10),
                                new Point(20 + i % 10 * 10, 22 + i / 10 * 10),
                                new Point(14 + i % 10 * 10, 30 + i / 10 * 10),
                                new Point(26 + i % 10 * 10, 30 + i / 10 * 10)))))
            .toList();
      }

      @Override
      public void close() {}
    };
  }

  /** One that fails. */
  static FaceFinder failing(String message) {
    return new FaceFinder() {
      @Override
      public String name() {
        return "failing";
      }

      @Override
      public boolean givesLandmarks() {
        return true;
      }

      @Override
      public List<Face> find(Picture picture, int smallestPx) {
        throw new IllegalStateException(message);
      }

      @Override
      public void close() {}
    };
  }
}
