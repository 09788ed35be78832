package io.github.smiledetector.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.smiledetector.geometry.BoxCrop;
import io.github.smiledetector.geometry.LandmarkCrop;
import io.github.smiledetector.model.Calibration;
import io.github.smiledetector.model.Meaning;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.model.ModelDescription;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** Runs {@code smile detect} with a quick model on small pictures. */
final class DetectRuns {
  static final Path HOPPER = ProjectFolder.file("samples/grace_hopper.jpg");
  static final Path ASTRONAUT = ProjectFolder.file("samples/astronaut_eileen_collins.png");

  private static final ObjectMapper JSON = new ObjectMapper();

  private DetectRuns() {}

  /**
   * A network that adds up a 4x4 crop: no judge of smiles, but quick, and with a fixed answer.
   *
   * @param folder where it is written
   */
  static Path model(Path folder) throws IOException {
    Path model = folder.resolve("sum.smile");
    Path onnx =
        ProjectFolder.file("core/src/test/resources/io/github/smiledetector/inference/colour.onnx");
    ModelBundle.write(
        model,
        new ModelDescription(
            1,
            "sum",
            4,
            3,
            Map.of("haar", new BoxCrop(0.74, 0, 0.075), "landmarks", new LandmarkCrop(1.9, 0.54)),
            0.5,
            new Calibration(0.1, 0),
            Map.of()),
        Files.readAllBytes(onnx));
    return model;
  }

  /**
   * The same read in two ways, the default one never yes and {@code broad} always, and with a
   * second network that answers otherwise in place of an 8-bit one.
   *
   * @param folder where it is written
   */
  static Path modelOfTwoMeanings(Path folder) throws IOException {
    ModelBundle sum = ModelBundle.read(model(folder));
    ModelDescription description =
        sum.description()
            .withMeaning("smile", new Meaning("a visible smile", new Calibration(0.1, 0), 1))
            .withMeaning("broad", new Meaning("a broad smile", new Calibration(0.1, 0), 0));
    byte[] other = sum.onnx();
    ByteBuffer bytes = ByteBuffer.wrap(other).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i <= other.length - Float.BYTES; i++) {
      if (bytes.getInt(i) == Float.floatToIntBits(0.25f)) {
        bytes.putFloat(i, 10.25f);
      }
    }
    Path model = folder.resolve("two.smile");
    sum.withDescription(description).withEightBit(other).write(model);
    return model;
  }

  static Ran detect(Path model, Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("detect", "--model", model));
    all.addAll(List.of(arguments));
    return Ran.of(all.toArray());
  }

  /** A picture without a face, in folders that are made. */
  static Path faceless(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    ImageIO.write(new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    return file;
  }

  static List<JsonNode> json(String out) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  static List<String> files(String out) throws IOException {
    return json(out).stream().map(line -> line.get("file").asText()).toList();
  }
}
