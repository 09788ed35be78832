package io.github.smiledetector.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.inference.LinearNetwork;
import io.github.smiledetector.inference.OpenNatives;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.FaceDetectorYN;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** With a network that takes bright blue cells for faces, and with YuNet's where it is there. */
class YuNetFaceFinderTest {
  private static final Path SAMPLES = Path.of("..", "samples");

  @TempDir Path folder;
  private long openBefore;

  private static YuNetFaceFinder brightCells() {
    return new YuNetFaceFinder(LinearNetwork.onnx("bright-cells"), YuNetFaceFinder.SETTINGS);
  }

  private static Picture black(int widthPx, int heightPx) {
    return new Picture(widthPx, heightPx, 3, new byte[3 * widthPx * heightPx]);
  }

  /** Blue, and red where it does not matter. */
  private static void paint(Picture picture, int left, int top, int sidePx) {
    for (int y = top; y < top + sidePx; y++) {
      for (int x = left; x < left + sidePx; x++) {
        picture.pixels()[(y * picture.widthPx() + x) * 3 + 2] = (byte) 255;
      }
    }
  }

  @BeforeEach
  void counts() {
    openBefore = OpenNatives.count();
  }

  @AfterEach
  void leavesNothingOpen() {
    assertThat(OpenNatives.count()).isEqualTo(openBefore);
  }

  @Test
  void findsWhatTheNetworkSeesWhereItLies() {
    Picture picture = black(70, 45);
    paint(picture, 48, 24, 8);
    picture.pixels()[0] = (byte) 255; // red
    try (YuNetFaceFinder finder = brightCells()) {
      List<Face> faces = finder.find(picture, 20);
      assertThat(faces).hasSize(1);
      assertThat(faces.get(0).box()).isEqualTo(new Box(44, 20, 8, 8));
      assertThat(faces.get(0).score()).isCloseTo(1, within(1e-6));
      assertThat(faces.get(0).landmarks().orElseThrow().nose().x()).isEqualTo(48);
      assertThat(faces.get(0).landmarks().orElseThrow().mouthRight().y()).isEqualTo(24);
    }
  }

  @Test
  void seesGreyAsEqualColours() {
    byte[] pixels = new byte[32 * 32];
    for (int i = 0; i < 64; i++) {
      pixels[(8 + i / 8) * 32 + 16 + i % 8] = (byte) 255;
    }
    try (YuNetFaceFinder finder = brightCells()) {
      assertThat(finder.find(new Picture(32, 32, 1, pixels), 20))
          .extracting(Face::box)
          .containsExactly(new Box(12, 4, 8, 8));
    }
  }

  @Test
  void looksAtASmallerPictureWhereOnlyLargeFacesAreAskedFor() {
    Picture picture = black(1000, 700);
    paint(picture, 160, 320, 80);
    try (YuNetFaceFinder finder = brightCells()) {
      assertThat(finder.find(picture, 240))
          .extracting(Face::box)
          .containsExactly(new Box(120, 280, 80, 80));
    }
  }

  @Test
  void looksAtAnEnlargedPictureForVerySmallFaces() {
    Picture picture = black(40, 40);
    paint(picture, 15, 15, 6);
    try (YuNetFaceFinder finder = brightCells()) {
      assertThat(finder.find(picture, 20)).isEmpty();
      assertThat(finder.find(picture, 10)).extracting(Face::box).contains(new Box(14, 14, 4, 4));
    }
  }

  @Test
  void findsInAllPartsOfALargePictureInItsPixels() {
    Picture picture = black(1700, 1300);
    int[][] spots = {{0, 0}, {500, 40}, {601, 611}, {560, 623}, {1157, 903}, {1684, 1284}};
    for (int[] spot : spots) {
      paint(picture, spot[0], spot[1], 16);
    }
    try (YuNetFaceFinder finder = brightCells()) {
      List<Face> faces = finder.find(picture, 20);
      for (int[] spot : spots) {
        assertThat(faces)
            .as("at %d, %d", spot[0], spot[1])
            .anyMatch(face -> liesOn(face.box(), spot));
      }
      for (Face face : faces) {
        assertThat(List.of(spots)).anyMatch(spot -> liesOn(face.box(), spot));
      }
    }
  }

