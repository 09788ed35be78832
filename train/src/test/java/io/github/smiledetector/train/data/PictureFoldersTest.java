package io.github.smiledetector.train.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.fetch.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureFoldersTest {
  @TempDir Path dir;

  private void files(String... names) throws IOException {
    for (String name : names) {
      Path file = dir.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
  }

  private List<String> names(ClassChoice choice) {
    return PictureFolders.read(dir, choice).pictures().stream().map(LabelledPicture::name).toList();
  }

  @Test
  void sortsFoldersAndFilesAsStringsLikeKeras() throws IOException {
    files("positives/9.jpg", "positives/10.jpg", "negatives/b.png", "negatives/B.png");
    assertThat(names(ClassChoice.GUESS))
        .containsExactly(
            "negatives/B.png", "negatives/b.png", "positives/10.jpg", "positives/9.jpg");
  }

  /** The order was taken from sorting os.walk by folder and each folder's files, as Keras does. */
  @Test
  void walksNestedFoldersInKerasOrder() throws IOException {
    files("smile/z.jpg", "smile/a/x/1.jpg", "smile/a/2.jpg", "smile/a-b/3.jpg", "neutral/1.jpg");
    assertThat(names(ClassChoice.GUESS))
        .containsExactly(
            "neutral/1.jpg", "smile/z.jpg", "smile/a/2.jpg", "smile/a-b/3.jpg", "smile/a/x/1.jpg");
  }

  @Test
  void countsPicturesByExtensionWhateverItsCase() throws IOException {
    files(
        "smile/1.jpg",
        "smile/2.JPEG",
        "smile/3.Png",
        "smile/4.bmp",
        "smile/5.webp",
        "smile/6.TIF",
        "smile/7.tiff",
        "smile/8.gif",
        "smile/notes.txt",
        "smile/jpg",
        "neutral/1.jpg");
    LabelledPictures read = PictureFolders.read(dir, ClassChoice.GUESS);
    assertThat(read.smilingCount()).isEqualTo(8);
    assertThat(PictureFolders.in(dir).classes().get(1).otherFiles()).isEqualTo(2);
  }

  @Test
  void passesOverHiddenFilesAndFolders() throws IOException {
    files("smile/1.jpg", "smile/._1.jpg", "neutral/1.jpg", ".thumbnails/1.jpg", "neutral/.x/1.jpg");
    assertThat(names(ClassChoice.GUESS)).containsExactly("neutral/1.jpg", "smile/1.jpg");
  }

  @ParameterizedTest
  @CsvSource({
    "positives, negatives, positives",
    "Smile, No_Smile, Smile",
    "non-smiling, smiling, smiling",
    "not smiling, smiles, smiles",
    "happy, neutral, happy",
    "neg, pos, pos",
  })
  void guessesFromWellKnownPairsOfNames(String one, String other, String smiling)
      throws IOException {
    files(one + "/1.jpg", other + "/1.jpg");
    LabelledPictures read = PictureFolders.read(dir, ClassChoice.GUESS);
    assertThat(read.smilingClass()).isEqualTo(smiling);
    assertThat(read.otherClass()).isEqualTo(smiling.equals(one) ? other : one);
    assertThat(read.pictures())
        .allSatisfy(p -> assertThat(p.smiling()).isEqualTo(p.name().startsWith(smiling + "/")));
  }

  @ParameterizedTest
  @CsvSource({
    "cats, dogs",
    "smile, grin",
    "0, 1",
    "smiling, positives",
    "non_smiling, neutral",
    "unhappy, sad",
    "smiling_not, neutral",
  })
  void refusesToGuessFromOtherNames(String one, String other) throws IOException {
    files(one + "/1.jpg", other + "/1.jpg", other + "/2.jpg");
    assertThatThrownBy(() -> PictureFolders.read(dir, ClassChoice.GUESS))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            dir.toString(), "--smiling NAME", one + " (1 picture)", other + " (2 pictures)");
  }

  @Test
  void takesTheFolderThatIsNamed() throws IOException {
    files("a/1.jpg", "b/1.jpg");
    LabelledPictures read = PictureFolders.read(dir, ClassChoice.smiling("b"));
    assertThat(read.smilingClass()).isEqualTo("b");
    assertThat(read.otherClass()).isEqualTo("a");
  }

  @Test
  void takesTheRestTogetherWhenTold() throws IOException {
    files("angry/1.jpg", "happy/1.jpg", "sad/1.jpg", "sad/2.jpg");
    LabelledPictures read = PictureFolders.read(dir, ClassChoice.smilingAgainstRest("happy"));
    assertThat(read.otherClass()).isEqualTo("angry+sad");
    assertThat(read.pictures().stream().map(LabelledPicture::smiling))
        .containsExactly(false, true, false, false);
  }

  @Test
  void refusesMoreThanTwoFoldersWithoutTheRest() throws IOException {
    files("negatives/1.jpg", "positives/1.jpg", "notes/readme.txt");
    for (ClassChoice choice : List.of(ClassChoice.GUESS, ClassChoice.smiling("positives"))) {
      assertThatThrownBy(() -> PictureFolders.read(dir, choice))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll("--rest", "notes (0 pictures)");
    }
  }

  @Test
  void refusesTheRestWithoutANamedFolder() throws IOException {
    files("angry/1.jpg", "happy/1.jpg", "sad/1.jpg");
    ClassChoice unnamed = new ClassChoice(Optional.empty(), true);
    assertThatThrownBy(() -> PictureFolders.read(dir, unnamed))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("--smiling NAME --rest", "happy (1 picture)");
  }

  @Test
  void refusesANameThatIsNotThere() throws IOException {
    files("a/1.jpg", "b/1.jpg");
    assertThatThrownBy(() -> PictureFolders.read(dir, ClassChoice.smiling("smile")))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("no folder named smile", "a (1 picture), b (1 picture)");
  }

  @Test
  void refusesAClassWithoutPictures() throws IOException {
    files("positives/1.jpg", "negatives/readme.txt");
    assertThatThrownBy(() -> PictureFolders.read(dir, ClassChoice.GUESS))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("does not smile", "negatives (0 pictures)");
  }

  @Test
  void refusesASingleFolder() throws IOException {
    files("positives/1.jpg");
    assertThatThrownBy(() -> PictureFolders.read(dir, ClassChoice.GUESS))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("two folders", "positives (1 picture)");
  }

  @Test
  void saysWhatIsThereInsteadOfClassFolders() throws IOException {
    files("1.jpg", "2.jpg");
    assertThatThrownBy(() -> PictureFolders.read(dir, ClassChoice.GUESS))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no sub-folder and 2 pictures");
    assertThatThrownBy(() -> PictureFolders.read(dir.resolve("1.jpg"), ClassChoice.GUESS))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is no folder");
    assertThatThrownBy(() -> PictureFolders.read(dir.resolve("none"), ClassChoice.GUESS))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void fingerprintIsThatOfSha256sumLines() throws IOException {
    files("b/1.jpg", "a/2.jpg");
    LabelledPictures read = PictureFolders.read(dir, ClassChoice.smiling("b"));
    String lines =
        Sha256.of("a/2.jpg".getBytes(UTF_8))
            + "  a/2.jpg\n"
            + Sha256.of("b/1.jpg".getBytes(UTF_8))
            + "  b/1.jpg\n";
    assertThat(read.fingerprint()).isEqualTo(Sha256.of(lines.getBytes(UTF_8)));
  }

  @Test
  void fingerprintChangesWithNameAndContent() throws IOException {
    files("b/1.jpg", "a/2.jpg");
    String before = PictureFolders.read(dir, ClassChoice.smiling("b")).fingerprint();
    Files.writeString(dir.resolve("a/2.jpg"), "other");
    String content = PictureFolders.read(dir, ClassChoice.smiling("b")).fingerprint();
    Files.move(dir.resolve("a/2.jpg"), dir.resolve("a/3.jpg"));
    String name = PictureFolders.read(dir, ClassChoice.smiling("b")).fingerprint();
    assertThat(List.of(before, content, name)).doesNotHaveDuplicates();
  }
}
