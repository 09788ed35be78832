package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DataCommandsTest {
  @TempDir Path dir;

  /** What a user gets. */
  private record Outcome(int exitCode, String out, String err) {}

  private static Outcome smile(Object... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = SmileCommand.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int exitCode = line.execute(Stream.of(words).map(Object::toString).toArray(String[]::new));
    return new Outcome(exitCode, out.toString(), err.toString());
  }

  private void picture(String name, int rgb) throws IOException {
    BufferedImage image = new BufferedImage(6, 4, BufferedImage.TYPE_INT_RGB);
    image.setRGB(1, 1, rgb);
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  private void threePictures() throws IOException {
    picture("positives/1.png", 0xff0000);
    picture("negatives/1.png", 0x00ff00);
    picture("negatives/2.png", 0x808080);
    Files.copy(dir.resolve("positives/1.png"), dir.resolve("negatives/3.png"));
  }

  @Test
  void inspectsAsText() throws IOException {
    threePictures();
    Outcome outcome = smile("data", "inspect", dir);
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.out().lines())
        .containsExactly(
            dir + ": 4 pictures in 2 classes",
            "  negatives        3   75.0 %",
            "  positives        1   25.0 %  smiling, by its name",
            "always answering negatives: 75.0 % right",
            "sizes: all 6x4",
            "colours: 1 grey but stored in colour, 3 in colour",
            "unreadable: none",
            "byte-identical: 1 pair",
            "identical with opposite labels: 1 pair",
            "  negatives/3.png = positives/1.png");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void inspectsAsJson() throws IOException {
    threePictures();
    Files.writeString(dir.resolve("negatives/note.txt"), "a note");
    Outcome outcome = smile("data", "inspect", dir, "--json");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.DONE);
    JsonNode json = new ObjectMapper().readTree(outcome.out());
    assertThat(json.get("pictures").asInt()).isEqualTo(4);
    assertThat(json.at("/classes/0/name").asText()).isEqualTo("negatives");
    assertThat(json.at("/classes/0/pictures").asInt()).isEqualTo(3);
    assertThat(json.get("majorityAccuracy").asDouble()).isEqualTo(0.75);
    assertThat(json.get("smilingGuess").asText()).isEqualTo("positives");
    assertThat(json.at("/mostCommon/width").asInt()).isEqualTo(6);
    assertThat(json.at("/mostCommon/height").asInt()).isEqualTo(4);
    assertThat(json.at("/mostCommon/pictures").asInt()).isEqualTo(4);
    assertThat(json.get("greyInColour").asInt()).isEqualTo(1);
    assertThat(json.get("colour").asInt()).isEqualTo(3);
    assertThat(json.at("/identicalAcrossClasses/0/1").asText()).isEqualTo("positives/1.png");
    assertThat(json.get("otherFiles").asInt()).isEqualTo(1);
  }

  @Test
  void listsUnreadableFilesAndSaysSoByTheExitCode() throws IOException {
    threePictures();
    Files.writeString(dir.resolve("positives/broken.jpg"), "no picture");
    Outcome outcome = smile("data", "inspect", dir);
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.SOME_INPUTS_FAILED);
    assertThat(outcome.out()).contains("5 pictures").contains("positives/broken.jpg");
    Outcome json = smile("data", "inspect", dir, "--json");
    assertThat(json.exitCode()).isEqualTo(ExitCode.SOME_INPUTS_FAILED);
    assertThat(new ObjectMapper().readTree(json.out()).at("/unreadable/0/file").asText())
        .isEqualTo("positives/broken.jpg");
  }

  @Test
  void saysWhatIsWrongWithAFolder() {
    Outcome missing = smile("data", "inspect", dir.resolve("none"));
    assertThat(missing.exitCode()).isEqualTo(ExitCode.BAD_DATA);
    assertThat(missing.err()).contains("none does not exist").doesNotContain("Exception");
    assertThat(smile("data", "inspect", dir).exitCode()).isEqualTo(ExitCode.BAD_DATA);
  }

  @Test
  void saysWhatAnArchiveIsNotAndMakesNoFolder() throws IOException {
    Path archive = Files.writeString(dir.resolve("archive.zip"), "no zip");
    Path to = dir.resolve("to");
    Outcome outcome = smile("data", "fetch", "smilesmiled", "--from", archive, "--to", to);
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.BAD_DATA);
    assertThat(outcome.err())
        .contains(archive.toString(), "not SMILEsmileD", "no readable zip", "13165");
    assertThat(to).doesNotExist();
    try (Stream<Path> left = Files.list(dir)) {
      assertThat(left).containsExactly(archive);
    }
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "SMILE_SHARED", matches = ".+")
  void fetchesFromALocalArchiveOnce() {
    Path archive = Path.of(System.getenv("SMILE_SHARED"), "data", "SMILEsmileD-master.zip");
    Path to = dir.resolve("smilesmiled");
    Outcome first = smile("data", "fetch", "SMILEsmileD", "--from", archive, "--to", to);
    assertThat(first.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(first.out())
        .isEqualToIgnoringNewLines(
            to
                + ": SMILEsmileD, 13,165 pictures, 3,690 smiling in positives, 9,475 not in negatives");
    assertThat(to.resolve("negatives/8497.jpg")).exists();
    Outcome second = smile("data", "fetch", "smilesmiled", "--to", to);
    assertThat(second.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(second.out()).contains("already holds");
  }

  @Test
  void namesTheKnownDataSetsAndWeights() {
    Outcome data = smile("data", "fetch", "imagenet");
    assertThat(data.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(data.err()).contains("smilesmiled");
    Outcome models = smile("models", "fetch", "resnet");
    assertThat(models.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(models.err()).contains("mobilenet-v2");
  }

  @Test
  void refusesASizeThatKerasHasNoWeightsFor() {
    Outcome outcome = smile("models", "fetch", "mobilenet-v2", "--size", 100);
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(outcome.err()).contains("96, 128, 160, 192, 224, not for 100");
  }

  @Test
  void refusesWeightsOfAnotherKind() throws IOException {
    Path file = Files.writeString(dir.resolve("weights.h5"), "no weights");
    Outcome outcome = smile("models", "fetch", "mobilenet-v2", "--from", file);
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.BAD_MODEL);
    assertThat(outcome.err()).contains(file.toString(), "HDF5").doesNotContain("Exception");
  }

  @Test
  void refusesAFileThatIsNotYuNetAndASizeForIt() throws IOException {
    Path file = Files.writeString(dir.resolve("yunet.onnx"), "no network");
    Outcome outcome = smile("models", "fetch", "yunet", "--from", file);
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.BAD_MODEL);
    assertThat(outcome.err()).contains(file.toString(), "SHA-256").doesNotContain("Exception");
    Outcome sized = smile("models", "fetch", "yunet", "--size", 96);
    assertThat(sized.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(sized.err()).contains("--size");
  }

  @ParameterizedTest
  @ValueSource(strings = {"data", "models", "data fetch", "data inspect", "models fetch"})
  void helpTeachesByExamples(String command) {
    String[] words = (command + " --help").split(" ");
    Outcome outcome = smile((Object[]) words);
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.out()).startsWith("Usage: smile " + command);
    if (words.length == 3) {
      assertThat(outcome.out().toLowerCase(Locale.ROOT)).contains("examples:\n  smile " + command);
    }
  }
}
