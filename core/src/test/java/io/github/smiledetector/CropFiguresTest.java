package io.github.smiledetector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.smiledetector.classifier.SmileClassifier;
import io.github.smiledetector.face.Face;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.face.HaarFaceFinder;
import io.github.smiledetector.face.YuNetFaceFinder;
import io.github.smiledetector.geometry.Crop;
import io.github.smiledetector.geometry.LandmarkCrop;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
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

  /** A photo of one person with what both finders say about the face in the middle. */
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
  private static List<Example> examples;

  @BeforeAll
  static void read() throws IOException {
    classifier = new SmileClassifier(ModelBundle.embedded());
    examples = examples();
  }

  @AfterAll
  static void close() {
    if (classifier != null) {
      classifier.close();
    }
  }

  private static List<Example> examples() throws IOException {
    Path shared = Path.of(System.getenv("SMILE_SHARED"));
    JsonNode validation = new ObjectMapper().readTree(SPLIT.toFile()).get("validation");
    List<String> heldOut = new ArrayList<>();
    validation.forEach(name -> heldOut.add(name.asText()));
    List<Example> made = new ArrayList<>();
    try (ZipFile zip = new ZipFile(shared.resolve("data/lfw-deepfunneled.zip").toFile());
        FaceFinder haar = new HaarFaceFinder();
        FaceFinder yuNet =
            YuNetFaceFinder.open(shared.resolve("models/face_detection_yunet_2026may.onnx"))) {
      var entries = new java.util.HashMap<String, java.util.zip.ZipEntry>();
      zip.stream()
          .filter(entry -> entry.getName().endsWith(".jpg"))
          .forEach(entry -> entries.put(Path.of(entry.getName()).getFileName().toString(), entry));
      java.util.Set<String> names = new java.util.HashSet<>(heldOut);
      for (String line : Files.readAllLines(shared.resolve("data/lfw-smile-labels.csv"))) {
        String[] cells = line.split(",", -1);
        boolean smile = cells[3].equals("1");
        if (!names.contains((smile ? "positives/" : "negatives/") + cells[2] + ".jpg")
            || !(smile || cells[3].equals("0"))) {
          continue;
        }
        try (InputStream in =
            zip.getInputStream(entries.get(Path.of(cells[0]).getFileName().toString()))) {
          Picture photo = PictureReader.read(in.readAllBytes(), cells[0]);
          made.add(
              new Example(
                  photo.grey(),
                  smile,
                  (cells[1].hashCode() & 1) == 0,
                  middle(haar, photo),
                  middle(yuNet, photo)));
        }
      }
    }
    return made;
  }

  private static Optional<Face> middle(FaceFinder finder, Picture photo) {
    return finder.find(photo, 20).stream()
        .min(
            Comparator.comparingDouble(
                face -> Math.hypot(face.box().centreX() - 125, face.box().centreY() - 125)));
  }

  private static Score score(boolean chosenOn, Function<Example, Crop> crop) {
    List<double[]> answers = new ArrayList<>();
    for (Example example : examples) {
      if (example.chosenOn() == chosenOn
          && example.haar().isPresent()
          && example.yuNet().isPresent()) {
        double logit = classifier.logits(example.photo(), List.of(crop.apply(example)))[0];
        answers.add(new double[] {logit, example.smile() ? 1 : 0});
      }
    }
    answers.sort(Comparator.comparingDouble(answer -> answer[0]));
    double right = 0;
    double smiles = 0;
    double below = 0;
    double pairs = 0;
    for (double[] answer : answers) {
      right += (answer[0] >= 0) == (answer[1] == 1) ? 1 : 0;
      if (answer[1] == 1) {
        smiles++;
        pairs += below;
      } else {
        below++;
      }
    }
    return new Score(pairs / (smiles * below), right / answers.size(), answers.size());
  }

  private static Crop landmarkCrop(Example example, double scale, double down, boolean turned) {
    Face face = example.yuNet().orElseThrow();
    Crop crop = new LandmarkCrop(scale, down).cropOf(face.box(), face.landmarks());
    return turned ? crop : new Crop(crop.centreX(), crop.centreY(), crop.sidePx(), 0);
  }

  @Test
  void explore() {
    double[] ratio =
        examples.stream()
            .filter(e -> e.haar().isPresent())
            .mapToDouble(
                e ->
                    classifier.crop(e.haar().get(), "haar").sidePx()
                        / landmarkCrop(e, 1, 0, true).sidePx())
            .sorted()
            .toArray();
    double[] downs =
        examples.stream()
            .filter(e -> e.haar().isPresent())
            .mapToDouble(
                e ->
                    (classifier.crop(e.haar().get(), "haar").centreY()
                            - landmarkCrop(e, 1, 0, true).centreY())
                        / landmarkCrop(e, 1, 0, true).sidePx())
            .sorted()
            .toArray();
    System.out.println(
        "haar crop in landmarks: "
            + ratio[ratio.length / 10]
            + " "
            + ratio[ratio.length / 2]
            + " "
            + ratio[ratio.length * 9 / 10]
            + " down "
            + downs[downs.length / 2]);
    for (boolean half : new boolean[] {true, false}) {
      for (double scale = 1.7; scale < 2.25; scale += 0.1) {
        for (double down = 0.42; down < 0.65; down += 0.04) {
          double s = scale, d = down;
          System.out.printf(
              "%b %.2f %.2f turned %s%n",
              half, s, d, score(half, e -> landmarkCrop(e, s, d, true)));
        }
      }
      System.out.printf(
          "%b %.2f %.2f upright %s%n",
          half, 2.0, .5, score(half, e -> landmarkCrop(e, 2.0, .5, false)));
    }
  }
}
