package io.github.smiledetector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DeadlineException;
import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
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
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class DetectionQueueTest {
  private static final Duration LONG = Duration.ofHours(1);

  /** A picture without a face, at which the finder waits until it is released. */
  private static final int PLUG = 120;

  private final ScriptedFinder finder = new ScriptedFinder();
  private final List<CompletableFuture<PictureSmiles>> answers = new CopyOnWriteArrayList<>();
  private final List<DetectionQueue> queues = new ArrayList<>();
  private SmileDetector detector = detector(LinearNetwork.onnx("colour"), 2);

  private SmileDetector detector(byte[] network, int batchSize) {
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
        ModelBundle.of(description, network),
        DetectorOptions.DEFAULT
            .withFinder(() -> finder)
            .withBatchSize(batchSize)
            .withSmallestFacePx(1));
  }

  @AfterEach
  void close() {
    // First, so that a test that fails ends.
    finder.release.countDown();
    queues.forEach(DetectionQueue::close);
    detector.close();
  }

  private DetectionQueue queue(int workers, int capacity) {
    return queue(workers, capacity, Duration.ZERO);
  }

  private DetectionQueue queue(int workers, int capacity, Duration gathering) {
    DetectionQueue queue = new DetectionQueue(detector, workers, capacity, gathering);
    queues.add(queue);
    return queue;
  }

  /** Of its own width, which is how the finder knows how many faces to find, and its own colour. */
  private static PictureSource picture(int widthPx) {
    return picture(widthPx, widthPx * 7919);
  }

  private static PictureSource picture(int widthPx, int colour) {
    return PictureSource.of(png(widthPx, colour), "picture of " + widthPx);
  }

  private static byte[] png(int widthPx, int colour) {
    BufferedImage image = new BufferedImage(widthPx, 4, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < widthPx; x++) {
      for (int y = 0; y < 4; y++) {
        image.setRGB(x, y, colour);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png.toByteArray();
  }

  private CompletableFuture<PictureSmiles> offered(
      DetectionQueue queue, PictureSource source, Cancellation cancellation) {
    CompletableFuture<PictureSmiles> answer = queue.offer(source, cancellation).orElseThrow();
    answers.add(answer);
    return answer;
  }

  private CompletableFuture<PictureSmiles> offered(DetectionQueue queue, PictureSource source) {
    return offered(queue, source, Cancellation.onRequest());
  }

  private void offer(DetectionQueue queue, PictureSource source, Cancellation cancellation) {
    assertThat(offered(queue, source, cancellation)).isNotNull();
  }

  private void offer(DetectionQueue queue, PictureSource source) {
    offer(queue, source, Cancellation.onRequest());
  }

  /** Has a worker wait, so that what is offered next waits too. */
  private void plug(DetectionQueue queue) throws InterruptedException {
    assertThat(queue.offer(picture(PLUG), Cancellation.onRequest())).isPresent();
    finder.plugged.await();
  }

  private static Throwable failure(CompletableFuture<PictureSmiles> answer)
      throws InterruptedException {
    try {
      throw new AssertionError("no failure but " + answer.get());
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  @Test
  void refusesWhatFindsNoRoom() throws Exception {
    DetectionQueue queue = queue(1, 3);
    plug(queue);
    offer(queue, picture(13));
    offer(queue, picture(14));
    assertThat(queue.offer(picture(15), Cancellation.onRequest())).isEmpty();
    assertThat(queue.waiting()).isEqualTo(2);
    assertThat(queue.working()).isEqualTo(1);
    finder.release.countDown();
    assertThat(answers.get(0).get().faces()).hasSize(1);
    assertThat(answers.get(1).get().faces()).hasSize(2);
    assertThat(queue.waiting()).isZero();
    assertThat(queue.working()).isZero();
    assertThat(offered(queue, picture(16)).get()).isEqualTo(detector.detect(picture(16)));
  }

  @Test
  void countsWhatIsGatheredAsTakenOn() throws Exception {
    DetectionQueue queue = queue(1, 3, LONG);
    plug(queue);
    List<Boolean> taken = new ArrayList<>();
    finder.before =
        width -> {
          if (width == 19) {
            // One is gathered, one is searched: here is the third, and there is no fourth.
            taken.add(queue.offer(picture(25), Cancellation.onRequest()).isPresent());
            taken.add(queue.isFull());
            taken.add(queue.offer(picture(31), Cancellation.onRequest()).isPresent());
          }
        };
    offer(queue, picture(13));
    offer(queue, picture(19));
    finder.release.countDown();
    assertThat(answers.get(1).get().faces()).hasSize(1);
    assertThat(taken).containsExactly(true, true, false);
  }

  @Test
  void looksAtPicturesInTurnInOnePlace() throws Exception {
    DetectionQueue queue = queue(1, 2);
    plug(queue);
    List<CompletableFuture<PictureSmiles>> inTurn =
        queue
            .offerInTurn(List.of(picture(13), picture(14), picture(15)), Cancellation.onRequest())
            .orElseThrow();
    List<Boolean> full = new ArrayList<>();
    finder.before = width -> full.add(queue.isFull());
    assertThat(queue.isFull()).isTrue();
    assertThat(queue.waiting()).isEqualTo(1);
    finder.release.countDown();
    for (CompletableFuture<PictureSmiles> answer : inTurn) {
      answer.get();
    }
    assertThat(finder.searched).containsExactly(PLUG, 13, 14, 15);
    // Alone in the queue: there is room for another beside them.
    assertThat(full).containsExactly(false, false, false);
    finder.before = width -> {};
    for (int i = 0; i < 3; i++) {
      assertThat(inTurn.get(i).get()).isEqualTo(detector.detect(picture(13 + i)));
    }
    assertThat(queue.working()).isZero();
    assertThat(queue.waiting()).isZero();
  }

  @Test
  void letsNobodyGetBetweenPicturesThatAreLookedAtInTurn() throws Exception {
    DetectionQueue queue = queue(1, 2);
    plug(queue);
    offer(queue, picture(13));
    assertThat(queue.offerInTurn(List.of(picture(14), picture(15)), Cancellation.onRequest()))
        .isEmpty();
    finder.release.countDown();
    assertThat(answers.get(0).get().faces()).hasSize(1);

    List<Boolean> taken = new ArrayList<>();
    finder.before =
        width -> {
          while (queue.offer(picture(PLUG + 6), Cancellation.onRequest()).isPresent()) {
            taken.add(true);
          }
        };
    List<CompletableFuture<PictureSmiles>> inTurn =
        queue
            .offerInTurn(List.of(picture(14), picture(15), picture(16)), Cancellation.onRequest())
            .orElseThrow();
    for (int i = 0; i < 3; i++) {
      assertThat(inTurn.get(i).get().faces()).hasSize(2 + i);
    }
    assertThat(taken).isNotEmpty();
  }

  @Test
  void dropsAllPicturesInTurnThatAreCalledOff() throws Exception {
    DetectionQueue queue = queue(1, 2);
    plug(queue);
    Cancellation cancellation = Cancellation.onRequest();
    List<CompletableFuture<PictureSmiles>> inTurn =
        queue
            .offerInTurn(List.of(picture(13), picture(14), picture(15)), cancellation)
            .orElseThrow();
    cancellation.cancel();
    CompletableFuture<PictureSmiles> next = offered(queue, picture(16));
    for (CompletableFuture<PictureSmiles> answer : inTurn) {
      assertThat(failure(answer)).isExactlyInstanceOf(StoppedException.class);
    }
    finder.release.countDown();
    assertThat(next.get().faces()).hasSize(4);
    assertThat(finder.searched).containsExactly(PLUG, 16);
  }

  @Test
  void answersPicturesInTurnBeforeItIsClosed() throws Exception {
    DetectionQueue queue = queue(2, 2);
    List<CompletableFuture<PictureSmiles>> inTurn =
        queue
            .offerInTurn(List.of(picture(13), picture(14), picture(15)), Cancellation.onRequest())
            .orElseThrow();
    queue.close();
    for (int i = 0; i < 3; i++) {
      assertThat(inTurn.get(i).get().faces()).hasSize(1 + i);
    }
  }

  @Test
  void takesOnWhatItsWorkersCanBeginWhereNoneMayWait() throws Exception {
    DetectionQueue queue = queue(2, 2);
    for (int i = 0; i < 100; i++) {
      CompletableFuture<PictureSmiles> one = offered(queue, picture(13));
      CompletableFuture<PictureSmiles> other = offered(queue, picture(14));
      assertThat(one.get().faces()).hasSize(1);
      assertThat(other.get().faces()).hasSize(2);
    }
  }

  @Test
  void answersAllThatItAcceptedBeforeItIsClosed() throws Exception {
    DetectionQueue queue = queue(1, 11);
    plug(queue);
    for (int i = 0; i < 10; i++) {
      offer(queue, picture(10 + i));
    }
    Thread closer = new Thread(queue::close, "closer");
    closer.start();
    while (closer.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertThat(answers).noneMatch(Future::isDone);
    finder.release.countDown();
    closer.join();
    for (int i = 0; i < 10; i++) {
      assertThat(answers.get(i)).isDone();
      assertThat(answers.get(i).get()).isEqualTo(detector.detect(picture(10 + i)));
    }
    assertThat(queue.offer(picture(13), Cancellation.onRequest())).isEmpty();
    queue.close();
    assertThat(detector.detect(picture(13)).faces()).hasSize(1);
  }

  @Test
  void judgesFacesOfWaitingPicturesTogether() throws Exception {
    List<List<Boolean>> done = new ArrayList<>();
    DetectionQueue queue = queue(1, 11, LONG);
    plug(queue);
    finder.before = width -> done.add(answers.stream().map(Future::isDone).toList());
    for (int width : new int[] {13, 19, 25}) {
      offer(queue, picture(width));
    }
    finder.release.countDown();
    for (CompletableFuture<PictureSmiles> answer : answers) {
      answer.get();
    }
    // The second face fills the batch; the third waits for nobody.
    assertThat(done)
        .containsExactly(
            List.of(false, false, false), List.of(false, false, false), List.of(true, true, false));
    finder.before = width -> {};
    assertThat(answers.get(0).get()).isEqualTo(detector.detect(picture(13)));
    assertThat(answers.get(1).get()).isEqualTo(detector.detect(picture(19)));
    assertThat(answers.get(2).get()).isEqualTo(detector.detect(picture(25)));
    assertThat(answers.get(0).get().faces().get(0).probability())
        .isNotEqualTo(answers.get(1).get().faces().get(0).probability());
  }

  @Test
  void letsNoFaceWaitForPicturesForLong() throws Exception {
    assertThat(answeredBeforeTheNext(Duration.ZERO, picture(13))).isTrue();
    assertThat(answeredBeforeTheNext(LONG, picture(13))).isFalse();
  }

  @Test
  void keepsNoLargePictureForOthers() throws Exception {
    PictureSource large =
        PictureSource.of(new BufferedImage(1201, 1700, BufferedImage.TYPE_INT_RGB), "large");
    assertThat(answeredBeforeTheNext(LONG, large)).isTrue();
  }

  /** Whether a waiting picture of one face is answered before another, waiting too, is searched. */
  private boolean answeredBeforeTheNext(Duration gathering, PictureSource first) throws Exception {
    finder.plugged = new CountDownLatch(1);
    finder.release = new CountDownLatch(1);
    answers.clear();
    List<Boolean> done = new ArrayList<>();
    try (DetectionQueue queue = new DetectionQueue(detector, 1, 11, gathering)) {
      plug(queue);
      finder.before = width -> done.add(answers.get(0).isDone());
      offer(queue, first);
      offer(queue, picture(19));
      finder.release.countDown();
    }
    assertThat(done).hasSize(2).startsWith(false);
    return done.get(1);
  }

  @Test
  void dropsWhatIsCalledOffOrLateBeforeItIsSearched() throws Exception {
    DetectionQueue queue = queue(1, 11);
    plug(queue);
    Cancellation cancelled = Cancellation.onRequest();
    final var calledOff = offered(queue, picture(13), cancelled);
    final var late = offered(queue, picture(14), Cancellation.after(Duration.ZERO));
    final var unwanted = offered(queue, picture(15));
    Cancellation whileRead = Cancellation.onRequest();
    ByteArrayInputStream cancels =
        new ByteArrayInputStream(png(16, 0)) {
          @Override
          public synchronized int read(byte[] into, int offset, int length) {
            whileRead.cancel();
            return super.read(into, offset, length);
          }
        };
    final var calledOffWhileRead = offered(queue, PictureSource.of(cancels, "cancels"), whileRead);
    cancelled.cancel();
    unwanted.cancel(false);
    finder.release.countDown();
    assertThat(failure(calledOff)).isExactlyInstanceOf(StoppedException.class);
    assertThat(failure(late)).isInstanceOf(DeadlineException.class);
    assertThat(failure(calledOffWhileRead)).isExactlyInstanceOf(StoppedException.class);
    assertThat(offered(queue, picture(17)).get().faces()).hasSize(5);
    assertThat(finder.searched).containsExactly(PLUG, 17);
    assertThat(queue.working()).isZero();
  }

  @Test
  void dropsWhatIsCalledOffBeforeItIsJudged() throws Exception {
    DetectionQueue queue = queue(1, 11, LONG);
    plug(queue);
    Cancellation whileSought = Cancellation.onRequest();
    Cancellation whileGathered = Cancellation.onRequest();
    finder.before =
        width -> {
          if (width == 13) {
            whileSought.cancel();
          } else if (width == 25) {
            whileGathered.cancel();
          }
        };
    offer(queue, picture(13), whileSought);
    offer(queue, picture(19), whileGathered);
    // No face, so the batch does not fill.
    offer(queue, picture(24));
    offer(queue, PictureSource.of(new byte[] {1}, "broken"));
    offer(queue, picture(25), whileGathered);
    finder.release.countDown();
    assertThat(failure(answers.get(0))).isExactlyInstanceOf(StoppedException.class);
    assertThat(failure(answers.get(1))).isExactlyInstanceOf(StoppedException.class);
    assertThat(answers.get(2).get().faces()).isEmpty();
    assertThat(failure(answers.get(4))).isExactlyInstanceOf(StoppedException.class);
    assertThat(offered(queue, picture(31)).get()).isEqualTo(detector.detect(picture(31)));
    assertThat(queue.working()).isZero();
  }

  @Test
  void givesAwayThePlaceOfWhatIsCalledOff() throws Exception {
    DetectionQueue queue = queue(1, 2);
    plug(queue);
    Cancellation cancellation = Cancellation.onRequest();
    CompletableFuture<PictureSmiles> calledOff = offered(queue, picture(13), cancellation);
    assertThat(queue.offer(picture(14), Cancellation.onRequest())).isEmpty();
    cancellation.cancel();
    CompletableFuture<PictureSmiles> next = offered(queue, picture(14));
    assertThat(failure(calledOff)).isExactlyInstanceOf(StoppedException.class);
    finder.release.countDown();
    assertThat(next.get().faces()).hasSize(2);
  }

  @Test
  void failsOneBadPictureAlone() throws Exception {
    DetectionQueue queue = queue(1, 11, LONG);
    plug(queue);
    finder.before =
        width -> {
          if (width == 14) {
            throw new OutOfMemoryError("Java heap space");
          } else if (width == 15) {
            throw new StackOverflowError();
          }
        };
    offer(queue, picture(13));
    offer(queue, PictureSource.of(new byte[] {1, 2, 3}, "broken"));
    offer(queue, picture(14));
    offer(queue, picture(15));
    // A face that no crop can be made of.
    offer(queue, picture(ScriptedFinder.ENDLESS_FACE));
    offer(queue, picture(19));
    finder.release.countDown();
    assertThat(answers.get(0).get().faces()).hasSize(1);
    assertThat(kind(1)).isEqualTo(PictureException.Kind.UNKNOWN_FORMAT);
    assertThat(kind(2)).isEqualTo(PictureException.Kind.TOO_LARGE);
    assertThat(kind(3)).isEqualTo(PictureException.Kind.OUR_FAULT);
    assertThat(kind(4)).isEqualTo(PictureException.Kind.OUR_FAULT);
    assertThat(answers.get(5).get()).isEqualTo(detector.detect(picture(19)));
    assertThat(queue.working()).isZero();
  }

  private PictureException.Kind kind(int answer) throws InterruptedException {
    return ((PictureException) failure(answers.get(answer))).kind();
  }

  @Test
  void goesOnAfterABatchThatTheModelFailedOn() throws Exception {
    detector.close();
    finder.closed = false;
    detector = detector(LinearNetwork.onnxForBlackAlone("colour"), 3);
    DetectionQueue queue = queue(1, 11, LONG);
    plug(queue);
    offer(queue, picture(13, 0));
    offer(queue, picture(19, 0xFFFFFF));
    finder.release.countDown();
    assertThat(failure(answers.get(0))).isInstanceOf(ModelException.class);
    assertThat(failure(answers.get(1))).isInstanceOf(ModelException.class);
    assertThat(offered(queue, picture(13, 0)).get().faces()).hasSize(1);
    // Here the batch is full while the picture is added.
    CompletableFuture<PictureSmiles> full = offered(queue, picture(15, 0xFFFFFF));
    assertThat(failure(full)).isInstanceOf(ModelException.class);
    assertThat(offered(queue, picture(15, 0)).get().faces()).hasSize(3);
    assertThat(queue.working()).isZero();
  }

  @Test
  void saysThatTheDetectorIsClosed() throws Exception {
    DetectionQueue queue = queue(1, 11);
    detector.close();
    assertThat(failure(offered(queue, picture(13)))).isInstanceOf(IllegalStateException.class);
    assertThat(failure(offered(queue, picture(13)))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void answersManyCallersAsDetectWould() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(16);
    try (DetectionQueue queue = new DetectionQueue(detector, 3, 1000)) {
      List<Future<PictureSmiles>> asked = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        int width = 10 + i % 90;
        asked.add(
            callers.submit(
                () -> queue.offer(picture(width), Cancellation.onRequest()).orElseThrow().get()));
      }
      List<PictureSmiles> expected =
          IntStream.range(0, 90).mapToObj(i -> detector.detect(picture(10 + i))).toList();
      for (int i = 0; i < asked.size(); i++) {
        assertThat(asked.get(i).get()).isEqualTo(expected.get(i % 90));
      }
      assertThat(queue.working()).isZero();
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void refusesNumbersOutOfRange() {
    assertThatThrownBy(() -> new DetectionQueue(detector, 0, 1))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("1 to 1024, not 0");
    DetectionQueue queue = queue(1, 1);
    assertThatThrownBy(() -> queue.offerInTurn(List.of(), Cancellation.onRequest()))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("at least one");
    assertThatThrownBy(() -> new DetectionQueue(detector, 2, 1))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("not 1");
  }

  /** Finds a face for every 6 columns' remainder, side by side. */
  private static final class ScriptedFinder implements FaceFinder {
    private static final int ENDLESS_FACE = 200;

    private final List<Integer> searched = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch plugged = new CountDownLatch(1);
    private volatile CountDownLatch release = new CountDownLatch(1);
    private volatile IntConsumer before = width -> {};
    private volatile boolean closed;

    @Override
    public String name() {
      return "scripted";
    }

    @Override
    public List<Face> find(Picture picture, int smallestPx) {
      if (closed) {
        throw new IllegalStateException("closed");
      }
      int width = picture.widthPx();
      searched.add(width);
      if (width == PLUG) {
        plugged.countDown();
        try {
          release.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        return List.of();
      }
      before.accept(width);
      if (width == ENDLESS_FACE) {
        return List.of(new Face(new Box(Double.MAX_VALUE, 0, Double.MAX_VALUE, 4), 1));
      }
      return IntStream.range(0, width % 6)
          .mapToObj(i -> new Face(new Box(i, 0, 4, 4), 1 - i / 10.0))
          .toList();
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
