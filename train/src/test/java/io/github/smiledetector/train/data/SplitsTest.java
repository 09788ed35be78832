package io.github.smiledetector.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.train.recipe.SplitKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitsTest {
  @TempDir Path dir;

  private LabelledPictures pictures(int smiling, int others) throws IOException {
    for (int i = 0; i < smiling; i++) {
      write("smile/" + i + ".jpg", "smile " + i);
    }
    for (int i = 0; i < others; i++) {
      write("neutral/" + i + ".jpg", "neutral " + i);
    }
    return read();
  }

  private void write(String name, String content) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private LabelledPictures read() {
    return PictureFolders.read(dir, ClassChoice.GUESS);
  }

  private static List<String> names(List<LabelledPicture> part) {
    return part.stream().map(LabelledPicture::name).toList();
  }

  private static long smiling(List<LabelledPicture> part) {
    return part.stream().filter(LabelledPicture::smiling).count();
  }

  private static void assertDivides(Split split, LabelledPictures pictures) {
    List<LabelledPicture> both = new ArrayList<>(split.training());
    both.addAll(split.validation());
    assertThat(both).containsExactlyInAnyOrderElementsOf(pictures.pictures());
  }

  @Test
  void byPersonKeepsAllPicturesOfAPersonOnOneSideAndUnknownOnesInTraining() throws IOException {
    StringBuilder table = new StringBuilder("file,smile,person\n");
    for (int i = 0; i < 200; i++) {
      String person = i % 5 == 0 ? "" : "person " + i % 37;
      write(i + ".jpg", "picture " + i);
      table.append(i + ".jpg," + i % 2 + "," + person + "\n");
    }
    Path file = Files.writeString(dir.resolve("labels.csv"), table);
    LabelledPictures pictures = LabelledTables.read(List.of(file), LabelColumn.DEFAULT);
    Split split = Splits.split(SplitKind.BY_PERSON, pictures, 0.25, 3);
    assertDivides(split, pictures);
    assertThat(split.validation()).hasSizeBetween(40, 46);
    assertThat(split.validation()).noneMatch(picture -> picture.person().isEmpty());
    assertThat(split.training().stream().map(LabelledPicture::person))
        .doesNotContainAnyElementsOf(
            split.validation().stream().map(LabelledPicture::person).toList());
    assertThat(Splits.split(SplitKind.BY_PERSON, pictures, 0.25, 3).validation())
        .isEqualTo(split.validation());
    assertThat(Splits.split(SplitKind.BY_PERSON, pictures, 0.25, 4).validation())
        .isNotEqualTo(split.validation());
  }

  @Test
  void byPersonNeedsPersons() throws IOException {
    LabelledPictures nobody = pictures(4, 4);
    assertThatThrownBy(() -> Splits.split(SplitKind.BY_PERSON, nobody, 0.25, 3))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("two persons")
        .hasMessageContaining("column person");
  }

  /** NumPy: RandomState(42).shuffle(list(range(10))) is 8 1 5 0 7 2 9 4 3 6. */
  @Test
  void referenceKeepsTheLastOfNumPysShuffleForValidation() throws IOException {
    LabelledPictures pictures = pictures(5, 5);
    Split split = Splits.split(SplitKind.REFERENCE, pictures, 0.29, 42);
    assertThat(names(split.training()))
        .containsExactly(
            "smile/3.jpg",
            "neutral/1.jpg",
            "smile/0.jpg",
            "neutral/0.jpg",
            "smile/2.jpg",
            "neutral/2.jpg",
            "smile/4.jpg",
            "neutral/4.jpg");
    assertThat(names(split.validation())).containsExactly("neutral/3.jpg", "smile/1.jpg");
  }

  @Test
  void referenceRefusesASeedThatNumPyWould() throws IOException {
    LabelledPictures pictures = pictures(5, 5);
    for (long seed : new long[] {-1, 1L << 32}) {
      assertThatThrownBy(() -> Splits.split(SplitKind.REFERENCE, pictures, 0.2, seed))
          .isInstanceOf(OptionException.class)
          .hasMessageContaining("0 to 4294967295");
    }
  }

  @Test
  void stratifiedTakesTheSameShareOfEachClass() throws IOException {
    LabelledPictures pictures = pictures(30, 70);
    for (long seed = 0; seed < 20; seed++) {
      Split split = Splits.split(SplitKind.STRATIFIED, pictures, 0.2, seed);
      assertDivides(split, pictures);
      assertThat(smiling(split.validation())).isEqualTo(6);
      assertThat(split.validation()).hasSize(20);
    }
  }

  @Test
  void stratifiedIsTheSameForTheSameSeedOnly() throws IOException {
    LabelledPictures pictures = pictures(30, 70);
    Split first = Splits.split(SplitKind.STRATIFIED, pictures, 0.2, -7);
    assertThat(Splits.split(SplitKind.STRATIFIED, read(), 0.2, -7)).isEqualTo(first);
    assertThat(Splits.split(SplitKind.STRATIFIED, pictures, 0.2, 7).validation())
        .isNotEqualTo(first.validation());
  }

  @Test
  void stratifiedKeepsIdenticalPicturesOnOneSideWhateverTheirLabels() throws IOException {
    pictures(30, 70);
    for (int i = 0; i < 10; i++) {
      write("smile/twin" + i + ".jpg", "twin " + i);
      write("neutral/twin" + i + ".jpg", "twin " + i);
      write("neutral/twin" + i + "again.jpg", "twin " + i);
    }
    LabelledPictures pictures = read();
    int inValidation = 0;
    for (long seed = 0; seed < 20; seed++) {
      Split split = Splits.split(SplitKind.STRATIFIED, pictures, 0.2, seed);
      assertDivides(split, pictures);
      assertThat(smiling(split.validation())).isEqualTo(8);
      assertThat(split.validation()).hasSize(8 + 18);
      List<String> validation = names(split.validation());
      for (int i = 0; i < 10; i++) {
        boolean kept = validation.contains("smile/twin" + i + ".jpg");
        assertThat(validation.contains("neutral/twin" + i + ".jpg")).isEqualTo(kept);
        assertThat(validation.contains("neutral/twin" + i + "again.jpg")).isEqualTo(kept);
        inValidation += kept ? 1 : 0;
      }
    }
    // Identical pictures are drawn like others: about a fifth of 200, neither none nor all.
    assertThat(inValidation).isBetween(15, 70);
  }

  @Test
  void refusesAPartWithoutAClass() throws IOException {
    LabelledPictures one = pictures(1, 20);
    assertThatThrownBy(() -> Splits.split(SplitKind.STRATIFIED, one, 0.2, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(dir.toString(), "training", "1 smiling and 20 other");
    assertThatThrownBy(() -> Splits.split(SplitKind.REFERENCE, one, 0.01, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("validation");
  }

  @Test
  void refusesAShareOutOfRange() throws IOException {
    LabelledPictures pictures = pictures(5, 5);
    for (double share : new double[] {0, 1, -0.2, Double.NaN}) {
      assertThatThrownBy(() -> Splits.split(SplitKind.STRATIFIED, pictures, share, 1))
          .isInstanceOf(OptionException.class);
    }
  }

  @Test
  void isReadBackAsWritten() throws IOException {
    LabelledPictures pictures = pictures(30, 70);
    Split split = Splits.split(SplitKind.STRATIFIED, pictures, 0.25, 1L << 40);
    Path file = dir.resolve("split.json");
    split.write(file);
    assertThat(Split.read(file, read())).isEqualTo(split);
    assertThat(file).content().contains("\"kind\" : \"stratified\"", pictures.fingerprint());
  }

  @Test
  void isNotReadForOtherData() throws IOException {
    Split split = Splits.split(SplitKind.STRATIFIED, pictures(10, 10), 0.2, 1);
    Path file = dir.resolve("split.json");
    split.write(file);
    write("smile/3.jpg", "another picture");
    assertThatThrownBy(() -> Split.read(file, read()))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(file.toString(), "other data", split.fingerprint());
  }

  @Test
  void refusesDamagedFiles() throws IOException {
    LabelledPictures pictures = pictures(10, 10);
    Path file = dir.resolve("split.json");
    Splits.split(SplitKind.STRATIFIED, pictures, 0.2, 1).write(file);
    String good = Files.readString(file);
    for (String bad :
        List.of(
            "",
            "null",
            "[]",
            "{}",
            good.substring(0, good.length() / 2),
            good.replace("\"formatVersion\" : 1", "\"formatVersion\" : 2"),
            good.replace("stratified", "guessed"),
            good.replace("\"smile/1.jpg\"", "\"smile/2.jpg\""),
            good.replace("\"smile/1.jpg\"", "\"../1.jpg\""))) {
      assertThat(bad).isNotEqualTo(good);
      Files.writeString(file, bad);
      assertThatThrownBy(() -> Split.read(file, pictures))
          .isInstanceOf(DataException.class)
          .hasMessageContaining(file.toString());
    }
  }
}
