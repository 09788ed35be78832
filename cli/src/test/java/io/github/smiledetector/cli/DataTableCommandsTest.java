package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.train.data.LabelTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataTableCommandsTest {
  private static final Path SAMPLES = Path.of("..", "samples");

  @TempDir Path dir;

  private Path photos() throws IOException {
    for (String sub : new String[] {"smiling", "neutral"}) {
      Files.createDirectories(dir.resolve("photos").resolve(sub));
    }
    Files.copy(
        SAMPLES.resolve("astronaut_eileen_collins.png"), dir.resolve("photos/smiling/eileen.png"));
    Files.copy(SAMPLES.resolve("grace_hopper.jpg"), dir.resolve("photos/neutral/grace.jpg"));
    return dir.resolve("photos");
  }

  private Path table(int rows) throws IOException {
    StringBuilder text = new StringBuilder("file,person,a,b,c\n");
    for (int i = 0; i < rows; i++) {
      int yes = i % 2;
      text.append(
          String.format(
              "p/%d.jpg,who%d,%d,%d,%d%n", i, i / 3, yes, yes, i % 3 == 0 ? 1 - yes : yes));
    }
    return Files.writeString(dir.resolve("t.csv"), text);
  }

  @Test
  void cropsClassFoldersAndSaysWhatCannotBeRead() throws IOException {
    Files.writeString(photos().resolve("neutral/broken.jpg"), "no picture");
    Path out = dir.resolve("crops");
    Ran ran = Ran.of("data", "crop", dir.resolve("photos"), "--finder", "compact", "--out", out);
    assertThat(ran.exitCode()).isEqualTo(ExitCode.SOME_INPUTS_FAILED);
    assertThat(ran.err()).contains("cannot be read: ").contains("broken.jpg");
    assertThat(ran.out())
        .contains("3 photos; 2 faces found by compact")
        .contains("1 cannot be read");
    LabelTable table = LabelTable.read(out.resolve("labels.csv"));
    assertThat(table.rows())
        .extracting(row -> row.cell("file") + " " + row.cell("smile") + " " + row.cell("class"))
        .containsExactly("neutral/grace.jpg 0 neutral", "smiling/eileen.jpg 1 smiling");
    Ran again = Ran.of("data", "crop", dir.resolve("photos"), "--finder", "compact", "--out", out);
    assertThat(again.exitCode()).isEqualTo(ExitCode.WRONG_USE);
  }

  @Test
  void cropsTheRowsOfATableThatALabelFills() throws IOException {
    photos();
    Path table =
        Files.writeString(
            dir.resolve("t.csv"),
            "file,mood\nphotos/smiling/eileen.png,grin\nphotos/neutral/grace.jpg,\n");
    Path out = dir.resolve("crops");
    Ran ran =
        Ran.of("data", "crop", table, "--finder", "compact", "--label", "mood=grin", "--out", out);
    assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(LabelTable.read(out.resolve("labels.csv")).rows())
        .extracting(row -> row.cell("smile"))
        .containsExactly("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--geometry landmarks|no landmarks",
        "--landmark-crop 2.4,0.5|--crop",
        "--crop 1,2|three numbers",
        "--crop 0,0,0|positive scale",
        "--share 2|0.2 to 1",
        "--label mood|the folders are the labels"
      })
  void saysWhichCropOptionsMakeNoSense(String options, String message) throws IOException {
    photos();
    Path out = dir.resolve("crops");
    Ran ran =
        Ran.of(
            (Object[])
                ("data crop "
                        + dir.resolve("photos")
                        + " --finder haar --out "
                        + out
                        + " "
                        + options)
                    .split(" "));
    assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(ran.err()).contains(message);
    assertThat(out).doesNotExist();
  }

  @Test
  void mergesAndSaysHowReliableEachSourceIs() throws IOException {
    Path out = dir.resolve("sub/merged.csv");
    Ran ran =
        Ran.of(
            "data", "merge", table(60), "--from", "a", "--from", "b", "--from", "c", "--out", out);
    assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(ran.out()).contains("sensitivity").contains("specificity").contains("60");
    LabelTable merged = LabelTable.read(out);
    assertThat(merged.columns()).containsExactly("file", "person", "a", "b", "c", "smile");
    assertThat(merged.rows().get(1).cell("file")).isEqualTo("../p/1.jpg");
    assertThat(Double.parseDouble(merged.rows().get(1).cell("smile"))).isGreaterThan(0.9);
    Ran over =
        Ran.of(
            "data",
            "merge",
            dir.resolve("t.csv"),
            "--from",
            "a",
            "--from",
            "b",
            "--out",
            dir.resolve("t.csv"));
    assertThat(over.exitCode()).isEqualTo(ExitCode.WRONG_USE);
  }

  @Test
  void splitsInTwoAndIntoFolds() throws IOException {
    Path table = table(60);
    Ran two =
        Ran.of(
            "data",
            "split",
            table,
            "--share",
            "0.2",
            "--out",
            dir.resolve("test.csv"),
            "--rest",
            dir.resolve("train.csv"));
    assertThat(two.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(two.out()).contains("12 rows of 4 groups").contains("48 rows of 16 groups");
    assertThat(LabelTable.read(dir.resolve("test.csv")).rows()).hasSize(12);
    Path folds = dir.resolve("folds");
    assertThat(Ran.of("data", "split", table, "--folds", 4, "--out", folds).exitCode())
        .isEqualTo(ExitCode.DONE);
    assertThat(LabelTable.read(folds.resolve("fold-4/test.csv")).rows())
        .hasSize(15)
        .allMatch(row -> row.cell("file").startsWith("../../p/"));
    assertThat(LabelTable.read(folds.resolve("fold-4/train.csv")).rows()).hasSize(45);
    assertThat(Ran.of("data", "split", table, "--out", folds).exitCode())
        .isEqualTo(ExitCode.WRONG_USE);
    assertThat(
            Ran.of("data", "split", table, "--out", table, "--rest", dir.resolve("r.csv"))
                .exitCode())
        .isEqualTo(ExitCode.WRONG_USE);
    assertThat(dir.resolve("r.csv")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"crop", "merge", "split"})
  void helpTeachesByExamples(String command) {
    Ran ran = Ran.of("data", command, "--help");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(ran.out()).contains("Examples:").contains("  smile data " + command);
  }
}
