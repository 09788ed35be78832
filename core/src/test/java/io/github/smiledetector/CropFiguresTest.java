package io.github.smiledetector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.smiledetector.classifier.SmileClassifier;
import io.github.smiledetector.face.Face;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.face.HaarFaceFinder;
import io.github.smiledetector.face.YuNetFaceFinder;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Crop;
import io.github.smiledetector.geometry.LandmarkCrop;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.picture.Resampling;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The figures of crops in docs/face-finders.md: how well the model that comes with the program does
 * on LFW's photos, by how its crop is cut. Photos whose SMILEsmileD picture was trained on are left
 * out; by person, one half serves to choose a geometry, the other to say how good it is. Some
 * minutes: {@code mvn test -pl core -Dtest=CropFiguresTest -Dexcluded.groups=none}.
 */
@Tag("slow")
@EnabledIfEnvironmentVariable(named = "SMILE_SHARED", matches = ".+")
class CropFiguresTest {
  private static final Path SPLIT =
      Path.of("../train/src/test/resources/reference/smilesmiled_split_seed42.json");
  private static final int SIDE_PX = 250;

  /** A grey photo of one person with what both finders say about the face in the middle. */
  private record Example(
      Picture photo, boolean smile, boolean chosenOn, Optional<Face> haar, Optional<Face> yuNet) {}

