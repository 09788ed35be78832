package io.github.smiledetector.train.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.train.MadeFaces;
import io.github.smiledetector.train.data.ClassChoice;
import io.github.smiledetector.train.data.LabelledPicture;
import io.github.smiledetector.train.data.PictureFolders;
import io.github.smiledetector.train.recipe.Augmentation;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureBatchesTest {
  private static final int SIDE = 32;

  @TempDir private static Path folder;
  private static List<LabelledPicture> pictures;

  @BeforeAll
  static void drawFaces() throws IOException {
    pictures =
        PictureFolders.read(MadeFaces.draw(folder, 13), ClassChoice.smiling("smiling")).pictures();
  }

  private static List<float[]> collect(int batchSize, Augmentation augmentation, long seed) {
    List<float[]> all = new ArrayList<>();
    try (PictureBatches batches = new PictureBatches(SIDE, batchSize)) {
      batches.pass(
          pictures,
          augmentation,
          seed,
          batch -> {
            FloatBuffer buffer = batch.pictures();
            assertThat(buffer.remaining()).isEqualTo(batch.count() * SIDE * SIDE * 3);
            for (int i = 0; i < batch.count(); i++) {
              float[] picture = new float[SIDE * SIDE * 3];
              buffer.get(picture);
              assertThat(batch.smiling()[i] == 1).isEqualTo(pictures.get(all.size()).smiling());
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
  void namesThePictureThatCannotBeRead() {
    List<LabelledPicture> withMissing = new ArrayList<>(pictures);
    withMissing.add(5, new LabelledPicture(folder.resolve("gone.png"), "smiling/gone.png", true));
    try (PictureBatches batches = new PictureBatches(SIDE, 4)) {
      assertThatThrownBy(() -> batches.pass(withMissing, Augmentation.NONE, 0, batch -> {}))
          .isInstanceOf(PictureException.class)
          .hasMessageContaining("gone.png");
    }
  }
}