  /** The corner of a cell that is bright for the most part. */
  private static boolean liesOn(Box box, int[] spot) {
    return (box.width() == 8 || box.width() == 16)
        && Math.abs(box.centreX() - spot[0] - 4) <= 8
        && Math.abs(box.centreY() - spot[1] - 4) <= 8;
  }

  @Test
  void answersAlikeFromSeveralThreads() throws Exception {
    Picture picture = black(300, 200);
    paint(picture, 48, 24, 8);
    paint(picture, 248, 120, 8);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (YuNetFaceFinder finder = brightCells()) {
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
    YuNetFaceFinder finder = brightCells();
    finder.close();
    finder.close();
    assertThatThrownBy(() -> finder.find(black(9, 9), 20))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void saysHowToGetAMissingNetworkAndRefusesAnother() throws IOException {
    Path missing = folder.resolve("yunet.onnx");
    assertThatThrownBy(() -> YuNetFaceFinder.open(missing))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(missing.toString())
        .hasMessageContaining("smile models fetch yunet");
    Path other = Files.write(folder.resolve("other.onnx"), LinearNetwork.onnx("bright-cells"));
    assertThatThrownBy(() -> YuNetFaceFinder.open(other))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(other.toString())
        .hasMessageContaining("expected " + YuNetFile.SHA256);
  }

  private static Path yuNet() {
    return Path.of(System.getenv("SMILE_SHARED"), "models", "face_detection_yunet_2026may.onnx");
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "SMILE_SHARED", matches = ".+")
  void givesEyesNoseAndMouthOfTheAstronaut() {
    try (YuNetFaceFinder finder = YuNetFaceFinder.open(yuNet())) {
      List<Face> faces =
          finder.find(PictureReader.read(SAMPLES.resolve("astronaut_eileen_collins.png")), 20);
      assertThat(faces).hasSize(1);
      Landmarks points = faces.get(0).landmarks().orElseThrow();
      assertThat(points.leftEye().x()).isLessThan(points.nose().x());
      assertThat(points.nose().x()).isLessThan(points.rightEye().x());
      assertThat(points.mouthLeft().x()).isLessThan(points.mouthRight().x());
      assertThat(points.nose().y()).isBetween(points.leftEye().y(), points.mouthLeft().y());
    }
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "SMILE_SHARED", matches = ".+")
  void findsWhatOpenCvFindsWithTheSameNetwork() {
    // Of a side that needs no padding, and small enough for one look.
    Picture whole = PictureReader.read(SAMPLES.resolve("astronaut_eileen_collins.png")).rgb();
    byte[] bgr = new byte[352 * 320 * 3];
    byte[] rgb = new byte[bgr.length];
    for (int i = 0; i < bgr.length; i++) {
      int from = ((i / 3 / 352) * whole.widthPx() + 50 + i / 3 % 352) * 3;
      bgr[i] = whole.pixels()[from + 2 - i % 3];
      rgb[i] = whole.pixels()[from + i % 3];
    }
    try (YuNetFaceFinder finder = YuNetFaceFinder.open(yuNet());
        Size size = new Size(352, 320);
        FaceDetectorYN openCv =
            FaceDetectorYN.create(yuNet().toString(), "", size, 0.6f, 0.3f, 5000, 0, 0);
        Mat mat = new Mat(320, 352, opencv_core.CV_8UC3);
        Mat found = new Mat()) {
      mat.data().put(bgr);
      openCv.detect(mat, found);
      List<Face> faces = finder.find(new Picture(352, 320, 3, rgb), 20);
      assertThat(faces).hasSize(found.rows()).hasSize(1);
      float[] values = new float[15];
      try (FloatPointer row = new FloatPointer(found.ptr(0))) {
        row.get(values);
      }
      Face face = faces.get(0);
      assertThat(
              face.box().intersectionOverUnion(new Box(values[0], values[1], values[2], values[3])))
          .isGreaterThan(0.999);
      assertThat(face.landmarks().orElseThrow().leftEye().x()).isCloseTo(values[4], within(0.01));
      assertThat(face.landmarks().orElseThrow().mouthRight().y())
          .isCloseTo(values[13], within(0.01));
      assertThat(face.score()).isCloseTo(values[14], within(1e-4));
    }
  }
}