  /** How well logits tell smiles. */
  private record Score(double auc, double accuracy, int photos) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "AUC %.4f, accuracy %.2f %% of %d", auc, 100 * accuracy, photos);
    }
  }

  private static SmileClassifier classifier;
  private static FaceFinder haar;
  private static FaceFinder yuNet;
  private static List<Example> examples;

  @BeforeAll
  static void read() throws IOException {
    Path shared = Path.of(System.getenv("SMILE_SHARED"));
    classifier = new SmileClassifier(ModelBundle.embedded());
    haar = new HaarFaceFinder();
    yuNet = YuNetFaceFinder.open(shared.resolve("models/face_detection_yunet_2026may.onnx"));
    JsonNode validation = new ObjectMapper().readTree(SPLIT.toFile()).get("validation");
    Set<String> heldOut = new HashSet<>();
    validation.forEach(name -> heldOut.add(name.asText()));
    examples = new ArrayList<>();
    try (ZipFile zip = new ZipFile(shared.resolve("data/lfw-deepfunneled.zip").toFile())) {
      Map<String, ZipEntry> photos = new HashMap<>();
      zip.stream().forEach(entry -> photos.put(fileName(entry.getName()), entry));
      for (String line : Files.readAllLines(shared.resolve("data/lfw-smile-labels.csv"))) {
        String[] cells = line.split(",", -1);
        boolean smile = cells[3].equals("1");
        if (!heldOut.contains((smile ? "positives/" : "negatives/") + cells[2] + ".jpg")
            || !(smile || cells[3].equals("0"))) {
          continue;
        }
        try (InputStream in = zip.getInputStream(photos.get(fileName(cells[0])))) {
          Picture photo = PictureReader.read(in.readAllBytes(), cells[0]);
          boolean chosenOn = (cells[1].hashCode() & 1) == 0;
          examples.add(
              new Example(
                  photo.grey(), smile, chosenOn, middle(haar, photo), middle(yuNet, photo)));
        }
      }
    }
  }

  @AfterAll
  static void close() throws Exception {
    for (AutoCloseable opened : new AutoCloseable[] {classifier, haar, yuNet}) {
      if (opened != null) {
        opened.close();
      }
    }
  }

  private static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static Optional<Face> middle(FaceFinder finder, Picture photo) {
    return near(finder, photo, SIDE_PX / 2.0, SIDE_PX / 2.0);
  }

  private static Optional<Face> near(FaceFinder finder, Picture photo, double x, double y) {
    ToDoubleFunction<Face> distance =
        face -> Math.hypot(face.box().centreX() - x, face.box().centreY() - y);
    return finder.find(photo, 20).stream()
        .filter(face -> distance.applyAsDouble(face) < 40)
        .min(Comparator.comparingDouble(distance));
  }

  /** Of the photos in which both finders found the face. */
  private static List<Example> half(boolean chosenOn) {
    return examples.stream()
        .filter(example -> example.chosenOn() == chosenOn)
        .filter(example -> example.haar().isPresent() && example.yuNet().isPresent())
        .toList();
  }

  private static Score score(List<Example> some, Function<Example, Crop> crop) {
    List<double[]> answers = new ArrayList<>();
    for (Example example : some) {
      double logit = classifier.logits(example.photo(), List.of(crop.apply(example)))[0];
      answers.add(new double[] {logit, example.smile() ? 1 : 0});
    }
    answers.sort(Comparator.comparingDouble(answer -> answer[0]));
    double right = 0;
    double smiles = 0;
    double others = 0;
    double pairs = 0;
    for (double[] answer : answers) {
      right += (answer[0] >= 0) == (answer[1] == 1) ? 1 : 0;
      if (answer[1] == 1) {
        smiles++;
        pairs += others;
      } else {
        others++;
      }
    }
    return new Score(pairs / (smiles * others), right / answers.size(), answers.size());
  }

  private static Crop haarCrop(Example example) {
    return classifier.crop(example.haar().orElseThrow(), HaarFaceFinder.NAME);
  }

  private static Crop landmarkCrop(Example example, LandmarkCrop geometry) {
    Face face = example.yuNet().orElseThrow();
    return geometry.cropOf(face.box(), face.landmarks());
  }

  private static Crop landmarkCrop(Example example) {
    return landmarkCrop(
        example, (LandmarkCrop) classifier.description().crops().get(SmileClassifier.LANDMARKS));
  }

  private static Crop upright(Crop crop) {
    return new Crop(crop.centreX(), crop.centreY(), crop.sidePx(), 0);
  }

  @Test
  void haarsCropsInTermsOfLandmarks() {
    List<Double> scales = new ArrayList<>();
    List<Double> downs = new ArrayList<>();
    for (Example example : half(true)) {
      Crop eyes = landmarkCrop(example, new LandmarkCrop(1, 0));
      Crop crop = haarCrop(example);
      scales.add(crop.sidePx() / eyes.sidePx());
      downs.add((crop.centreY() - eyes.centreY()) / eyes.sidePx());
    }
    scales.sort(null);
    downs.sort(null);
    System.out.printf(
        "Haar's crops: median scale %.3f, down %.3f%n",
        scales.get(scales.size() / 2), downs.get(downs.size() / 2));
  }

  @Test
  void landmarkCropsByScaleAndPlace() {
    List<Example> some = half(true);
    for (double scale : new double[] {1.7, 1.9, 2.1, 2.4, 2.7}) {
      for (double down : new double[] {0.42, 0.48, 0.54, 0.6}) {
        LandmarkCrop geometry = new LandmarkCrop(scale, down);
        System.out.printf(
            "Half to choose on, landmarks %.1f, %.2f: %s%n",
            scale, down, score(some, example -> landmarkCrop(example, geometry)));
      }
    }
  }

  @Test
  void boxCropsAgainstLandmarkCrops() {
    for (boolean chosenOn : new boolean[] {true, false}) {
      List<Example> some = half(chosenOn);
      String name = chosenOn ? "Half to choose on" : "Other half";
      Score landmarks = score(some, CropFiguresTest::landmarkCrop);
      System.out.printf("%s, Haar's boxes: %s%n", name, score(some, CropFiguresTest::haarCrop));
      System.out.printf("%s, YuNet's landmarks: %s%n", name, landmarks);
      System.out.printf(
          "%s, YuNet's landmarks, upright: %s%n",
          name, score(some, example -> upright(landmarkCrop(example))));
      assertThat(landmarks.auc()).isGreaterThan(0.97);
    }
  }

  @Test
  void turnedFacesInTurnedAndInUprightCrops() {
    Resampling.Workspace workspace = new Resampling.Workspace();
    for (int degrees : new int[] {10, 20, 30, 45}) {
      List<Example> some = new ArrayList<>();
      for (Example example : half(false)) {
        int turn = some.size() % 2 == 0 ? degrees : -degrees;
        Crop whole = new Crop(SIDE_PX / 2.0, SIDE_PX / 2.0, SIDE_PX, turn);
        Picture photo =
            rounded(
                Resampling.resample(example.photo(), whole, SIDE_PX, workspace), SIDE_PX, SIDE_PX);
        Optional<Face> face = middle(yuNet, photo);
        if (face.isPresent()) {
          some.add(new Example(photo, example.smile(), false, Optional.empty(), face));
        }
      }
      System.out.printf(
          "Other half turned by %d degrees: turned crops %s, upright crops %s%n",
          degrees,
          score(some, CropFiguresTest::landmarkCrop),
          score(some, example -> upright(landmarkCrop(example))));
    }
  }

  /** What {@code Judging} takes its limit from. */
  @Test
  void facesCutByThePicturesEdge() {
    List<Example> some = half(false);
    for (int percent : new int[] {100, 90, 80, 70, 60, 50, 40}) {
      Map<Example, Crop> same = new HashMap<>();
      List<Example> foundAgain = new ArrayList<>();
      int byHaar = 0;
      double change = 0;
      for (int i = 0; i < some.size(); i++) {
        Example example = some.get(i);
        Crop crop = upright(landmarkCrop(example));
        Box shown = shown(crop, percent, i % 4);
        Picture cut =
            rounded(
                Resampling.resample(
                    example.photo(), shown, (int) shown.width(), (int) shown.height()),
                (int) shown.width(),
                (int) shown.height());
        Crop moved =
            new Crop(crop.centreX() - shown.x(), crop.centreY() - shown.y(), crop.sidePx(), 0);
        same.put(
            new Example(cut, example.smile(), false, Optional.empty(), Optional.empty()), moved);
        change +=
            Math.abs(
                classifier.probabilities(cut, List.of(moved))[0]
                    - classifier.probabilities(example.photo(), List.of(crop))[0]);
        Optional<Face> again = near(yuNet, cut, moved.centreX(), moved.centreY());
        if (again.isPresent()) {
          foundAgain.add(new Example(cut, example.smile(), false, Optional.empty(), again));
        }
        byHaar += near(haar, cut, moved.centreX(), moved.centreY()).isPresent() ? 1 : 0;
      }
      System.out.printf(
          "%d %% of the crop visible: %s, probability changed by %.3f on average;"
              + " YuNet finds %.1f %% (%s), Haar %.1f %%%n",
          percent,
          score(List.copyOf(same.keySet()), same::get),
          change / some.size(),
          100.0 * foundAgain.size() / some.size(),
          score(foundAgain, CropFiguresTest::landmarkCrop),
          100.0 * byHaar / some.size());
    }
  }

  /** The part of a photo that cuts a crop from one of four sides; on whole pixels. */
  private static Box shown(Crop crop, int percent, int side) {
    if (percent == 100) {
      return new Box(0, 0, SIDE_PX, SIDE_PX);
    }
    double hidden = (1 - percent / 100.0) * crop.sidePx();
    double left = crop.centreX() - crop.sidePx() / 2 + hidden;
    double right = left + crop.sidePx() - 2 * hidden;
    double top = crop.centreY() - crop.sidePx() / 2 + hidden;
    double bottom = top + crop.sidePx() - 2 * hidden;
    return switch (side) {
      case 0 -> new Box(Math.round(left), 0, SIDE_PX - Math.round(left), SIDE_PX);
      case 1 -> new Box(0, 0, Math.round(right), SIDE_PX);
      case 2 -> new Box(0, Math.round(top), SIDE_PX, SIDE_PX - Math.round(top));
      default -> new Box(0, 0, SIDE_PX, Math.round(bottom));
    };
  }

  private static Picture rounded(float[] values, int widthPx, int heightPx) {
    byte[] pixels = new byte[widthPx * heightPx];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.round(values[i]);
    }
    return new Picture(widthPx, heightPx, 1, pixels);
  }
}
