package io.github.smiledetector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.classifier.Precision;
import io.github.smiledetector.classifier.SmileClassifier;
import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.face.Face;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.face.HaarFaceFinder;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.BoxCrop;
import io.github.smiledetector.geometry.LandmarkCrop;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import io.github.smiledetector.inference.LinearNetwork;
import io.github.smiledetector.model.Calibration;
import io.github.smiledetector.model.Meaning;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.model.ModelDescription;
import io.github.smiledetector.picture.DecodedPicture;
import io.github.smiledetector.picture.Orientation;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.picture.PictureSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmileDetectorTest {
  private static final Path PHOTO = Path.of("../samples/grace_hopper.jpg");

  @TempDir Path folder;

  private static ModelDescription description(String finder) {
    return new ModelDescription(
        1,
        "linear",
        LinearNetwork.SIDE_PX,
        3,
        Map.of(finder, new BoxCrop(0.74, 0, 0.075)),
        0.5,
        new Calibration(0.5, 0),
        Map.of());
  }

  private static ModelBundle bundle(String finder) {
    return ModelBundle.of(description(finder), LinearNetwork.onnx("colour"));
  }

  private Path modelFolder() {
    Path model = folder.resolve("model");
    ModelBundle.write(model, description("compact"), LinearNetwork.onnx("colour"));
    return model;
  }

  /** Two halves: the left one black, the right one white but for its topmost row. */
  private static Picture halves() {
    byte[] pixels = new byte[8 * 16 * 3];
    for (int i = 0; i < pixels.length; i++) {
      int column = i / 3 % 16;
      pixels[i] = (byte) (column >= 8 && i >= 16 * 3 ? 255 : 0);
    }
    return new Picture(16, 8, 3, pixels);
  }

  @Test
  void joinsFacesAndTheirProbabilitiesInTheFindersOrder() {
    Picture picture = halves();
    Face right = new Face(new Box(8, 0, 8, 8), 0.9);
    Face left = new Face(new Box(0, 0, 8, 8), 0.4);
    ModelBundle bundle = bundle("fixed");
    double[] expected;
    try (SmileClassifier classifier = new SmileClassifier(bundle)) {
      expected =
          classifier.probabilities(
              picture, List.of(classifier.crop(right, "fixed"), classifier.crop(left, "fixed")));
    }
    assertThat(expected[0]).isNotEqualTo(expected[1]);
    double between = (expected[0] + expected[1]) / 2;
    FixedFinder finder = new FixedFinder(List.of(right, left));
    try (SmileDetector detector =
        SmileDetector.open(
            bundle,
            DetectorOptions.DEFAULT
                .withFinder(() -> finder)
                .withThreshold(between)
                .withSmallestFacePx(8))) {
      assertThat(detector.detect(picture))
          .isEqualTo(
              new PictureSmiles(
                  16,
                  8,
                  Orientation.UPRIGHT,
                  List.of(face(right, expected[0], between), face(left, expected[1], between))));
    }
    assertThat(finder.closed).isTrue();
  }

  private static FaceSmile face(Face face, double probability, double threshold) {
    return new FaceSmile(
        face.box(),
        face.score(),
        face.landmarks(),
        OptionalDouble.of(probability),
        probability >= threshold,
        Optional.empty());
  }

  @Test
  void countsAFaceAtTheThresholdAsSmiling() {
    Face left = new Face(new Box(0, 0, 8, 8), 0.4);
    double exactly = new Calibration(0.5, 0).probability(0.25);
    try (SmileDetector detector =
        SmileDetector.open(
            bundle("fixed"),
            DetectorOptions.DEFAULT
                .withFinder(() -> new FixedFinder(List.of(left)))
                .withSmallestFacePx(8)
                .withThreshold(exactly))) {
      FaceSmile black = detector.detect(halves()).faces().get(0);
      assertThat(black.probability()).hasValue(exactly);
      assertThat(black.smiling()).isTrue();
    }
    try (SmileDetector detector =
        SmileDetector.open(
            bundle("fixed"),
            DetectorOptions.DEFAULT
                .withFinder(() -> new FixedFinder(List.of(left)))
                .withSmallestFacePx(8)
                .withThreshold(Math.nextUp(exactly)))) {
      assertThat(detector.detect(halves()).faces().get(0).smiling()).isFalse();
    }
  }

  @Test
  void saysWhyAFaceHasNoProbability() {
    Face whole = new Face(new Box(0, 0, 8, 8), 0.9);
    Face small = new Face(new Box(4, 0, 7, 7), 0.8);
    Face atTheEdge = new Face(new Box(13, 0, 8, 8), 0.7);
    try (SmileDetector detector =
        SmileDetector.open(
            bundle("fixed"),
            DetectorOptions.DEFAULT
                .withFinder(() -> new FixedFinder(List.of(whole, small, atTheEdge)))
                .withThreshold(0)
                .withSmallestFacePx(8))) {
      List<FaceSmile> faces = detector.detect(halves()).faces();
      assertThat(faces)
          .extracting(FaceSmile::unjudged)
          .containsExactly(
              Optional.empty(), Optional.of(Unjudged.TOO_SMALL), Optional.of(Unjudged.CUT_OFF));
      assertThat(faces)
          .extracting(face -> face.probability().isPresent())
          .containsExactly(true, false, false);
      assertThat(faces).extracting(FaceSmile::smiling).containsExactly(true, false, false);
    }
  }

  @Test
  void keepsTheBestOfTooManyFaces() {
    Face best = new Face(new Box(8, 0, 8, 8), 0.9);
    Face other = new Face(new Box(0, 0, 8, 8), 0.4);
    try (SmileDetector detector =
        SmileDetector.open(
            bundle("fixed"),
            DetectorOptions.DEFAULT
                .withFinder(() -> new FixedFinder(List.of(best, other)))
                .withMaxFaces(1))) {
      assertThat(detector.detect(halves()).faces())
          .extracting(FaceSmile::box)
          .containsExactly(best.box());
    }
  }

  @Test
  void givesBoxesAndLandmarksInTheFullPicturesPixels() {
    Landmarks points =
        new Landmarks(
            new Point(1, 2), new Point(3, 2), new Point(2, 3), new Point(1, 4), new Point(3, 4));
    PendingPicture picture =
        new PendingPicture(
            0,
            PictureSource.of(PHOTO),
            new DecodedPicture(halves(), 64, 32, Orientation.QUARTER_TURN),
            List.of(new Face(new Box(0, 1, 4, 5), 1, Optional.of(points))));
    picture.judge(0, 0.75);
    PictureSmiles smiles = picture.smiles(0.5);
    assertThat(smiles.widthPx()).isEqualTo(64);
    assertThat(smiles.orientation()).isEqualTo(Orientation.QUARTER_TURN);
    assertThat(smiles.faces().get(0).box()).isEqualTo(new Box(0, 4, 16, 20));
    assertThat(smiles.faces().get(0).landmarks().orElseThrow().mouthRight())
        .isEqualTo(new Point(12, 16));
  }

  @Test
  void leavesItToTheFinderHowSmallAFaceIsWorthLookingFor() {
    try (FaceFinder haar = new HaarFaceFinder()) {
      assertThat(DetectorOptions.DEFAULT.smallestSoughtPx(haar, 640)).isEqualTo(22);
      assertThat(DetectorOptions.DEFAULT.smallestSoughtPx(haar, 2800)).isEqualTo(100);
      assertThat(DetectorOptions.DEFAULT.withSmallestFacePx(30).smallestSoughtPx(haar, 2800))
          .isEqualTo(30);
    }
    FaceFinder own = new FixedFinder(List.of());
    assertThat(DetectorOptions.DEFAULT.smallestSoughtPx(own, 640)).isEqualTo(20);
    assertThat(DetectorOptions.DEFAULT.smallestSoughtPx(own, 6000)).isEqualTo(60);
    assertThat(DetectorOptions.DEFAULT.smallestJudgedPx()).isEqualTo(20);
  }

  @Test
  void decodesSmallerOnlyWhereNoFaceThatIsAskedForLosesDetail() {
    assertThat(reduction(DetectorOptions.DEFAULT, 6000)).isZero();
    assertThat(reduction(DetectorOptions.DEFAULT, 21_000)).isEqualTo(2);
    assertThat(reduction(DetectorOptions.DEFAULT.withSmallestFacePx(200), 6000)).isEqualTo(1);
    DetectorOptions large = DetectorOptions.DEFAULT.withSmallestFacePx(208);
    assertThat(reduction(large, 6000)).isEqualTo(2);
    try (SmileDetector reduced = SmileDetector.open(large);
        SmileDetector full = SmileDetector.open(DetectorOptions.DEFAULT)) {
      PictureSmiles half = reduced.detect(PHOTO);
      PictureSmiles whole = full.detect(PHOTO);
      assertThat(half.widthPx()).isEqualTo(whole.widthPx());
      assertThat(half.faces()).hasSize(1);
      assertThat(half.faces().get(0).box().intersectionOverUnion(whole.faces().get(0).box()))
          .isGreaterThan(0.7);
      assertThat(half.faces().get(0).probability().orElseThrow())
          .isCloseTo(whole.faces().get(0).probability().orElseThrow(), within(0.05));
    }
  }

  private static int reduction(DetectorOptions options, int longerSidePx) {
    return options.readLimits(new FixedFinder(List.of())).reduction().applyAsInt(longerSidePx);
  }

  @Test
  void takesTheModelsThresholdUnlessOneIsGiven() {
    DetectorOptions options = DetectorOptions.DEFAULT.withModel(modelFolder());
    try (SmileDetector detector = SmileDetector.open(options)) {
      assertThat(detector.threshold()).isEqualTo(0.5);
      assertThat(detector.model().name()).isEqualTo("linear");
    }
    try (SmileDetector detector = SmileDetector.open(options.withThreshold(0.8).withThreads(1))) {
      assertThat(detector.threshold()).isEqualTo(0.8);
    }
  }

  @Test
  void takesTheMeaningAndThePrecisionThatAreAskedFor() {
    ModelDescription two =
        description("compact")
            .withMeaning("broad", new Meaning("a broad smile", new Calibration(0.5, -9), 0.7));
    ModelBundle bundle =
        ModelBundle.of(two, LinearNetwork.onnx("colour"))
            .withEightBit(LinearNetwork.onnxAddingOne("colour"));
    Picture photo = PictureReader.read(PHOTO);
    DetectorOptions plain = DetectorOptions.DEFAULT.withPrecision(Precision.FP32);
    DetectorOptions changed = plain.withMeaning("broad").withPrecision(Precision.INT8);
    try (SmileDetector first = SmileDetector.open(bundle, plain);
        SmileDetector second = SmileDetector.open(bundle, changed)) {
      assertThat(first.meaning()).isEqualTo("smile");
      assertThat(first.precision()).isEqualTo(Precision.FP32);
      assertThat(second.meaning()).isEqualTo("broad");
      assertThat(second.threshold()).isEqualTo(0.7);
      assertThat(second.precision()).isEqualTo(Precision.INT8);
      // The stand-in's logit is 1 higher, so 0.5 with the slope.
      assertThat(scaledLogit(second, photo))
          .isCloseTo(scaledLogit(first, photo) - 9 + 0.5, within(1e-3));
    }
  }

  private static double scaledLogit(SmileDetector detector, Picture photo) {
    double probability = detector.detect(photo).faces().get(0).probability().orElseThrow();
    return Math.log(probability / (1 - probability));
  }

  @Test
  void findsNobodyInAnEmptyPicture() {
    DetectorOptions options = DetectorOptions.DEFAULT.withModel(modelFolder());
    try (SmileDetector detector = SmileDetector.open(options)) {
      assertThat(detector.detect(new Picture(64, 48, 1, new byte[64 * 48])))
          .isEqualTo(new PictureSmiles(64, 48, Orientation.UPRIGHT, List.of()));
    }
  }

  @Test
  void detectsTheSameFromFileBytesAndPixels() throws IOException {
    DetectorOptions options = DetectorOptions.DEFAULT.withModel(modelFolder());
    try (SmileDetector detector = SmileDetector.open(options)) {
      PictureSmiles fromFile = detector.detect(PHOTO);
      assertThat(fromFile.faces()).isNotEmpty();
      assertThat(detector.detect(Files.readAllBytes(PHOTO), "photo")).isEqualTo(fromFile);
      assertThat(detector.detect(PictureReader.read(PHOTO))).isEqualTo(fromFile);
    }
  }

  @Test
  void detectsTheSameInSeveralThreads() throws Exception {
    DetectorOptions options = DetectorOptions.DEFAULT.withModel(modelFolder());
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (SmileDetector detector = SmileDetector.open(options)) {
      Picture picture = PictureReader.read(PHOTO);
      PictureSmiles alone = detector.detect(picture);
      List<Future<PictureSmiles>> together =
          threads.invokeAll(
              List.of(
                  () -> detector.detect(picture),
                  () -> detector.detect(picture),
                  () -> detector.detect(picture),
                  () -> detector.detect(picture)));
      for (Future<PictureSmiles> smiles : together) {
        assertThat(smiles.get()).isEqualTo(alone);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void refusesAModelThatDoesNotKnowTheFinderAndClosesTheFinder() {
    FixedFinder finder = new FixedFinder(List.of());
    ModelBundle bundle = bundle("haar");
    assertThatThrownBy(
            () -> SmileDetector.open(bundle, DetectorOptions.DEFAULT.withFinder(() -> finder)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("\"fixed\"")
        .hasMessageContaining("It knows haar");
    assertThat(finder.closed).isTrue();
  }

  @Test
  void judgesTheFacesOfAFinderThatItDoesNotKnowByTheirLandmarks() {
    // Eyes level, the mouth 2 below: the crop is a square of side 8 round (4, 4).
    Landmarks points =
        new Landmarks(
            new Point(2, 3), new Point(6, 3), new Point(4, 4), new Point(3, 5), new Point(5, 5));
    Face face = new Face(new Box(1, 1, 6, 6), 0.9, Optional.of(points));
    Face sameByBox = new Face(new Box(0, 0, 8, 8), 0.9);
    ModelDescription description =
        new ModelDescription(
            1,
            "by landmarks",
            LinearNetwork.SIDE_PX,
            3,
            Map.of("fixed", new BoxCrop(1, 0, 0), "landmarks", new LandmarkCrop(4, 0.5)),
            0.5,
            Calibration.IDENTITY,
            Map.of());
    ModelBundle model = ModelBundle.of(description, LinearNetwork.onnx("colour"));
    DetectorOptions options = DetectorOptions.DEFAULT.withSmallestFacePx(1);
    FaceFinder own = new FixedFinder(List.of(face), "my-own");
    try (SmileDetector byLandmarks = SmileDetector.open(model, options.withFinder(() -> own));
        SmileDetector byBox =
            SmileDetector.open(
                model, options.withFinder(() -> new FixedFinder(List.of(sameByBox))))) {
      FaceSmile seen = byLandmarks.detect(halves()).faces().get(0);
      assertThat(seen.landmarks()).contains(points);
      assertThat(seen.probability()).isEqualTo(byBox.detect(halves()).faces().get(0).probability());
    }
  }

  @Test
  void refusesAFinderWithoutLandmarksThatTheModelDoesNotKnow() {
    FixedFinder own = new FixedFinder(List.of(new Face(new Box(0, 0, 8, 8), 0.9)), "my-own");
    DetectorOptions options = DetectorOptions.DEFAULT.withFinder(() -> own);
    assertThatThrownBy(() -> SmileDetector.open(options))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("\"my-own\"");
    assertThat(own.closed).isTrue();
  }

  @Test
  void saysWhatIsWrongWithTheInput() {
    DetectorOptions options = DetectorOptions.DEFAULT.withModel(folder.resolve("none"));
    assertThatThrownBy(() -> SmileDetector.open(options))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no such model folder");
    assertThatThrownBy(() -> DetectorOptions.DEFAULT.withThreshold(1.1))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("not 1.1");
    assertThatThrownBy(() -> DetectorOptions.DEFAULT.withThreads(5000))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("1 to 1024");
    assertThatThrownBy(() -> DetectorOptions.DEFAULT.withBatchSize(5000))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("1 to 1024");
    assertThatThrownBy(() -> DetectorOptions.DEFAULT.withThreads(-2))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("not -2");
    try (SmileDetector detector =
        SmileDetector.open(DetectorOptions.DEFAULT.withModel(modelFolder()))) {
      assertThatThrownBy(() -> detector.detect(new byte[] {1, 2}, "upload 7"))
          .isInstanceOf(PictureException.class)
          .hasMessageContaining("upload 7");
    }
  }

  @Test
  void opensTheModelOfThisBuildOrSaysThatItHasNone() {
    if (ModelBundle.class.getResource("embedded/bundle.json") == null) {
      assertThatThrownBy(SmileDetector::open)
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("this build of the program has no model of its own");
    } else {
      try (SmileDetector detector = SmileDetector.open()) {
        assertThat(detector.finder()).isEqualTo("compact");
        assertThat(detector.detect(PHOTO).faces()).hasSize(1);
      }
    }
  }

  private static final class FixedFinder implements FaceFinder {
    private final List<Face> faces;
    private final String name;
    private boolean closed;

    private FixedFinder(List<Face> faces) {
      this(faces, "fixed");
    }

    private FixedFinder(List<Face> faces, String name) {
      this.faces = faces;
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean givesLandmarks() {
      return !faces.isEmpty() && faces.stream().allMatch(face -> face.landmarks().isPresent());
    }

    @Override
    public List<Face> find(Picture picture, int smallestPx) {
      return faces;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
