package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("edge")
class FinderTrainCommandTest {
  @TempDir private static Path folder;
  private static Path labels;

  @TempDir private Path mine;

  @BeforeAll
  static void makeInputs() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      BufferedImage image = new BufferedImage(130, 130, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      graphics.setColor(new Color(220, 180 + 10 * i, 150));
      graphics.fillOval(30, 20, 60, 80);
      graphics.dispose();
      ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
      lines.append(line(i + ".png"));
    }
    labels = Files.writeString(folder.resolve("labels.jsonl"), lines);
    Files.writeString(folder.resolve("missing-photo.jsonl"), lines + line("missing.png"));
    Files.writeString(folder.resolve("one-photo.jsonl"), line("0.png") + line("missing.png"));
    Files.writeString(
        folder.resolve("no-face.jsonl"), lines.toString().replaceAll("\\[\\{.*}]", "[]"));
    Files.writeString(folder.resolve("empty.jsonl"), "\n");
    Files.writeString(folder.resolve("text.jsonl"), "no labels");
    Files.createDirectories(folder.resolve("bare"));
  }

  private static String line(String file) {
    return """
        {"file": "%s", "width": 130, "height": 130, "faces": [{"box": [30, 20, 60, 80], "landmarks": [[45, 50], [75, 50], [60, 65], [48, 80], [72, 80]]}]}
        """
        .formatted(file);
  }

  private static Ran train(Path labels, Path run, String... options) {
    List<Object> words =
        new ArrayList<>(List.of("finder", "train", labels, "--out", run, "--averaging", 0));
    List<String> given = List.of(options);
    List.of("--epochs", "1", "--scenes-per-epoch", "8", "--batch-size", "8").forEach(words::add);
    List.of("--validation-scenes", "2", "--validation-share", "0.25").forEach(words::add);
    if (!given.contains("--image-size")) {
      words.addAll(List.of("--image-size", 32));
    }
    words.addAll(given);
    return Ran.of(words.toArray());
  }

  private static void assertOneMessage(Ran ran, int exitCode, String... parts) {
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(exitCode);
    assertThat(ran.err()).contains(parts).doesNotContain("Exception").doesNotContain("\tat ");
    assertThat(ran.out()).isEmpty();
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        // labels | options | exit code | in the message
        "labels    | --image-size 100        | 2 | a multiple of 32 pixels from 32 to 1024, because the network's largest cells have 32, not 100",
        "labels    | --image-size 2048       | 2 | a multiple of 32",
        "labels    | --checkpoint-every 0    | 2 | must be positive",
        "labels    | --faceless FOLDER/none  | 4 | no such folder",
        "labels    | --faceless FOLDER/bare  | 4 | there is no picture in",
        "empty     |                         | 4 | empty.jsonl has no photo",
        "text      |                         | 4 | text.jsonl, line 1: not JSON",
        "none      |                         | 4 | cannot read",
        "no-face   |                         | 4 | has a face that is not to be ignored",
        "one-photo |                         | 4 | needs two at least: 1 of 2 marked ones can be read",
      })
  void saysWhatIsWrongBeforeAnythingIsWritten(
      String labels, String options, int exitCode, String message) {
    Path run = mine.resolve("run");
    String[] given =
        options == null ? new String[0] : options.replace("FOLDER", folder.toString()).split(" ");
    assertOneMessage(train(folder.resolve(labels + ".jsonl"), run, given), exitCode, message);
    assertThat(run).doesNotExist();
  }

  @Test
  void trainsAndRefusesToGoOnWithOtherOptions() {
    Path run = mine.resolve("run");
    Ran ran = train(labels, run);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).isEqualTo(run.resolve("finder.onnx") + System.lineSeparator());
    assertThat(ran.err()).contains("1 epochs of 8 scenes", "epoch 1/1: ", "recall at 1 false face");
    assertOneMessage(train(labels, run), ExitCode.WRONG_USE, "already holds a finished training");
    assertOneMessage(
        train(labels, run, "--resume", "--seed", "7", "--image-size", "64"),
        ExitCode.WRONG_USE,
        "holds another training of a face finder",
        "image side px 32 there, 64 now",
        "seed 42 there, 7 now",
        "name another folder");
    assertThat(train(labels, run, "--resume").err()).contains("done already");
  }

  @Test
  void listsAMissingPhotoAndLeavesItOut() {
    Path run = mine.resolve("run");
    Ran ran = train(folder.resolve("missing-photo.jsonl"), run);
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.SOME_INPUTS_FAILED);
    assertThat(ran.err()).contains("1 picture cannot be read and is left out", "missing.png");
    assertThat(run.resolve("unreadable.csv")).content().contains("\"missing.png\"");
    assertThat(run.resolve("finder.onnx")).isNotEmptyFile();
  }
}
