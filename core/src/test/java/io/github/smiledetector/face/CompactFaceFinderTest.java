package io.github.smiledetector.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import io.github.smiledetector.inference.LinearNetwork;
import io.github.smiledetector.inference.OpenNatives;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * With a network that takes red cells for faces, as {@code make_models.py} says, and with the one
 * inside.
 */
class CompactFaceFinderTest {
  private static final double CLOSE = 1e-4;

  @TempDir Path folder;
  private long openBefore;

  private Path file(String network) {
    try {
      return Files.write(folder.resolve(network + ".onnx"), LinearNetwork.onnx(network));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CompactFaceFinder redCells() {
    return CompactFaceFinder.open(file("compact-cells"));
  }

  private static Picture black(int widthPx, int heightPx) {
    return new Picture(widthPx, heightPx, 3, new byte[3 * widthPx * heightPx]);
  }

  private static void paint(
      Picture picture, int left, int top, int sidePx, int red, int green, int blue) {
    for (int y = top; y < top + sidePx; y++) {
      for (int x = left; x < left + sidePx; x++) {
        int at = (y * picture.widthPx() + x) * 3;
        picture.pixels()[at] = (byte) red;
        picture.pixels()[at + 1] = (byte) green;
        picture.pixels()[at + 2] = (byte) blue;
      }
    }
  }

  private static void liesAt(Face face, double centreX, double centreY) {
    Box box = face.box();
    assertThat(box.centreX()).isCloseTo(centreX, within(CLOSE));
    assertThat(box.centreY()).isCloseTo(centreY, within(CLOSE));
    assertThat(box.width()).isCloseTo(8 * Math.exp(0.5), within(CLOSE));
    assertThat(box.height()).isCloseTo(8 * Math.exp(-0.25), within(CLOSE));
  }

  @BeforeEach
  void counts() {
    openBefore = OpenNatives.count();
  }

  @AfterEach
  void leavesNothingOpen() {
    assertThat(OpenNatives.count()).isEqualTo(openBefore);
  }

  @ParameterizedTest
  @CsvSource({"100, 70", "64, 32", "57, 32", "480, 31", "640, 33"})
  void findsWhatTheNetworkSeesWhereItLies(int widthPx, int heightPx) {
    Picture picture = black(widthPx, heightPx);
    paint(picture, 48, 24, 7, 255, 0, 0);
    try (CompactFaceFinder finder = redCells()) {
      List<Face> faces = finder.find(picture, 20);
      assertThat(faces).hasSize(1);
      liesAt(faces.get(0), 52, 28);
      double logit = 20 * 49 / 64.0 - 10;
      assertThat(faces.get(0).score()).isCloseTo(1 / (1 + Math.exp(-logit)), within(1e-6));
      List<Point> points = faces.get(0).landmarks().orElseThrow().all();
      for (int i = 0; i < points.size(); i++) {
        assertThat(points.get(i).x()).isCloseTo(52 + i, within(CLOSE));
        assertThat(points.get(i).y()).isCloseTo(28 - 2 * i, within(CLOSE));
      }
    }
  }

  /** The places are YuNet's. What it is less sure of changes from one training to the next. */
  @ParameterizedTest
  @CsvSource({
    "astronaut_eileen_collins.png, 178, 63, 90, 113",
    "grace_hopper.jpg, 183, 120, 170, 212"
  })
  void theOneInsideFindsTheFaceOfASamplePhoto(
      String photo, double x, double y, double width, double height) {
    try (CompactFaceFinder finder = CompactFaceFinder.embedded(0.75)) {
      List<Face> faces = finder.find(PictureReader.read(Path.of("../samples", photo)), 20);
      assertThat(faces).hasSize(1);
      Box box = faces.get(0).box();
      assertThat(box.intersectionOverUnion(new Box(x, y, width, height))).isGreaterThan(0.5);
      Landmarks points = faces.get(0).landmarks().orElseThrow();
      assertThat(points.all())
          .allSatisfy(
              point -> {
                assertThat(point.x()).isBetween(box.x(), box.x() + box.width());
                assertThat(point.y()).isBetween(box.y(), box.y() + box.height());
              });
      assertThat(points.leftEye().x()).isLessThan(points.rightEye().x());
      assertThat(Math.max(points.leftEye().y(), points.rightEye().y()))
          .isLessThan(Math.min(points.mouthLeft().y(), points.mouthRight().y()));
    }
  }

  @Test
  void givesTheNetworkRedGreenAndBlueInThisOrder() {
    Picture picture = black(64, 64);
    paint(picture, 16, 8, 8, 255, 255, 0);
    paint(picture, 40, 8, 8, 255, 0, 255);
    paint(picture, 16, 40, 8, 0, 255, 255);
    try (CompactFaceFinder finder = redCells()) {
      List<Face> faces = finder.find(picture, 20);
      assertThat(faces).hasSize(2);
      liesAt(faces.get(0), 20 + 2, 12);
      liesAt(faces.get(1), 44, 12 + 4);
    }
  }

  @Test
  void seesGreyAsEqualColours() {
    byte[] pixels = new byte[40 * 33];
    for (int i = 0; i < 64; i++) {
      pixels[(8 + i / 8) * 40 + 16 + i % 8] = (byte) 255;
    }
    try (CompactFaceFinder finder = redCells()) {
      List<Face> faces = finder.find(new Picture(40, 33, 1, pixels), 20);
      assertThat(faces).hasSize(1);
      liesAt(faces.get(0), 20 + 2, 12 + 4);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void looksAtASmallerPictureWhereOnlyLargeFacesAreAskedFor(int channels) {
    byte[] pixels = new byte[1000 * 700 * channels];
    for (int i = 0; i < pixels.length; i += channels) {
      int x = i / channels % 1000;
      int y = i / channels / 1000;
      pixels[i] = (byte) (x >= 160 && x < 240 && y >= 320 && y < 400 ? 255 : 0);
    }
    try (CompactFaceFinder finder = redCells()) {
      List<Face> faces = finder.find(new Picture(1000, 700, channels, pixels), 200);
      assertThat(faces).hasSize(1);
      double grey = channels == 1 ? 1 : 0;
      assertThat(faces.get(0).box().centreX()).isCloseTo(200 + 20 * grey, within(1e-2));
      assertThat(faces.get(0).box().centreY()).isCloseTo(360 + 40 * grey, within(1e-2));
      assertThat(faces.get(0).box().width()).isCloseTo(80 * Math.exp(0.5), within(1e-2));
    }
  }

  @Test
  void findsInAllPartsOfALargePictureInItsPixels() {
    Picture picture = black(1701, 1303);
    int[][] spots = {{0, 0}, {500, 40}, {601, 611}, {1157, 903}, {1685, 1287}};
    for (int[] spot : spots) {
      paint(picture, spot[0], spot[1], 16, 255, 0, 0);
    }
    try (CompactFaceFinder finder = redCells()) {
      List<Face> faces = finder.find(picture, 20);
      for (int[] spot : spots) {
        assertThat(faces).as("at %d, %d", spot[0], spot[1]).anyMatch(face -> liesOn(face, spot));
      }
      for (Face face : faces) {
        assertThat(List.of(spots)).anyMatch(spot -> liesOn(face, spot));
      }
    }
  }

  private static boolean liesOn(Face face, int[] spot) {
    return Math.abs(face.box().centreX() - spot[0] - 8) <= 8
        && Math.abs(face.box().centreY() - spot[1] - 8) <= 8;
  }

  @Test
  void givesMoreFacesWithALowerThreshold() {
    Picture picture = black(64, 32);
    paint(picture, 16, 8, 8, 255, 0, 0);
    paint(picture, 40, 8, 8, 120, 0, 0);
    double score = 1 / (1 + Math.exp(10 - 20 * 120 / 255.0));
    try (CompactFaceFinder usual = redCells();
        CompactFaceFinder low = CompactFaceFinder.open(file("compact-cells"), score - 1e-5);
        CompactFaceFinder lessLow = CompactFaceFinder.open(file("compact-cells"), score + 1e-5);
        CompactFaceFinder all = CompactFaceFinder.open(file("compact-cells"), 0);
        CompactFaceFinder none = CompactFaceFinder.open(file("compact-cells"), 1)) {
      assertThat(usual.find(picture, 20)).hasSize(1);
      assertThat(lessLow.find(picture, 20)).hasSize(1);
      assertThat(low.find(picture, 20)).hasSize(2);
      assertThat(all.find(picture, 20)).hasSizeGreaterThan(10);
      assertThat(none.find(picture, 20)).isEmpty();
    }
  }

  @Test
  void answersAlikeFromSeveralThreads() throws Exception {
    Picture picture = black(300, 200);
    paint(picture, 48, 24, 8, 255, 0, 0);
    paint(picture, 248, 120, 8, 200, 0, 0);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (CompactFaceFinder finder = redCells()) {
      List<Face> expected = finder.find(picture, 20);
      assertThat(expected).hasSize(2);
      Callable<List<Face>> call = () -> finder.find(picture, 20);
      for (Future<List<Face>> found : threads.invokeAll(Collections.nCopies(40, call))) {
        assertThat(found.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void refusesToSearchOnceClosed() {
    CompactFaceFinder finder = redCells();
    finder.close();
    finder.close();
    assertThatThrownBy(() -> finder.find(black(9, 9), 20))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void saysWhatItExpectsOfAFileThatIsNoFinder() throws IOException {
    Path missing = folder.resolve("none.onnx");
    assertThatThrownBy(() -> CompactFaceFinder.open(missing))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no file " + missing);
    Path words = Files.writeString(folder.resolve("words.onnx"), "no network");
    assertThatThrownBy(() -> CompactFaceFinder.open(words))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(words.toString())
        .hasMessageContaining("10 bytes; expected ONNX");
    Path other = file("bright-cells");
    assertThatThrownBy(() -> CompactFaceFinder.open(other))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(other.toString())
        .hasMessageContaining("expected \"pixels\" float32 [1, 3, N, N]")
        .hasMessageContaining("found \"input\"");
  }

  @Test
  void refusesAThresholdThatIsNoScore() {
    Path file = file("compact-cells");
    for (double threshold : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> CompactFaceFinder.open(file, threshold))
          .isInstanceOf(OptionException.class)
          .hasMessageContaining("0 to 1, not " + threshold);
    }
  }

  @Test
  void doesNotTakeANetworkThatGivesNoNumbersForOneThatSeesNoFaces() {
    try (CompactFaceFinder finder = CompactFaceFinder.open(file("compact-not-a-number"))) {
      assertThatThrownBy(() -> finder.find(black(64, 32), 20))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("not NaN");
    }
  }
}
