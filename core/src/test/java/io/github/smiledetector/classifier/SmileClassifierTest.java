package io.github.smiledetector.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.face.Face;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.BoxCrop;
import io.github.smiledetector.geometry.Crop;
import io.github.smiledetector.inference.LinearNetwork;
import io.github.smiledetector.model.Calibration;
import io.github.smiledetector.model.Meaning;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.model.ModelDescription;
import io.github.smiledetector.picture.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SmileClassifierTest {
  private static final int SIDE = LinearNetwork.SIDE_PX;
  private static final Crop WHOLE = square(0, 0, SIDE);

  private static Crop square(double left, double top, double side) {
    return new Crop(left + side / 2, top + side / 2, side, 0);
  }

  private static SmileClassifier classifier(String network, int channels) {
    return new SmileClassifier(
        ModelBundle.of(
            new ModelDescription(
                1,
                network,
                SIDE,
                channels,
                Map.of("haar", new BoxCrop(0.5, 0, 0.25)),
                0.5,
                new Calibration(2, -1),
                Map.of()),
            LinearNetwork.onnx(network)));
  }

  private static Picture picture(int widthPx, int heightPx, int channels) {
    byte[] pixels = new byte[widthPx * heightPx * channels];
    new Random(7).nextBytes(pixels);
    return new Picture(widthPx, heightPx, channels, pixels);
  }

  private static int value(Picture picture, int x, int y, int channel) {
    return picture.pixels()[(y * picture.widthPx() + x) * picture.channels() + channel] & 0xFF;
  }

  /** What the network has to answer for a square of its own size, at whole pixels. */
  private static double expected(Picture picture, int left, int top, int channels) {
    float[] planes = new float[channels * SIDE * SIDE];
    int i = 0;
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          int column = Math.max(0, Math.min(picture.widthPx() - 1, left + x));
          int row = Math.max(0, Math.min(picture.heightPx() - 1, top + y));
          if (picture.channels() == channels) {
            planes[i++] = value(picture, column, row, c);
          } else if (channels == 3) {
            planes[i++] = value(picture, column, row, 0);
          } else {
            planes[i++] =
                0.299f * value(picture, column, row, 0)
                    + 0.587f * value(picture, column, row, 1)
                    + 0.114f * value(picture, column, row, 2);
          }
        }
      }
    }
    return LinearNetwork.logit(planes);
  }

  @Test
  void feedsColourPlaneByPlane() {
    Picture colour = picture(SIDE, SIDE, 3);
    try (SmileClassifier classifier = classifier("colour", 3)) {
      assertThat(classifier.logits(colour, List.of(WHOLE))[0])
          .isCloseTo(expected(colour, 0, 0, 3), within(1e-4));
    }
  }

  @Test
  void showsGreyToAColourModelThreeTimes() {
    Picture grey = picture(SIDE, SIDE, 1);
    try (SmileClassifier classifier = classifier("colour", 3)) {
      assertThat(classifier.logits(grey, List.of(WHOLE))[0])
          .isCloseTo(expected(grey, 0, 0, 3), within(1e-4));
    }
  }

  @Test
  void showsLumaToAGreyModel() {
    Picture colour = picture(SIDE, SIDE, 3);
    Picture grey = picture(SIDE, SIDE, 1);
    try (SmileClassifier classifier = classifier("grey", 1)) {
      assertThat(classifier.logits(colour, List.of(WHOLE))[0])
          .isCloseTo(expected(colour, 0, 0, 1), within(1e-4));
      assertThat(classifier.logits(grey, List.of(WHOLE))[0])
          .isCloseTo(expected(grey, 0, 0, 1), within(1e-4));
    }
  }

  @Test
  void answersMoreCropsThanGoIntoABatchInTheirOrder() {
    Picture colour = picture(20, 10, 3);
    List<Crop> crops = new ArrayList<>();
    List<Double> expected = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      int left = i % 24 - 4;
      int top = i % 13 - 3;
      crops.add(square(left, top, SIDE));
      expected.add(expected(colour, left, top, 3));
    }
    try (SmileClassifier classifier = classifier("colour", 3)) {
      assertThat(classifier.logits(colour, List.of())).isEmpty();
      for (int count : new int[] {1, 3, 32, 33, 70, 2}) {
        double[] logits = classifier.logits(colour, crops.subList(0, count));
        assertThat(logits).hasSize(count);
        for (int i = 0; i < count; i++) {
          assertThat(logits[i]).isCloseTo(expected.get(i), within(1e-4));
        }
      }
    }
  }

  @Test
  void calibratesProbabilities() {
    Picture colour = picture(SIDE, SIDE, 3);
    try (SmileClassifier classifier = classifier("colour", 3)) {
      double logit = classifier.logits(colour, List.of(WHOLE))[0];
      assertThat(classifier.probabilities(colour, List.of(WHOLE))[0])
          .isCloseTo(1 / (1 + Math.exp(-(2 * logit - 1))), within(1e-12));
    }
  }

  private static ModelBundle twoMeanings() {
    return ModelBundle.of(
        new ModelDescription(
            2,
            "two",
            SIDE,
            3,
            Map.of(),
            Map.of(
                "broad",
                new Meaning("a broad smile", new Calibration(1, -2), 0.75),
                "smile",
                new Meaning("a visible smile", new Calibration(1, 2), 0.25)),
            "smile",
            Map.of()),
        LinearNetwork.onnx("colour"));
  }

  private static ModelBundle withEightBit() {
    return twoMeanings().withEightBit(LinearNetwork.onnxAddingOne("colour"));
  }

  @Test
  void readsTheSameLogitInTheMeaningAskedFor() {
    Picture colour = picture(SIDE, SIDE, 3);
    double logit = expected(colour, 0, 0, 3);
    try (SmileClassifier byDefault = new SmileClassifier(twoMeanings());
        SmileClassifier broad =
            new SmileClassifier(twoMeanings(), Optional.of("broad"), Precision.AUTO)) {
      assertThat(byDefault.meaning()).isEqualTo("smile");
      assertThat(byDefault.threshold()).isEqualTo(0.25);
      assertThat(byDefault.probabilities(colour, List.of(WHOLE))[0])
          .isCloseTo(new Calibration(1, 2).probability(logit), within(1e-4));
      assertThat(broad.meaning()).isEqualTo("broad");
      assertThat(broad.threshold()).isEqualTo(0.75);
      assertThat(broad.probabilities(colour, List.of(WHOLE))[0])
          .isCloseTo(new Calibration(1, -2).probability(logit), within(1e-4));
      assertThat(broad.logit(colour)).isEqualTo(byDefault.logit(colour));
    }
  }

  @Test
  void refusesAMeaningThatTheModelDoesNotHave() {
    Optional<String> grin = Optional.of("grin");
    assertThatThrownBy(() -> new SmileClassifier(twoMeanings(), grin, Precision.AUTO))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("no meaning \"grin\"; it has broad, smile");
  }

  @Test
  void computesWithTheNetworkAskedFor() {
    Picture colour = picture(SIDE, SIDE, 3);
    double logit = expected(colour, 0, 0, 3);
    try (SmileClassifier whole =
            new SmileClassifier(withEightBit(), Optional.empty(), Precision.FP32);
        SmileClassifier eightBit =
            new SmileClassifier(withEightBit(), Optional.empty(), Precision.INT8)) {
      assertThat(whole.precision()).isEqualTo(Precision.FP32);
      assertThat(whole.logit(colour)).isCloseTo(logit, within(1e-4));
      assertThat(eightBit.precision()).isEqualTo(Precision.INT8);
      assertThat(eightBit.logit(colour)).isCloseTo(logit + 1, within(1e-4));
    }
  }

  @Test
  void takesEightBitsByItselfOnlyWhereModelAndProcessorAreMadeForThem() {
    assertThat(Precision.AUTO.in(withEightBit(), true)).isEqualTo(Precision.INT8);
    assertThat(Precision.AUTO.in(withEightBit(), false)).isEqualTo(Precision.FP32);
    assertThat(Precision.AUTO.in(twoMeanings(), true)).isEqualTo(Precision.FP32);
    assertThat(Precision.INT8.in(withEightBit(), false)).isEqualTo(Precision.INT8);
    assertThat(Precision.FP32.in(withEightBit(), true)).isEqualTo(Precision.FP32);
    assertThatThrownBy(() -> Precision.INT8.in(twoMeanings()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model two has no 8-bit network");
  }

  @Test
  void namesTheEightBitNetworkWhereItDoesNotFit() {
    ModelBundle bundle = twoMeanings().withEightBit(LinearNetwork.onnx("grey"));
    assertThatThrownBy(() -> new SmileClassifier(bundle, Optional.empty(), Precision.INT8))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("model two, 8-bit: the network has another input");
  }

  @Test
  void cutsTheCropThatTheModelWantsForAFinder() {
    Picture colour = picture(20, 20, 3);
    // Half of the longer side, a quarter of it lower: (6, 8) with side 4.
    Face face = new Face(new Box(5, 4, 6, 8), 1);
    try (SmileClassifier classifier = classifier("colour", 3)) {
      Crop crop = classifier.crop(face, "haar");
      assertThat(crop).isEqualTo(square(6, 8, 4));
      assertThat(classifier.probabilities(colour, List.of(crop))[0])
          .isCloseTo(new Calibration(2, -1).probability(expected(colour, 6, 8, 3)), within(1e-4));
    }
  }

  @Test
  void takesWholePicturesAndCropsOfManyTogether() {
    Picture first = picture(SIDE, SIDE, 3);
    Picture second = picture(9, 7, 3);
    try (SmileClassifier classifier = classifier("colour", 3)) {
      SmileClassifier.Batch batch = classifier.batch(2);
      batch.add(first);
      batch.add(second, square(3, 2, SIDE));
      assertThat(batch.logits()[0]).isCloseTo(expected(first, 0, 0, 3), within(1e-4));
      assertThat(batch.logits()[1]).isCloseTo(expected(second, 3, 2, 3), within(1e-4));
      assertThatThrownBy(() -> batch.add(first)).hasMessageContaining("full");
      batch.clear();
      assertThat(batch.logits()).isEmpty();
      assertThat(classifier.logit(first)).isCloseTo(expected(first, 0, 0, 3), within(1e-4));
    }
  }

  @Test
  void namesTheFindersThatTheModelKnows() {
    Face face = new Face(new Box(0, 0, 4, 4), 1);
    try (SmileClassifier classifier = classifier("colour", 3)) {
      assertThatThrownBy(() -> classifier.crop(face, "yunet"))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("model colour")
          .hasMessageContaining("\"yunet\"")
          .hasMessageContaining("It knows haar; use such a finder (`--finder haar`");
    }
  }

  @Test
  void refusesANetworkThatDoesNotFitItsDescription() {
    assertThatThrownBy(() -> classifier("grey", 3))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("model grey: the network has another input")
        .hasMessageContaining("found \"pictures\" float32 [N, 1, 4, 4]");
  }

  @Test
  void doesNotPassOnWhatIsNotANumber() {
    Picture colour = picture(SIDE, SIDE, 3);
    try (SmileClassifier classifier = classifier("not-a-number", 3)) {
      assertThatThrownBy(() -> classifier.logits(colour, List.of(WHOLE)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("answers NaN");
    }
  }

  @Test
  void answersThreadsTheSame() throws Exception {
    Picture colour = picture(64, 48, 3);
    List<List<Crop>> questions = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      List<Crop> crops = new ArrayList<>();
      for (int j = 0; j <= i % 40; j++) {
        double side = 1 + 30 * random.nextDouble();
        crops.add(square(60 * random.nextDouble(), 40 * random.nextDouble(), side));
      }
      questions.add(crops);
    }
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try (SmileClassifier classifier = classifier("colour", 3)) {
      List<double[]> alone = questions.stream().map(q -> classifier.logits(colour, q)).toList();
      List<Future<List<double[]>>> together = new ArrayList<>();
      for (int thread = 0; thread < 3; thread++) {
        together.add(
            threads.submit(
                () -> questions.stream().map(q -> classifier.logits(colour, q)).toList()));
      }
      for (Future<List<double[]>> answers : together) {
        for (int i = 0; i < alone.size(); i++) {
          assertThat(answers.get().get(i)).containsExactly(alone.get(i));
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void closesWhileOthersAsk() throws Exception {
    Picture colour = picture(64, 48, 3);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      for (int round = 0; round < 20; round++) {
        SmileClassifier classifier = classifier("colour", 3);
        Future<?> asking =
            thread.submit(
                () -> {
                  while (true) {
                    classifier.logits(colour, List.of(WHOLE));
                  }
                });
        Thread.sleep(2);
        classifier.close();
        assertThatThrownBy(asking::get).hasCauseInstanceOf(IllegalStateException.class);
      }
    } finally {
      thread.shutdownNow();
    }
  }
}
