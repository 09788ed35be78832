package io.github.smiledetector.train.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.train.MadeFaces;
import io.github.smiledetector.train.data.ClassChoice;
import io.github.smiledetector.train.data.LabelledPicture;
import io.github.smiledetector.train.data.PictureFolders;
import io.github.smiledetector.train.network.CutPoint;
import io.github.smiledetector.train.network.FormulaWeights;
import io.github.smiledetector.train.network.InferenceNetwork;
import io.github.smiledetector.train.network.Weights;
import io.github.smiledetector.train.recipe.Augmentation;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureBatchesTest {
  private static final int SIDE = 32;

  @TempDir private static Path folder;
  private static List<LabelledPicture> pictures;
  private static DecodedPictures decoded;

  @BeforeAll
  static void drawFaces() throws IOException {
    pictures =
        PictureFolders.read(MadeFaces.draw(folder, 13), ClassChoice.smiling("smiling")).pictures();
    decoded = new DecodedPictures(pictures, Progress.NONE);
  }

  private static List<float[]> collect(int batchSize, Augmentation augmentation, long seed) {
    return collect(new PictureBatches.Pass(pictures, 0, augmentation, seed), batchSize);
  }

  private static List<float[]> collect(PictureBatches.Pass pass, int batchSize) {
    List<float[]> all = new ArrayList<>();
    try (PictureBatches batches = new PictureBatches(decoded, SIDE, 3, batchSize)) {
      batches.pass(
          pass,
          Optional.empty(),
          batch -> {
            FloatBuffer buffer = batch.values();
            assertThat(buffer.remaining()).isEqualTo(batch.count() * SIDE * SIDE * 3);
            for (int i = 0; i < batch.count(); i++) {
              float[] picture = new float[SIDE * SIDE * 3];
              buffer.get(picture);
              assertThat(batch.smiling()[i] == 1)
                  .isEqualTo(pictures.get(pass.from() + all.size()).smiling());
              all.add(picture);
            }
          });
    }
    return all;
  }

  private static List<float[]> collect(LabelledPicture picture, Augmentation augmentation) {
    List<float[]> all = new ArrayList<>();
    DecodedPictures one = new DecodedPictures(List.of(picture), Progress.NONE);
    try (PictureBatches batches = new PictureBatches(one, SIDE, 3, 4)) {
      batches.pass(
          new PictureBatches.Pass(Collections.nCopies(40, picture), 0, augmentation, 7),
          Optional.empty(),
          batch -> {
            for (int i = 0; i < batch.count(); i++) {
              float[] values = new float[SIDE * SIDE * 3];
              batch.values().get(values);
              all.add(values);
            }
          });
    }
    return all;
  }

  /** Red grows to the right, green downwards: colours tell where a square was cut. */
  private static LabelledPicture ramp(double share) throws IOException {
    BufferedImage image = new BufferedImage(100, 100, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 100; y++) {
      for (int x = 0; x < 100; x++) {
        image.setRGB(x, y, (2 * x) << 16 | (2 * y) << 8 | 40);
      }
    }
    Path file = folder.resolve("ramp.png");
    ImageIO.write(image, "png", file.toFile());
    return new LabelledPicture(file, "ramp.png", 1, Double.NaN, 1, "", share);
  }

  private static double mean(float[] picture, int channel) {
    double sum = 0;
    for (int i = channel; i < picture.length; i += 3) {
      sum += picture[i];
    }
    return sum / (picture.length / 3.0);
  }

  @Test
  void cutsTheNetworksShareOutOfTheMiddle() throws IOException {
    float[] half = collect(ramp(0.5), Augmentation.NONE).get(0);
    assertThat((double) half[0]).isCloseTo(2 * 25, within(2.0));
    assertThat((double) half[3 * (SIDE - 1)]).isCloseTo(2 * 74, within(2.0));
  }

  @Test
  void movesTheSquareWithinItsBoundsAndNoFurther() throws IOException {
    List<float[]> moved = collect(ramp(0.5), new Augmentation(false, 0, 0.1, 0, 0));
    double[] across = moved.stream().mapToDouble(picture -> mean(picture, 0)).toArray();
    double middle = 2 * 49.5;
    double most = 2 * 0.1 * 50;
    assertThat(Arrays.stream(across).min().orElseThrow()).isBetween(middle - most - 1, middle - 5);
    assertThat(Arrays.stream(across).max().orElseThrow()).isBetween(middle + 5, middle + most + 1);
  }

  @Test
  void resizesTheSquareWithinItsBounds() throws IOException {
    List<float[]> resized = collect(ramp(0.5), new Augmentation(false, 0, 0, 0.2, 0));
    double[] spans =
        resized.stream().mapToDouble(picture -> picture[3 * (SIDE - 1)] - picture[0]).toArray();
    double whole = 2 * 50.0 * (SIDE - 1) / SIDE;
    assertThat(Arrays.stream(spans).min().orElseThrow()).isBetween(whole / 1.2 - 2, whole / 1.05);
    assertThat(Arrays.stream(spans).max().orElseThrow()).isBetween(whole * 1.05, whole * 1.2 + 2);
  }

  @Test
  void changesTheAppearanceOfMostPicturesAndKeepsTheirRange() throws IOException {
    float[] plain = collect(ramp(1), Augmentation.NONE).get(0);
    List<float[]> changed = collect(ramp(1), new Augmentation(false, 0, 0, 0, 1));
    assertThat(changed.stream().filter(picture -> !Arrays.equals(picture, plain)).count())
        .isGreaterThan(30);
    for (float[] picture : changed) {
      for (float value : picture) {
        assertThat(value).isBetween(0f, 255f);
      }
    }
  }

  @Test
  void greyAndColouredPicturesShareABatch() throws IOException {
    LabelledPicture colour = ramp(1);
    List<LabelledPicture> mixed = List.of(colour, pictures.get(0), colour, pictures.get(1));
    DecodedPictures both = new DecodedPictures(mixed, Progress.NONE);
    try (PictureBatches batches = new PictureBatches(both, SIDE, 3, 4)) {
      batches.pass(
          new PictureBatches.Pass(mixed, 0, new Augmentation(true, 0.05, 0.05, 0.1, 1), 3),
          Optional.empty(),
          batch -> assertThat(batch.values().remaining()).isEqualTo(4 * SIDE * SIDE * 3));
    }
  }

  @Test
  void givesEveryPictureOnceInOrderWithAShorterLastBatch() {
    List<float[]> one = collect(26, Augmentation.NONE, 0);
    List<float[]> several = collect(4, Augmentation.NONE, 0);
    assertThat(one).hasSize(26);
    assertThat(several).hasSize(26);
    for (int i = 0; i < 26; i++) {
      assertThat(several.get(i)).isEqualTo(one.get(i));
    }
  }

  @Test
  void repeatsGreyInThreeChannelsBetween0And255() {
    float[] picture = collect(8, Augmentation.NONE, 0).get(0);
    for (int i = 0; i < picture.length; i += 3) {
      assertThat(picture[i])
          .isBetween(0f, 255f)
          .isEqualTo(picture[i + 1])
          .isEqualTo(picture[i + 2]);
    }
  }

  @Test
  void augmentsByTheSeedWhateverTheBatchSize() {
    List<float[]> first = collect(3, Augmentation.REFERENCE, 11);
    List<float[]> again = collect(10, Augmentation.REFERENCE, 11);
    List<float[]> other = collect(10, Augmentation.REFERENCE, 12);
    int different = 0;
    for (int i = 0; i < 26; i++) {
      assertThat(again.get(i)).isEqualTo(first.get(i));
      different += Arrays.equals(other.get(i), first.get(i)) ? 0 : 1;
    }
    assertThat(different).isGreaterThan(20);
  }

  @Test
  void picturesBehindAnOmittedBeginningAreWhatTheyWouldBeAnyway() {
    List<float[]> all = collect(4, Augmentation.REFERENCE, 11);
    List<float[]> later =
        collect(new PictureBatches.Pass(pictures, 9, Augmentation.REFERENCE, 11), 4);
    assertThat(later).hasSize(17);
    for (int i = 0; i < later.size(); i++) {
      assertThat(later.get(i)).isEqualTo(all.get(9 + i));
    }
  }

  @Test
  void givesOneChannelWhereOneIsAskedFor() {
    try (PictureBatches batches = new PictureBatches(decoded, SIDE, 1, 26)) {
      batches.pass(
          PictureBatches.Pass.unchanged(pictures),
          Optional.empty(),
          batch -> assertThat(batch.values().remaining()).isEqualTo(26 * SIDE * SIDE));
    }
  }

  @Test
  void handsOutWhatComesOutOfTheTrunk() {
    Weights weights = FormulaWeights.withDense();
    List<Float> logits = new ArrayList<>();
    float[] expected = new float[26];
    try (PictureBatches batches = new PictureBatches(decoded, SIDE, 1, 8);
        Trunk whole = new Trunk(weights, SIDE, 1, CutPoint.LOGIT);
        InferenceNetwork network = new InferenceNetwork(SIDE, weights)) {
      batches.pass(
          PictureBatches.Pass.unchanged(pictures),
          Optional.of(whole),
          batch -> {
            for (int i = 0; i < batch.count(); i++) {
              logits.add(batch.values().get());
            }
          });
      List<float[]> inColour = collect(26, Augmentation.NONE, 0);
      for (int i = 0; i < expected.length; i++) {
        expected[i] = network.logits(FloatBuffer.wrap(inColour.get(i)), 1)[0];
      }
    }
    for (int i = 0; i < expected.length; i++) {
      assertThat(logits.get(i)).isCloseTo(expected[i], within(1e-3f));
    }
  }

  @Test
  void findsThePicturesThatCannotBeRead() throws IOException {
    List<LabelledPicture> some = new ArrayList<>(pictures.subList(0, 3));
    Path broken = Files.writeString(folder.resolve("broken.png"), "no picture");
    some.add(new LabelledPicture(broken, "smiling/broken.png", true));
    some.add(new LabelledPicture(folder.resolve("gone.png"), "smiling/gone.png", true));
    List<Long> done = new ArrayList<>();
    DecodedPictures read = new DecodedPictures(some, (n, total) -> done.add(n));
    assertThat(done).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(read.unreadable())
        .extracting(UnreadablePicture::name)
        .containsExactly("smiling/broken.png", "smiling/gone.png");
    assertThat(read.unreadable().get(1).reason()).contains("no such file", "gone.png");
  }

  @Test
  void namesThePictureThatCanNoLongerBeRead() {
    List<LabelledPicture> withMissing = new ArrayList<>(pictures);
    withMissing.add(5, new LabelledPicture(folder.resolve("gone.png"), "smiling/gone.png", true));
    try (PictureBatches batches = new PictureBatches(decoded, SIDE, 3, 4)) {
      assertThatThrownBy(
              () ->
                  batches.pass(
                      PictureBatches.Pass.unchanged(withMissing), Optional.empty(), batch -> {}))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("gone.png");
    }
  }
}
