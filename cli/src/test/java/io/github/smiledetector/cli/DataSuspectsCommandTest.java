package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.train.data.LabelTable;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSuspectsCommandTest {
  private static final int RED = 0xD00000;
  private static final int BLUE = 0x0000D0;
  private static final int GREEN = 0x00D000;

  @TempDir Path dir;
  private Path labels;
  private Path predictions;
  private Path out;

  @BeforeEach
  void writeTables() throws IOException {
    picture("red.png", RED);
    picture("blue.png", BLUE);
    picture("green.png", GREEN);
    labels =
        Files.write(
            dir.resolve("labels.csv"),
            List.of("file,smile", "red.png,1", "blue.png,0", "green.png,1"));
    Files.createDirectories(dir.resolve("fold"));
    predictions =
        Files.write(
            dir.resolve("fold/predictions.csv"),
            List.of(
                "file,logit,probability,label",
                "../red.png,-3,0.05,1",
                "../blue.png,0,0.5,0",
                "../green.png,3,0.95,1"));
    out = dir.resolve("doubted.csv");
  }

  private void picture(String name, int colour) throws IOException {
    BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 400; i++) {
      image.setRGB(i % 20, i / 20, colour);
    }
    ImageIO.write(image, "png", dir.resolve(name).toFile());
  }

  @Test
  void writesPredictionsBesideLabelsThatStayAsTheyAre() throws IOException {
    String before = Files.readString(labels);
    Ran ran = Ran.of("data", "suspects", labels, "--predictions", predictions, "--out", out);
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.DONE);
    assertThat(ran.out())
        .isEqualTo(
            out
                + ": 3 labels with a prediction, 1 of them 0.8 or further from it"
                + System.lineSeparator());
    assertThat(Files.readString(labels)).isEqualTo(before);
    assertThat(LabelTable.read(out).rows())
        .extracting(row -> String.join(" ", row.cells().values()))
        .containsExactly("red.png 1 0.0500", "blue.png 0 0.5000", "green.png 1 0.9500");
  }

  @Test
  void drawsTheMostContradictedPictures() throws IOException {
    Path sheet = dir.resolve("sheets/suspects.png");
    Ran ran =
        Ran.of(
            "data",
            "suspects",
            labels,
            "--predictions",
            predictions,
            "--out",
            out,
            "--sheet",
            sheet,
            "--count",
            2);
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.DONE);
    BufferedImage drawn = ImageIO.read(sheet.toFile());
    assertThat(has(drawn, RED)).isTrue();
    assertThat(has(drawn, BLUE)).isTrue();
    assertThat(has(drawn, GREEN)).isFalse();
  }

  private static boolean has(BufferedImage image, int colour) {
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if ((image.getRGB(x, y) & 0xFFFFFF) == colour) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void refusesWhatMakesNoSenseAndWritesNothing() {
    Ran over = Ran.of("data", "suspects", labels, "--predictions", predictions, "--out", labels);
    assertThat(over.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(over.err()).contains("is the table itself");
    Ran none =
        Ran.of(
            "data", "suspects", labels, "--predictions", predictions, "--out", out, "--count", 0);
    assertThat(none.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    Ran twice =
        Ran.of(
            "data",
            "suspects",
            labels,
            "--predictions",
            predictions,
            "--predictions",
            predictions,
            "--out",
            out);
    assertThat(twice.exitCode()).isEqualTo(ExitCode.BAD_DATA);
    assertThat(twice.err()).contains("was predicted before");
    assertThat(out).doesNotExist();
  }
}
