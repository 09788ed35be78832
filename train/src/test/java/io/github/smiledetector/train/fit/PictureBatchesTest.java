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
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
