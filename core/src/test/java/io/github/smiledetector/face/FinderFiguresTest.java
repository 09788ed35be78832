package io.github.smiledetector.face;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Crop;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.Resampling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.ZipFile;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.FaceDetectorYN;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The figures of the face finders in docs/face-finders.md, on the same pictures: every 33rd photo
 * of LFW, and scenes. A minute or two: {@code mvn test -pl core -Dtest=FinderFiguresTest
 * -Dexcluded.groups=none}.
 */
@Tag("slow")
@EnabledIfEnvironmentVariable(named = "SMILE_SHARED", matches = ".+")
class FinderFiguresTest {
  private static final Path SHARED = Path.of(System.getenv().getOrDefault("SMILE_SHARED", "."));
  private static final int EVERY = 33;

  /** A photo of LFW and where YuNet sees the face in its middle. */
  private record Example(Picture photo, Box face) {
    double longerPx() {
      return Math.max(face.width(), face.height());
    }
  }

  private static final class Share {
    private int hits;
    private int all;

    void add(boolean hit) {
      hits += hit ? 1 : 0;
      all++;
    }

    double value() {
      return hits / (double) all;
    }

    @Override
    public String toString() {
      return String.format("%.1f %% (%d of %d)", 100 * value(), hits, all);
    }
  }

  private static FaceFinder haar;
  private static FaceFinder yuNet;
  private static FaceFinder compact;
  private static List<Example> examples;
  private static List<Picture> scenes;

  @BeforeAll
  static void read() throws IOException {
    haar = new HaarFaceFinder();
    compact = CompactFaceFinder.embedded();
    yuNet = YuNetFaceFinder.open(SHARED.resolve("models/face_detection_yunet_2026may.onnx"));
    examples = new ArrayList<>();
    List<Picture> photos = pictures("lfw-deepfunneled.zip", "", EVERY);
    for (Picture photo : photos) {
      middle(yuNet.find(photo, 20)).ifPresent(face -> examples.add(new Example(photo, face.box())));
    }
    System.out.printf("LFW: YuNet finds %d of %d%n", examples.size(), photos.size());
    scenes = pictures("scenes.zip", "", 1);
  }

  @AfterAll
  static void close() {
    if (haar != null) {
      haar.close();
    }
    if (yuNet != null) {
      yuNet.close();
    }
    if (compact != null) {
      compact.close();
    }
  }

  private static List<Picture> pictures(String archive, String folder, int every)
      throws IOException {
    List<Picture> pictures = new ArrayList<>();
    try (ZipFile zip = new ZipFile(SHARED.resolve("data").resolve(archive).toFile())) {
      List<String> names = HaarFiguresTest.names(zip, folder);
      for (int i = 0; i < names.size(); i += every) {
        pictures.add(HaarFiguresTest.read(zip, names.get(i)).rgb());
      }
    }
    return pictures;
  }

  private static Optional<Face> middle(List<Face> faces) {
    return faces.stream()
        .filter(face -> Math.hypot(face.box().centreX() - 125, face.box().centreY() - 125) < 40)
        .min(
            Comparator.comparingDouble(
                face -> Math.hypot(face.box().centreX() - 125, face.box().centreY() - 125)));
  }

  /**
   * The finders' boxes lie round one middle, but are drawn differently: the found middle lies
   * within half of the true box, and the longer sides differ less than by half.
   */
  private static boolean found(FaceFinder finder, Picture picture, Box truth, int smallestPx) {
    double longer = Math.max(truth.width(), truth.height());
    return finder.find(picture, smallestPx).stream()
        .map(Face::box)
        .anyMatch(
            box ->
                Math.abs(box.centreX() - truth.centreX()) <= truth.width() / 4
                    && Math.abs(box.centreY() - truth.centreY()) <= truth.height() / 4
                    && Math.max(box.width(), box.height()) < 1.5 * longer
                    && Math.max(box.width(), box.height()) > longer / 1.5);
  }

  private static boolean overlaps(FaceFinder finder, Picture picture, Box truth) {
    return finder.find(picture, 20).stream()
        .anyMatch(face -> face.box().intersectionOverUnion(truth) >= 0.5);
  }

  private static Picture picture(float[] values, int widthPx, int heightPx) {
    byte[] pixels = new byte[widthPx * heightPx * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.round(values[i]);
    }
    return new Picture(widthPx, heightPx, 3, pixels);
  }

