package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.train.data.FaceLabels;
import io.github.smiledetector.train.data.MarkedFace;
import io.github.smiledetector.train.data.MarkedPhoto;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code smile finder evaluate} with black photos, in which no finder finds none of the faces. */
@Tag("edge")
class FinderEvaluateCommandTest {
  @TempDir Path dir;

  private Path labels;

  @BeforeEach
  void makeLabels() throws IOException {
    labels = dir.resolve("photos.jsonl");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String name = i + ".png";
      ImageIO.write(
          new BufferedImage(80, 60, BufferedImage.TYPE_INT_RGB), "png", dir.resolve(name).toFile());
      Box box = new Box(10, 10, 30, 30 + i);
      lines.add(
          FaceLabels.line(
              new MarkedPhoto(
                  dir.resolve(name),
                  name,
                  80,
                  60,
                  "person " + i / 2,
                  List.of(new MarkedFace(box, Optional.empty(), 1, i == 3)))));
    }
    Files.write(labels, lines);
  }

  private Ran evaluate(Object... more) {
    List<Object> words =
        new ArrayList<>(List.of("finder", "evaluate", labels, "--finder", "compact"));
    words.addAll(List.of(more));
    return Ran.of(words.toArray());
  }

  @Test
  void writesAllThatItMeasures() throws IOException {
    Path file = dir.resolve("out/a.json");
    Ran ran = evaluate("--json", file, "--rotate", "0,30");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "schema",
            "data",
            "smallestFacePx",
            "iou",
            "photos",
            "faces",
            "ignoredFaces",
            "unreadable",
            "intervals",
            "finders",
            "requirements");
    assertThat(json.get("faces").asInt()).isEqualTo(3);
    assertThat(json.get("ignoredFaces").asInt()).isEqualTo(1);
    assertThat(json.get("intervals").get("by").asText()).isEqualTo("person");
    JsonNode compact = json.get("finders").get(0);
    assertThat(compact.fieldNames())
        .toIterable()
        .containsExactly(
            "finder",
            "threshold",
            "found",
            "missed",
            "false",
            "metrics",
            "sizes",
            "turned",
            "curve",
            "time");
    assertThat(compact.get("metrics").fieldNames())
        .toIterable()
        .containsExactly(
            "recall",
            "precision",
            "falseFacesPerPhoto",
            "mainFaceFound",
            "averagePrecision",
            "recallAt01",
            "recallAt03",
            "recallAt1",
            "landmarkError",
            "landmarkErrorMean");
    assertThat(compact.get("metrics").get("recall").get("value").asDouble()).isZero();
    assertThat(compact.get("metrics").get("precision").get("value").isNull()).isTrue();
    assertThat(compact.get("sizes").get(0).get("faces").asInt()).isEqualTo(3);
    assertThat(compact.get("turned").get(1).get("degrees").asInt()).isEqualTo(30);
    assertThat(compact.get("time").get("timeRatio").asDouble()).isEqualTo(1);
  }

  @Test
  void saysItInWords() {
    Ran ran = evaluate("--no-time");
    assertThat(ran.out().lines())
        .contains(
            "compact on photos.jsonl: 4 photos of 2 persons, 3 faces from 20 px on, 1 ignored; found from an intersection over union of 0.5 on")
        .anyMatch(line -> line.matches("recall +0\\.0000 \\(0\\.0000 to 0\\.0000\\)"))
        .noneMatch(line -> line.contains("photos/s"));
  }

  @Test
  void tellsPersonsFromPhotosOfNobodyKnown() throws IOException {
    Files.writeString(labels, Files.readString(labels).replace("person 1", ""));
    assertThat(evaluate("--no-time").out())
        .contains("4 photos of 1 person (2 of nobody known), 3 faces");
  }

  @Test
  void showsPicturesOnlyWhereTheyAreWanted() throws IOException {
    Path page = dir.resolve("a.html");
    Path sheet = dir.resolve("missed.png");
    Path none = dir.resolve("false.png");
    Ran ran =
        evaluate("--no-time", "--report", page, "--sheet-missed", sheet, "--sheet-false", none);
    assertThat(Files.readString(page)).contains("compact: faces missed", "data:image/jpeg");
    assertThat(ImageIO.read(sheet.toFile())).isNotNull();
    assertThat(none).doesNotExist();
    assertThat(ran.err()).contains("false.png is not written: there is no such face");
    evaluate("--no-time", "--report", page, "--no-pictures");
    assertThat(Files.readString(page)).contains("false faces").doesNotContain("data:image/jpeg");
  }

  @Test
  void endsWithItsOwnCodeWhereARequirementIsNotMet() {
    Ran ran = evaluate("--no-time", "--require", "recall>=0.998");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.REQUIREMENT_NOT_MET);
    assertThat(ran.err().lines()).containsExactly("recall>=0.998 is not met: recall is 0.0");
    assertThat(ran.out()).contains("average precision");
    assertThat(evaluate("--no-time", "--require", "falseFacesPerPhoto<0.1").exitCode())
        .isEqualTo(ExitCode.DONE);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    Ran metric = evaluate("--require", "auc>=0.9");
    assertThat(metric.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(metric.err()).contains("no metric \"auc\"", "averagePrecision");
    Ran finder = evaluate("--finder", "eagle");
    assertThat(finder.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(finder.err()).contains("'--finder'", "compact, yunet, haar");
    Ran twice = evaluate("--finder", "COMPACT");
    assertThat(twice.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(twice.err()).contains("--finder compact is given twice");
    Ran network = evaluate("--finder", dir.resolve("none.onnx"));
    assertThat(network.exitCode()).isEqualTo(ExitCode.BAD_MODEL);
    assertThat(network.err()).contains("none.onnx");
    assertThat(evaluate("--rotate", "200").exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(Ran.of("finder", "evaluate", labels).exitCode()).isEqualTo(ExitCode.WRONG_USE);
  }

  @Test
  void leavesOutWhatCannotBeRead() throws IOException {
    Files.writeString(dir.resolve("1.png"), "no picture");
    Ran ran = evaluate("--no-time");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.SOME_INPUTS_FAILED);
    assertThat(ran.err()).contains("1.png", "1 picture could not be read and is left out");
    assertThat(ran.out()).contains("3 photos");
  }

  @Test
  void refusesLabelsThatDoNotFitTheirPhotos() throws IOException {
    ImageIO.write(
        new BufferedImage(60, 80, BufferedImage.TYPE_INT_RGB),
        "png",
        dir.resolve("2.png").toFile());
    Ran ran = evaluate("--no-time");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.BAD_DATA);
    assertThat(ran.err()).contains("2.png has 60 x 80 pixels, but its labels are of 80 x 60");
    Files.writeString(labels, "{\"file\": 1");
    assertThat(evaluate().exitCode()).isEqualTo(ExitCode.BAD_DATA);
    Files.delete(labels);
    assertThat(evaluate().exitCode()).isEqualTo(ExitCode.BAD_DATA);
  }
}
