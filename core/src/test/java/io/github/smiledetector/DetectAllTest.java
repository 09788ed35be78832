package io.github.smiledetector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DeadlineException;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.error.StoppedException;
import io.github.smiledetector.face.Face;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.BoxCrop;
import io.github.smiledetector.inference.LinearNetwork;
import io.github.smiledetector.model.Calibration;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.model.ModelDescription;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureSource;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DetectAllTest {
  private static final DetectorOptions OPTIONS =
      DetectorOptions.DEFAULT.withThreads(3).withBatchSize(4).withSmallestFacePx(1);

  private static SmileDetector detector(FaceFinder finder, DetectorOptions options) {
    ModelDescription description =
        new ModelDescription(
            1,
            "linear",
            LinearNetwork.SIDE_PX,
            3,
            Map.of(finder.name(), new BoxCrop(1, 0, 0)),
            0.5,
            new Calibration(0.5, 0),
            Map.of());
    return SmileDetector.open(
        ModelBundle.of(description, LinearNetwork.onnx("colour")),
        options.withFinder(() -> finder));
  }

  /** Of its own width, which is how the finder below knows how many faces to find. */
  private static PictureSource picture(int widthPx) {
    BufferedImage image = new BufferedImage(widthPx, 4, BufferedImage.TYPE_INT_RGB);
    image.setRGB(widthPx / 2, 2, widthPx * 7919);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return PictureSource.of(png.toByteArray(), "picture of " + widthPx);
  }

  private static PictureSource broken(int number) {
    return PictureSource.of(new byte[] {1, 2, 3}, "broken " + number);
  }

  /** Every seventh cannot be read. */
  private static List<PictureSource> mixed(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> i % 7 == 3 ? broken(i) : picture(10 + i))
        .toList();
  }

  private static int facesExpected(PictureOutcome outcome) {
    return Integer.parseInt(outcome.source().name().replaceAll("\\D+", "")) % 6;
  }

  @AfterEach
  void noThreadStays() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("smile-detector-"))) {
      assertThat(System.nanoTime()).as("threads stay").isLessThan(deadline);
      Thread.sleep(5);
    }
  }

  @Test
  void givesAnOutcomeAPictureInTheOrderGiven() {
    List<PictureSource> sources = mixed(200);
    try (SmileDetector detector = detector(new CountingFinder(), OPTIONS);
        Stream<PictureOutcome> outcomes =
            detector.detectAll(sources.stream(), ResultOrder.AS_GIVEN)) {
      List<PictureOutcome> all = outcomes.toList();
      assertThat(all).extracting(PictureOutcome::source).isEqualTo(sources);
      for (PictureOutcome outcome : all) {
        if (outcome instanceof PictureOutcome.Detected detected) {
          assertThat(detected.smiles()).isEqualTo(detector.detect(outcome.source()));
          assertThat(detected.smiles().faces()).hasSize(facesExpected(outcome));
        } else {
          assertThat(((PictureOutcome.Failed) outcome).error().kind())
              .isEqualTo(PictureException.Kind.UNKNOWN_FORMAT);
          assertThat(outcome.source().name()).startsWith("broken");
        }
      }
    }
  }

  @Test
  void givesTheSameOutcomesAsTheyAreReady() {
    List<PictureSource> sources = mixed(100);
    try (SmileDetector detector = detector(new CountingFinder(), OPTIONS);
        Stream<PictureOutcome> given = detector.detectAll(sources.stream(), ResultOrder.AS_GIVEN);
        Stream<PictureOutcome> ready = detector.detectAll(sources.stream(), ResultOrder.AS_READY)) {
      assertThat(ready.filter(PictureOutcome.Detected.class::isInstance).toList())
          .containsExactlyInAnyOrderElementsOf(
              given.filter(PictureOutcome.Detected.class::isInstance).toList());
    }
  }

  @Test
  void hasNothingToGiveForNoPictures() {
    try (SmileDetector detector = detector(new CountingFinder(), OPTIONS)) {
      assertThat(detector.detectAll(Stream.empty(), ResultOrder.AS_GIVEN)).isEmpty();
    }
  }

  @Test
  void runsAheadOfTheCallerByNoMoreThanItsPermits() throws InterruptedException {
    AtomicInteger taken = new AtomicInteger();
    Stream<PictureSource> endless =
        Stream.generate(() -> picture(10 + taken.getAndIncrement() % 50));
    try (SmileDetector detector = detector(new CountingFinder(), OPTIONS);
        Stream<PictureOutcome> outcomes = detector.detectAll(endless, ResultOrder.AS_GIVEN)) {
      Iterator<PictureOutcome> results = outcomes.iterator();
      int permits = 2 * 3 * 4;
      for (int i = 0; i < 30; i++) {
        results.next();
        assertThat(taken.get()).isLessThanOrEqualTo(i + 1 + permits + 1);
      }
      Thread.sleep(100);
      assertThat(taken.get()).isLessThanOrEqualTo(30 + permits + 1);
    }
  }

  @Test
  void holdsNoResultBackWhileItsSourceIsSilent() throws InterruptedException {
    BlockingQueue<PictureSource> camera = new LinkedBlockingQueue<>();
    Stream<PictureSource> live =
        Stream.generate(
            () -> {
              try {
                return camera.take();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    try (SmileDetector detector = detector(new CountingFinder(), OPTIONS.withBatchSize(1000));
        Stream<PictureOutcome> outcomes = detector.detectAll(live, ResultOrder.AS_GIVEN)) {
      Iterator<PictureOutcome> results = outcomes.iterator();
      for (int i = 11; i < 20; i++) {
        PictureSource frame = picture(i);
        camera.put(frame);
        assertThat(results.next().source()).isEqualTo(frame);
      }
    }
  }

  @Test
  void endsEarlyWhenItIsClosed() {
    try (SmileDetector detector = detector(new CountingFinder(), OPTIONS)) {
      AtomicInteger closed = new AtomicInteger();
      Stream<PictureSource> endless =
          Stream.generate(() -> picture(12)).onClose(closed::incrementAndGet);
      try (Stream<PictureOutcome> outcomes = detector.detectAll(endless, ResultOrder.AS_READY)) {
        assertThat(outcomes.limit(5)).hasSize(5);
      }
      assertThat(closed).hasValue(1);
    }
  }

  @Test
  void stopsWhenItIsCancelledOrItsTimeIsOver() {
    try (SmileDetector detector = detector(new CountingFinder(), OPTIONS)) {
      Cancellation cancellation = Cancellation.onRequest();
      try (Stream<PictureOutcome> outcomes =
          detector.detectAll(
              Stream.generate(() -> picture(12)),
              ResultOrder.AS_GIVEN,
              cancellation,
              (outcome, picture) -> outcome)) {
        Iterator<PictureOutcome> results = outcomes.iterator();
        results.next();
        cancellation.cancel();
        assertThatThrownBy(() -> results.forEachRemaining(result -> {}))
            .isExactlyInstanceOf(StoppedException.class);
      }
      Cancellation late = Cancellation.after(Duration.ZERO);
      assertThatThrownBy(() -> detector.detect(picture(12), late))
          .isInstanceOf(DeadlineException.class)
          .hasMessageContaining("0 ms");
      try (Stream<PictureOutcome> outcomes =
          detector.detectAll(
              Stream.generate(() -> picture(12)),
              ResultOrder.AS_GIVEN,
              Cancellation.after(Duration.ofMillis(50)),
              (outcome, picture) -> outcome)) {
        assertThatThrownBy(() -> outcomes.forEach(result -> {}))
            .isInstanceOf(DeadlineException.class);
      }
    }
  }

  @Test
  void calledOffBetweenFindingAndJudging() {
    Cancellation cancellation = Cancellation.onRequest();
    CountingFinder cancels =
        new CountingFinder() {
          @Override
          public List<Face> find(Picture picture, int smallestPx) {
            cancellation.cancel();
            return super.find(picture, smallestPx);
          }
        };
    try (SmileDetector detector = detector(cancels, OPTIONS)) {
      assertThatThrownBy(() -> detector.detect(picture(13), cancellation))
          .isInstanceOf(StoppedException.class);
      assertThat(detector.detect(picture(13)).faces()).hasSize(1);
    }
  }

  @Test
  void passesOnWhatTheHandlerOrTheSourceThrows() {
    try (SmileDetector detector = detector(new CountingFinder(), OPTIONS)) {
      try (Stream<String> results =
          detector.detectAll(
              mixed(20).stream(),
              ResultOrder.AS_GIVEN,
              Cancellation.onRequest(),
              (outcome, picture) -> {
                throw new IllegalArgumentException("no such folder");
              })) {
        assertThatThrownBy(results::toList).hasMessage("no such folder");
      }
      Stream<PictureSource> ends =
          IntStream.range(0, 9)
              .mapToObj(
                  i -> {
                    if (i == 8) {
                      throw new UncheckedIOException(new IOException("the disk is gone"));
                    }
                    return picture(20 + i);
                  });
      try (Stream<PictureOutcome> outcomes = detector.detectAll(ends, ResultOrder.AS_GIVEN)) {
        assertThatThrownBy(outcomes::toList).hasMessageContaining("the disk is gone");
      }
    }
  }

  @Test
  void handsTheHandlerThePixelsOfWhatCouldBeRead() {
    try (SmileDetector detector = detector(new CountingFinder(), OPTIONS);
        Stream<Optional<Integer>> widths =
            detector.detectAll(
                mixed(50).stream(),
                ResultOrder.AS_GIVEN,
                Cancellation.onRequest(),
                (outcome, picture) -> picture.map(read -> read.pixels().widthPx()))) {
      List<Optional<Integer>> expected = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        expected.add(i % 7 == 3 ? Optional.empty() : Optional.of(10 + i));
      }
      assertThat(widths.toList()).isEqualTo(expected);
    }
  }

  @Test
  void judgesFacesOfManyPicturesTogether() {
    try (SmileDetector detector = detector(new CountingFinder(), OPTIONS)) {
      Judging judging = detector.newJudging();
      List<Long> done = new ArrayList<>();
      // Two, one and three faces, in batches of four.
      int[] widths = {14, 13, 15};
      for (int i = 0; i < widths.length; i++) {
        PendingPicture picture = detector.readAndSought(i, picture(widths[i]));
        judging.add(picture, 1);
        judging.handOver(complete -> done.add(complete.number()));
        assertThat(done).hasSize(i < 2 ? 0 : 2);
      }
      assertThat(judging.pendingPixels()).isEqualTo(15 * 4);
      judging.judge();
      judging.handOver(complete -> done.add(complete.number()));
      assertThat(done).containsExactly(0L, 1L, 2L);
    }
  }

  @Test
  void oneFaultOfOursDoesNotStopTheOtherPictures() {
    CountingFinder fails =
        new CountingFinder() {
          @Override
          public List<Face> find(Picture picture, int smallestPx) {
            if (picture.widthPx() == 20) {
              throw new ArithmeticException("a bug");
            }
            return super.find(picture, smallestPx);
          }
        };
    try (SmileDetector detector = detector(fails, OPTIONS);
        Stream<PictureOutcome> outcomes =
            detector.detectAll(
                IntStream.range(18, 23).mapToObj(DetectAllTest::picture), ResultOrder.AS_GIVEN)) {
      List<PictureOutcome> all = outcomes.toList();
      assertThat(all).hasSize(5);
      assertThat(all.get(2))
          .isInstanceOfSatisfying(
              PictureOutcome.Failed.class,
              failed -> {
                assertThat(failed.error().kind()).isEqualTo(PictureException.Kind.OUR_FAULT);
                assertThat(failed.error()).hasMessageContaining("picture of 20");
              });
      assertThat(all.get(3)).isInstanceOf(PictureOutcome.Detected.class);
    }
  }

  @Test
  void noErrorOfOnePictureStopsTheOthers() {
    CountingFinder fails =
        new CountingFinder() {
          @Override
          public List<Face> find(Picture picture, int smallestPx) {
            if (picture.widthPx() == 20) {
              throw new OutOfMemoryError("Java heap space");
            }
            // A face that no crop can be made of: its middle overflows.
            return picture.widthPx() == 21
                ? List.of(
                    new Face(new Box(0, 0, 4, 4), 1),
                    new Face(new Box(Double.MAX_VALUE, 0, Double.MAX_VALUE, 4), 1))
                : super.find(picture, smallestPx);
          }
        };
    try (SmileDetector detector = detector(fails, OPTIONS);
        Stream<PictureOutcome> outcomes =
            detector.detectAll(
                IntStream.range(19, 40).mapToObj(DetectAllTest::picture), ResultOrder.AS_GIVEN)) {
      List<PictureOutcome> all = outcomes.toList();
      assertThat(all).hasSize(21);
      assertThat(((PictureOutcome.Failed) all.get(1)).error().kind())
          .isEqualTo(PictureException.Kind.TOO_LARGE);
      assertThat(((PictureOutcome.Failed) all.get(2)).error().kind())
          .isEqualTo(PictureException.Kind.OUR_FAULT);
      assertThat(all.stream().filter(PictureOutcome.Failed.class::isInstance)).hasSize(2);
      assertThat(all.get(3)).isInstanceOf(PictureOutcome.Detected.class);
    }
  }

  @Test
  void endsEvenIfAnInterruptIsSwallowed() {
    CountingFinder swallows =
        new CountingFinder() {
          @Override
          public List<Face> find(Picture picture, int smallestPx) {
            try {
              Thread.sleep(20);
            } catch (InterruptedException e) {
              return List.of();
            }
            return super.find(picture, smallestPx);
          }
        };
    try (SmileDetector detector = detector(swallows, OPTIONS);
        Stream<PictureOutcome> outcomes =
            detector.detectAll(Stream.generate(() -> picture(12)), ResultOrder.AS_READY)) {
      assertThat(outcomes.limit(2)).hasSize(2);
    }
  }

  /** Finds a face for every 6 columns' remainder, one row apart. */
  private static class CountingFinder implements FaceFinder {
    @Override
    public String name() {
      return "counting";
    }

    @Override
    public List<Face> find(Picture picture, int smallestPx) {
      return IntStream.range(0, picture.widthPx() % 6)
          .mapToObj(i -> new Face(new Box(i, 0, 4, 4), 1 - i / 10.0))
          .toList();
    }

    @Override
    public void close() {}
  }
}