  @Test
  void smallFacesInScenes() {
    Random random = new Random(5);
    for (int sidePx : new int[] {16, 20, 24, 28, 32, 36, 40, 60}) {
      Share byHaar = new Share();
      Share byYuNet = new Share();
      Share byCompact = new Share();
      Share overlapping = new Share();
      int next = 0;
      for (Example example : examples) {
        double aroundPx = 1.8 * example.longerPx();
        int pastedPx = (int) Math.round(1.8 * sidePx);
        Picture scene;
        do {
          scene = scenes.get(next++ * 7 % scenes.size());
        } while (Math.min(scene.widthPx(), scene.heightPx()) <= 240);
        int left = random.nextInt(scene.widthPx() - pastedPx);
        int top = random.nextInt(scene.heightPx() - pastedPx);
        Box cut =
            new Box(
                example.face().centreX() - aroundPx / 2,
                example.face().centreY() - aroundPx / 2,
                aroundPx,
                aroundPx);
        Picture made = pasted(scene, example.photo(), cut, pastedPx, left, top);
        double scale = pastedPx / aroundPx;
        Box truth =
            new Box(
                left + scale * (example.face().x() - cut.x()),
                top + scale * (example.face().y() - cut.y()),
                scale * example.face().width(),
                scale * example.face().height());
        if (next % 3 == 0) {
          byHaar.add(found(haar, made, truth, 20)); // slow, and not the point
        }
        byYuNet.add(found(yuNet, made, truth, 20));
        byCompact.add(found(compact, made, truth, 20));
        overlapping.add(overlaps(yuNet, made, truth));
      }
      System.out.printf(
          "Pasted faces of %d px: Haar %s, YuNet %s, YuNet with IoU 0.5 %s, compact %s%n",
          sidePx, byHaar, byYuNet, overlapping, byCompact);
      if (sidePx >= 24) {
        assertThat(overlapping.value()).isGreaterThan(0.9);
      }
    }
  }

  private static Picture pasted(
      Picture scene, Picture photo, Box cut, int sidePx, int left, int top) {
    float[] values = Resampling.resample(photo, cut, sidePx, sidePx);
    byte[] pixels = scene.pixels().clone();
    for (int y = 0; y < sidePx; y++) {
      for (int i = 0; i < 3 * sidePx; i++) {
        pixels[((top + y) * scene.widthPx() + left) * 3 + i] =
            (byte) Math.round(values[y * 3 * sidePx + i]);
      }
    }
    return new Picture(scene.widthPx(), scene.heightPx(), 3, pixels);
  }

  @Test
  void turnedPhotos() {
    Resampling.Workspace workspace = new Resampling.Workspace();
    for (int degrees : new int[] {0, 15, 30, 45, 60}) {
      Share byHaar = new Share();
      Share byYuNet = new Share();
      Share byCompact = new Share();
      Share inGrey = new Share();
      for (int i = 0; i < examples.size(); i++) {
        Example example = examples.get(i);
        int turn = i % 2 == 0 ? degrees : -degrees;
        Picture turned =
            picture(
                Resampling.resample(
                    example.photo(), new Crop(125, 125, 250, -turn), 250, workspace),
                250,
                250);
        double cos = Math.cos(Math.toRadians(turn));
        double sin = Math.sin(Math.toRadians(turn));
        double x = example.face().centreX() - 125;
        double y = example.face().centreY() - 125;
        double side = example.longerPx();
        Box truth =
            new Box(
                125 + x * cos - y * sin - side / 2, 125 + x * sin + y * cos - side / 2, side, side);
        if (i % 3 == 0) {
          byHaar.add(found(haar, turned, truth, 20));
        }
        byYuNet.add(found(yuNet, turned, truth, 20));
        byCompact.add(found(compact, turned, truth, 20));
        inGrey.add(found(yuNet, turned.grey(), truth, 20));
      }
      System.out.printf(
          "LFW turned by %d degrees: Haar %s, YuNet %s, in grey %s, compact %s%n",
          degrees, byHaar, byYuNet, inGrey, byCompact);
      if (degrees <= 45) {
        assertThat(byYuNet.value()).isGreaterThan(0.95);
      }
    }
  }

