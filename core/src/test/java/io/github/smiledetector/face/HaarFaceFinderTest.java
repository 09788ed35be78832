package io.github.smiledetector.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.picture.Resampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HaarFaceFinderTest {
  private static final Path SAMPLES = Path.of("..", "samples");
  private static final Box ASTRONAUT = new Box(168, 65, 110, 110);
  private static final Box HOPPER = new Box(160, 120, 220, 220);

  private static HaarFaceFinder finder;
  private static Picture astronaut;

  @BeforeAll
  static void load() {
    finder = new HaarFaceFinder();
    astronaut = PictureReader.read(SAMPLES.resolve("astronaut_eileen_collins.png"));
  }

  @AfterAll
  static void close() {
    finder.close();
  }

  @Test
  void findsTheAstronautsFaceFirst() {
    List<Face> faces = finder.find(astronaut, 20);
    assertThat(faces).isNotEmpty();
    assertThat(faces.get(0).box().intersectionOverUnion(ASTRONAUT)).isGreaterThan(0.6);
  }

  @Test
  void findsGraceHoppersFaceAndNothingElse() {
    List<Face> faces = finder.find(PictureReader.read(SAMPLES.resolve("grace_hopper.jpg")), 20);
    assertThat(faces).hasSize(1);
    assertThat(faces.get(0).box().intersectionOverUnion(HOPPER)).isGreaterThan(0.6);
  }

  @Test
  void findsNoFaceWhereThereIsNone() {
    assertThat(finder.find(new Picture(400, 300, 1, new byte[400 * 300]), 20)).isEmpty();
  }

  @Test
  void looksAtPicturesSmallerThanItsWindow() {
    assertThat(finder.find(new Picture(1, 1, 3, new byte[3]), 20)).isEmpty();
    assertThat(finder.find(new Picture(500, 3, 1, new byte[1500]), 20)).isEmpty();
  }

  @Test
  void givesBoxesOfALargePhotoInItsOwnPixels() {
    Picture large = enlarged(astronaut, 5);
    List<Face> faces = finder.find(large, 20);
    Box expected =
        new Box(
            5 * ASTRONAUT.x(), 5 * ASTRONAUT.y(), 5 * ASTRONAUT.width(), 5 * ASTRONAUT.height());
    assertThat(faces).isNotEmpty();
    assertThat(faces.get(0).box().intersectionOverUnion(expected)).isGreaterThan(0.6);
  }

  @Test
  void answersAlikeFromSeveralThreads() throws Exception {
    List<Face> expected = finder.find(astronaut, 20);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<List<Face>>> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        calls.add(() -> finder.find(astronaut, 20));
      }
      for (Future<List<Face>> found : threads.invokeAll(calls)) {
        assertThat(found.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void holdsNoMoreCascadesThanCallsAtTheSameTimeAndClosesThemAll() throws Exception {
    long before = Pointer.totalCount();
    HaarFaceFinder own = new HaarFaceFinder();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Callable<List<Face>>> calls =
          new ArrayList<>(Collections.nCopies(12, () -> own.find(astronaut, 60)));
      for (Future<List<Face>> found : threads.invokeAll(calls)) {
        assertThat(found.get()).isNotEmpty();
      }
      assertThat(own.held()).isBetween(1, 3);
      own.find(astronaut, 60);
      assertThat(own.held()).isBetween(1, 3);
    } finally {
      threads.shutdownNow();
      own.close();
    }
    assertThat(own.held()).isZero();
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
  }

  @Test
  void closingWaitsForCallsUnderWay() throws Exception {
    for (int i = 0; i < 10; i++) {
      HaarFaceFinder own = new HaarFaceFinder();
      CountDownLatch begun = new CountDownLatch(1);
      ExecutorService thread = Executors.newSingleThreadExecutor();
      try {
        Future<List<Face>> found =
            thread.submit(
                () -> {
                  begun.countDown();
                  return own.find(astronaut, 40);
                });
        begun.await();
        own.close();
        try {
          assertThat(found.get()).isNotEmpty();
        } catch (ExecutionException e) {
          // Closed before the call came in.
          assertThat(e.getCause()).isInstanceOf(IllegalStateException.class);
        }
      } finally {
        thread.shutdownNow();
      }
    }
  }

  @Test
  void looksForFacesFromTheSmallestAskedForOn() {
    Picture large = enlarged(astronaut, 3);
    assertThat(finder.find(large, 250)).hasSize(1);
    assertThat(finder.find(large, 500)).isEmpty();
  }

  @Test
  void keepsNoNativeMemoryFromCallToCall() {
    float[] cut = Resampling.resample(astronaut.grey(), new Box(152, 40, 144, 144), 144, 144);
    byte[] pixels = new byte[cut.length];
    for (int i = 0; i < cut.length; i++) {
      pixels[i] = (byte) Math.round(cut[i]);
    }
    Picture small = new Picture(144, 144, 1, pixels);
    assertThat(finder.find(small, 20)).hasSize(1);
    long before = Pointer.totalCount();
    for (int i = 0; i < 100; i++) {
      finder.find(small, 20);
    }
    // One pointer kept a call would make 100; the collector may meanwhile take some of others.
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
  }

  @Test
  void refusesToSearchOnceClosed() {
    HaarFaceFinder closed = new HaarFaceFinder();
    closed.close();
    closed.close();
    assertThatThrownBy(() -> closed.find(astronaut, 20)).isInstanceOf(IllegalStateException.class);
  }

  private static Picture enlarged(Picture picture, int times) {
    int width = picture.widthPx() * times;
    int height = picture.heightPx() * times;
    int channels = picture.channels();
    byte[] pixels = new byte[width * height * channels];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int from = (y / times * picture.widthPx() + x / times) * channels;
        System.arraycopy(picture.pixels(), from, pixels, (y * width + x) * channels, channels);
      }
    }
    return new Picture(width, height, channels, pixels);
  }
}
