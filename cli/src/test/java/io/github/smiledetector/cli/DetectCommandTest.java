package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.smiledetector.geometry.BoxCrop;
import io.github.smiledetector.geometry.LandmarkCrop;
import io.github.smiledetector.model.Calibration;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.model.ModelDescription;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DetectCommandTest {
  private static final Path SAMPLES = Path.of("..", "samples");
  private static final Path HOPPER = SAMPLES.resolve("grace_hopper.jpg");
  private static final Path ASTRONAUT = SAMPLES.resolve("astronaut_eileen_collins.png");

  @TempDir private static Path shared;
  private static Path model;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  /** A network that adds up a 4x4 crop: no judge of smiles, but quick, and with a fixed answer. */
  @BeforeAll
  static void writeModel() throws IOException {
    model = shared.resolve("sum.smile");
    Path onnx =
        Path.of("..", "core", "src", "test", "resources")
            .resolve(Path.of("io", "github", "smiledetector", "inference", "colour.onnx"));
    ModelDescription description =
        new ModelDescription(
            1,
            "sum",
            4,
            3,
            Map.of("haar", new BoxCrop(0.74, 0, 0.075), "landmarks", new LandmarkCrop(1.9, 0.54)),
            0.5,
            new Calibration(0.1, 0),
            Map.of());
    ModelBundle.write(model, description, Files.readAllBytes(onnx));
  }

  private Path faceless;

  @BeforeEach
  void writeFaceless() throws IOException {
    faceless = folder.resolve("faceless.png");
    ImageIO.write(new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB), "png", faceless.toFile());
  }

  @Test
  void writesATableLineAFace() {
    assertThat(detect(HOPPER)).isZero();
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).trim().split(" +"))
        .containsExactly("file", "face", "box", "score", "probability", "smiling");
    assertThat(lines.get(1)).startsWith(HOPPER + "     1  ");
    assertThat(lines.get(1)).matches(".* \\d+,\\d+ \\d+x\\d+ +0\\.\\d\\d +[01]\\.\\d{3}  (yes|no)");
    assertThat(err.toString())
        .matches("1 picture: 1 with faces, 1 face, [01] smiling, 0 failed; .* s, .* pictures/s\\n");
  }

  @Test
  void saysThatAPhotoHasNoFace() throws IOException {
    assertThat(detect(faceless)).isZero();
    assertThat(out.toString()).contains(faceless + "  no face found");
    assertThat(detect(faceless, "--json")).isZero();
    JsonNode line = new ObjectMapper().readTree(out.toString());
    assertThat(line.get("faces")).isEmpty();
    assertThat(line.get("width").asInt()).isEqualTo(60);
    assertThat(line.get("height").asInt()).isEqualTo(40);
  }

  @Test
  void writesOneJsonObjectALineAndPicture() throws IOException {
    assertThat(detect(HOPPER, ASTRONAUT, "--json")).isZero();
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(2);
    JsonNode hopper = new ObjectMapper().readTree(lines.get(0));
    assertThat(hopper.fieldNames())
        .toIterable()
        .containsExactly(
            "schema", "file", "width", "height", "orientation", "meaning", "precision", "faces");
    assertThat(hopper.get("file").asText()).isEqualTo(HOPPER.toString());
    assertThat(hopper.get("width").asInt()).isEqualTo(512);
    assertThat(hopper.get("height").asInt()).isEqualTo(600);
    assertThat(hopper.get("faces")).hasSize(1);
    JsonNode face = hopper.get("faces").get(0);
    assertThat(face.fieldNames())
        .toIterable()
        .containsExactly("box", "score", "landmarks", "probability", "smiling");
    assertThat(face.get("box").fieldNames())
        .toIterable()
        .containsExactly("x", "y", "width", "height");
    assertThat(face.get("smiling").isBoolean()).isTrue();
    assertThat(new ObjectMapper().readTree(lines.get(1)).get("file").asText())
        .isEqualTo(ASTRONAUT.toString());
  }

  @Test
  void goesOnAfterAFileThatIsNoPicture() throws IOException {
    Path text = Files.writeString(folder.resolve("text.jpg"), "no picture");
    Path missing = folder.resolve("missing.jpg");
    assertThat(detect(text, missing, HOPPER, "--json")).isEqualTo(ExitCode.SOME_INPUTS_FAILED);
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(3);
    JsonNode failed = new ObjectMapper().readTree(lines.get(0));
    assertThat(failed.fieldNames()).toIterable().containsExactly("schema", "file", "error");
    assertThat(failed.get("file").asText()).isEqualTo(text.toString());
    assertThat(failed.get("error").get("kind").asText()).isEqualTo("unknown-format");
    assertThat(failed.get("error").get("message").asText()).contains(text.toString());
    assertThat(new ObjectMapper().readTree(lines.get(2)).get("faces")).hasSize(1);
    assertThat(err.toString())
        .contains(text.toString(), "no such file: " + missing, "3 pictures: ", " 2 failed")
        .doesNotContain("Exception");
  }

  @Test
  void countsFacesFromTheThresholdOnAsSmiling() throws IOException {
    detect(HOPPER, "--json", "--threshold", "0");
    assertThat(face().get("smiling").asBoolean()).isTrue();
    double probability = face().get("probability").asDouble();
    assertThat(probability).isBetween(0.0, 0.999);
    detect(HOPPER, "--json", "--threshold", "1");
    assertThat(face().get("smiling").asBoolean()).isFalse();
    assertThat(face().get("probability").asDouble()).isEqualTo(probability);
  }

  @Test
  void refusesAThresholdThatIsNoProbability() {
    assertThat(detect(HOPPER, "--threshold", "1.5")).isEqualTo(ExitCode.WRONG_USE);
    assertThat(err.toString()).contains("1.5");
  }

  @Test
  void saysWhenThereIsNoSuchModel() {
    assertThat(smile("detect", HOPPER.toString(), "--model", folder.resolve("none").toString()))
        .isEqualTo(ExitCode.BAD_MODEL);
    assertThat(err.toString()).contains(folder.resolve("none").toString());
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void keepsPhotosOfTheSameNameApartAndLeavesThemAsTheyAre() throws IOException {
    Path seen = Files.createDirectories(folder.resolve("seen"));
    Path one = Files.copy(HOPPER, folder.resolve("a.jpg"));
    // An input that carries the very name of the first copy.
    Path two = Files.copy(ASTRONAUT, seen.resolve("a.smiles.png"));
    Path three = Files.copy(faceless, folder.resolve("a.png"));
    byte[] before = Files.readAllBytes(two);
    assertThat(detect(one, two, three, "--annotate", seen.toString())).isZero();
    assertThat(two).hasBinaryContent(before);
    try (Stream<Path> files = Files.list(seen)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "a.smiles.png", "a-2.smiles.png", "a-3.smiles.png", "a.smiles.smiles.png");
    }
    assertThat(ImageIO.read(seen.resolve("a-2.smiles.png").toFile()).getHeight()).isEqualTo(600);
    assertThat(ImageIO.read(seen.resolve("a-3.smiles.png").toFile()).getHeight()).isEqualTo(40);
  }

  @Test
  void framesFacesInTheAnnotatedCopy() throws IOException {
    Path seen = folder.resolve("made").resolve("seen");
    detect(HOPPER, "--json", "--annotate", seen.toString(), "--threshold", "0");
    JsonNode box = face().get("box");
    BufferedImage copy = ImageIO.read(seen.resolve("grace_hopper.smiles.png").toFile());
    int middle = box.get("y").asInt() + box.get("height").asInt() / 2;
    assertThat(copy.getRGB(box.get("x").asInt(), middle) & 0xFFFFFF).isEqualTo(0xE69F00);
    assertThat(copy.getWidth()).isEqualTo(512);
  }

  @Test
  void needsAFolderForAnnotatedCopies() {
    assertThat(detect(HOPPER, "--annotate", faceless.toString())).isEqualTo(ExitCode.WRONG_USE);
    assertThat(err.toString()).contains("--annotate", faceless.toString());
  }

  private JsonNode face() throws IOException {
    return new ObjectMapper().readTree(out.toString()).get("faces").get(0);
  }

  private int detect(Object... arguments) {
    List<String> all =
        Stream.concat(
                Stream.of("detect", "--model", model.toString()),
                Stream.of(arguments).map(Object::toString))
            .toList();
    return smile(all.toArray(new String[0]));
  }

  private int smile(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line = SmileCommand.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    return line.execute(arguments);
  }
}