  @Test
  void facesThatFillAPicture() {
    for (int sidePx : new int[] {250, 480, 640, 1000, 2500}) {
      Share byHaar = new Share();
      Share byYuNet = new Share();
      Share byCompact = new Share();
      for (int i = 0; i < examples.size(); i += 4) {
        Example example = examples.get(i);
        double aroundPx = 1.1 * example.longerPx();
        Box cut =
            new Box(
                example.face().centreX() - aroundPx / 2,
                example.face().centreY() - aroundPx / 2,
                aroundPx,
                aroundPx);
        Picture filled =
            picture(Resampling.resample(example.photo(), cut, sidePx, sidePx), sidePx, sidePx);
        double scale = sidePx / aroundPx;
        Box truth =
            new Box(
                scale * (example.face().x() - cut.x()),
                scale * (example.face().y() - cut.y()),
                scale * example.face().width(),
                scale * example.face().height());
        int smallestPx = Math.max(20, sidePx / 100);
        if (sidePx <= 1000) {
          byHaar.add(found(haar, filled, truth, smallestPx));
        }
        byYuNet.add(found(yuNet, filled, truth, smallestPx));
        byCompact.add(found(compact, filled, truth, smallestPx));
      }
      System.out.printf(
          "Faces filling %d px: Haar %s, YuNet %s, compact %s%n",
          sidePx, byHaar, byYuNet, byCompact);
      assertThat(byYuNet.value()).isGreaterThan(0.95);
    }
  }

  @Test
  void onlyTheSmallestFacesAskedForAreLost() {
    for (int smallestPx : new int[] {20, 40, 60, 100}) {
      Share byHaar = new Share();
      Share byYuNet = new Share();
      Share byCompact = new Share();
      for (Example example : examples) {
        byHaar.add(found(haar, example.photo(), example.face(), smallestPx));
        byYuNet.add(found(yuNet, example.photo(), example.face(), smallestPx));
        byCompact.add(found(compact, example.photo(), example.face(), smallestPx));
      }
      System.out.printf(
          "LFW, faces from %d px on: Haar %s, YuNet %s, compact %s%n",
          smallestPx, byHaar, byYuNet, byCompact);
      assertThat(byYuNet.value()).isGreaterThan(0.93);
    }
  }

  @Test
  void scenesWithoutAFace() throws IOException {
    List<Picture> faceless = pictures("scenes.zip", "faceless/", 1);
    for (FaceFinder finder : List.of(haar, yuNet, compact)) {
      int boxes = 0;
      int photos = 0;
      for (Picture scene : faceless) {
        int faces = finder.find(scene, 20).size();
        boxes += faces;
        photos += faces > 0 ? 1 : 0;
      }
      System.out.printf(
          "Faceless scenes, %s: %d boxes in %d of %d%n",
          finder.name(), boxes, photos, faceless.size());
      assertThat(photos).isLessThanOrEqualTo(finder == compact ? 10 : 5);
    }
  }

  /** Both on one thread; pixels to faces, photos of 180x190 px. */
  @Test
  void speedBesideOpenCv() {
    List<Picture> photos = new ArrayList<>();
    for (Example example : examples) {
      photos.add(
          picture(
              Resampling.resample(example.photo(), new Box(35, 30, 180, 190), 180, 190), 180, 190));
    }
    opencv_core.setNumThreads(1);
    String model = SHARED.resolve("models/face_detection_yunet_2026may.onnx").toString();
    double ours = 0;
    double openCvs = 0;
    try (Size size = new Size(180, 190);
        FaceDetectorYN openCv = FaceDetectorYN.create(model, "", size, 0.6f, 0.3f, 5000, 0, 0);
        Mat mat = new Mat(190, 180, opencv_core.CV_8UC3);
        Mat found = new Mat()) {
      for (int round = 0; round < 5; round++) {
        long start = System.nanoTime();
        photos.forEach(photo -> yuNet.find(photo, 20));
        long between = System.nanoTime();
        for (Picture photo : photos) {
          mat.data().put(photo.pixels()); // red and blue changed places: no matter for the speed
          openCv.detect(mat, found);
        }
        ours = Math.max(ours, photos.size() / ((between - start) / 1e9));
        openCvs = Math.max(openCvs, photos.size() / ((System.nanoTime() - between) / 1e9));
      }
    }
    System.out.printf("180x190 px on one thread: ours %.0f/s, OpenCV %.0f/s%n", ours, openCvs);
    assertThat(ours).isGreaterThan(openCvs);
  }

  @Test
  void furtherBoxesInPhotosOfOnePerson() {
    int byHaar = 0;
    int byYuNet = 0;
    int byCompact = 0;
    for (Example example : examples) {
      byHaar += Math.max(0, haar.find(example.photo(), 20).size() - 1);
      byYuNet += Math.max(0, yuNet.find(example.photo(), 20).size() - 1);
      byCompact += Math.max(0, compact.find(example.photo(), 20).size() - 1);
    }
    System.out.printf(
        "LFW, further boxes: Haar %.3f a photo, YuNet %.3f, compact %.3f%n",
        byHaar / (double) examples.size(),
        byYuNet / (double) examples.size(),
        byCompact / (double) examples.size());
  }
}
