package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.smiledetector.model.Calibration;
import io.github.smiledetector.model.Meaning;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.train.data.LabelTable;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code smile evaluate} with a model that takes blue pictures for smiles, red ones not. */
@Tag("edge")
class EvaluateCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Color BLUE = Color.BLUE;
  private static final Color RED = Color.RED;

  @TempDir Path dir;

  private Path model;
  private Path table;

  @BeforeEach
  void makeModelAndTable() throws IOException {
    model = DetectRuns.model(dir);
    table = dir.resolve("labels.csv");
    List<String> rows = new ArrayList<>(List.of("file,smile,mood,person,where,age"));
    for (int i = 0; i < 12; i++) {
      boolean smiling = i % 2 == 0;
      // The last two look like the other class.
      picture("p/" + i + ".png", (i < 10) == smiling ? BLUE : RED);
      rows.add(
          "p/%d.png,%s,%s,%s,%s,%d"
              .formatted(
                  i,
                  smiling ? "0.8" : "0.2",
                  smiling ? "grin" : "dull",
                  "person " + i / 2,
                  i < 6 ? "in" : "out",
                  i));
    }
    picture("p/unlabelled.png", RED);
    rows.add("p/unlabelled.png,,,,,");
    Files.write(table, rows);
  }

  private void picture(String name, Color colour) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(colour);
    pen.fillRect(0, 0, 20, 20);
    pen.dispose();
    ImageIO.write(image, "png", file.toFile());
  }

  private Ran evaluate(Object... more) {
    List<Object> words = new ArrayList<>(List.of("evaluate", model, table, "--threshold", "0.55"));
    words.addAll(List.of(more));
    return Ran.of(words.toArray());
  }

  private static JsonNode json(Ran ran) throws IOException {
    assertThat(ran.err()).isEmpty();
    return JSON.readTree(ran.out());
  }

  @Test
  void measuresATable() throws IOException {
    Ran ran = evaluate("--json", "--slice", "where", "--slice", "age");
    JsonNode json = json(ran);
    assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(json.get("pictures").asInt()).isEqualTo(12);
    assertThat(json.get("smiling").asInt()).isEqualTo(6);
    assertThat(json.get("threshold").asDouble()).isEqualTo(0.55);
    assertThat(json.get("intervals").get("by").asText()).isEqualTo("person");
    assertThat(json.get("intervals").get("clusters").asInt()).isEqualTo(6);
    assertThat(json.get("metrics").get("accuracy").get("value").asDouble()).isEqualTo(10 / 12.0);
    assertThat(json.get("metrics").get("auc").get("value").asDouble()).isEqualTo(30 / 36.0);
    assertThat(json.get("metrics").fieldNames())
        .toIterable()
        .containsExactly(
            "accuracy",
            "bestAccuracy",
            "balancedAccuracy",
            "sensitivity",
            "specificity",
            "f1",
            "auc",
            "averagePrecision",
            "logLoss",
            "brier",
            "ece");
    assertThat(json.get("slices"))
        .extracting(slice -> slice.get("slice").asText() + " " + slice.get("pictures"))
        .containsExactly(
            "in 6", "out 6", "below 3 3", "3 to below 6 3", "6 to below 9 3", "9 and above 3");
    assertThat(json.get("cost").get("modelMillisPerFace").asDouble()).isPositive();
  }

  @Test
  void measuresByAnotherColumnsWord() throws IOException {
    JsonNode json = json(evaluate("--json", "--label", "mood=dull"));
    assertThat(json.get("metrics").get("accuracy").get("value").asDouble()).isEqualTo(2 / 12.0);
  }

  @Test
  void measuresClassFolders() throws IOException {
    for (int i = 0; i < 3; i++) {
      picture("faces/smiling/" + i + ".png", BLUE);
      picture("faces/neutral/" + i + ".png", RED);
    }
    Ran ran = Ran.of("evaluate", model, dir.resolve("faces"), "--threshold", "0.55", "--json");
    assertThat(json(ran).get("metrics").get("accuracy").get("value").asDouble()).isEqualTo(1);
    assertThat(json(ran).get("intervals").get("by").asText()).isEqualTo("picture");
  }

  @Test
  void looksAtTheShareOfThePictureThatTheTableNames() throws IOException {
    for (String name : List.of("middle.png", "whole.png")) {
      BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
      Graphics2D pen = image.createGraphics();
      pen.setColor(RED);
      pen.fillRect(0, 0, 20, 20);
      pen.setColor(BLUE);
      pen.fillRect(5, 5, 10, 10);
      pen.dispose();
      ImageIO.write(image, "png", dir.resolve(name).toFile());
    }
    Files.writeString(table, "file,smile,share\nmiddle.png,1,0.5\nwhole.png,0,\n");
    JsonNode confusion = json(evaluate("--json")).get("confusion");
    assertThat(confusion.get("smilesAsSmiling").asInt()).isEqualTo(1);
    assertThat(confusion.get("othersAsOther").asInt()).isEqualTo(1);
  }

  @Test
  void saysItInWords() {
    Ran ran = evaluate("--slice", "where");
    assertThat(ran.out().lines())
        .contains(
            "sum on " + stem() + ": 12 pictures, 6 smiling (smile), 6 persons; face crops",
            "at the threshold 0.55: 5 smiles found, 1 overlooked; 5 others left alone, 1 taken for smiles")
        .anyMatch(line -> line.matches("AUC +0\\.8333  0\\.\\d{4} to \\d\\.\\d{4}"))
        .anyMatch(line -> line.startsWith("where = out"));
  }

  @Test
  void tellsPersonsFromPicturesOfNobodyKnown() throws IOException {
    Files.writeString(table, Files.readString(table).replace("person 5", ""));
    assertThat(evaluate().out()).contains("6 smiling (smile), 5 persons (2 of nobody known); face");
  }

  private String stem() {
    return dir.getFileName().toString();
  }

  @Test
  void endsWithItsOwnCodeWhereARequirementIsNotMet() {
    Ran ran = evaluate("--require", "accuracy>0.5", "--require", "auc >= 0.9");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.REQUIREMENT_NOT_MET).isEqualTo(6);
    assertThat(ran.err().lines()).containsExactly("auc>=0.9 is not met: auc is " + 30 / 36.0);
    assertThat(ran.out()).contains("accuracy");
    assertThat(evaluate("--require", "accuracy>0.5").exitCode()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void refusesAMetricThatThereIsNot() {
    Ran ran = evaluate("--require", "luck>=0.9");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(ran.err()).contains("no metric \"luck\"", "averagePrecision");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void refusesASliceByAColumnThatThereIsNot() {
    Ran ran = evaluate("--slice", "hat");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(ran.err()).contains("no column \"hat\"", "mood");
  }

  @Test
  void leavesOutWhatCannotBeRead() throws IOException {
    Files.writeString(dir.resolve("p/4.png"), "no picture");
    Files.delete(dir.resolve("p/5.png"));
    Ran ran = evaluate("--json");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.SOME_INPUTS_FAILED);
    assertThat(ran.err()).contains("4.png", "5.png", "2 pictures could not be read");
    JsonNode json = JSON.readTree(ran.out());
    assertThat(json.get("pictures").asInt()).isEqualTo(10);
    assertThat(json.get("unreadable"))
        .extracting(each -> each.get("file").asText())
        .containsExactly("p/4.png", "p/5.png");

    Path predictions = dir.resolve("some.csv");
    evaluate("--predictions", predictions);
    Ran again = Ran.of("evaluate", predictions, table, "--json");
    assertThat(again.exitCode()).isEqualTo(ExitCode.SOME_INPUTS_FAILED);
    assertThat(JSON.readTree(again.out()).get("unreadable")).isEqualTo(json.get("unreadable"));
  }

  @Test
  void endsWithTheCodeOfBadDataOrModel() {
    assertThat(Ran.of("evaluate", model, dir.resolve("none.csv")).exitCode())
        .isEqualTo(ExitCode.BAD_DATA);
    assertThat(Ran.of("evaluate", dir.resolve("none.smile"), table).exitCode())
        .isEqualTo(ExitCode.BAD_MODEL);
  }

  @Test
  void readsPredictionsThatItWrote() throws IOException {
    Path predictions = dir.resolve("out/mine.csv");
    JsonNode first = json(evaluate("--json", "--predictions", predictions));
    assertThat(Files.readAllLines(predictions).get(0))
        .isEqualTo("file,logit,probability,label,unreadable");
    assertThat(Files.readAllLines(predictions)).hasSize(13);
    Ran again = Ran.of("evaluate", predictions, table, "--threshold", "0.55", "--json");
    JsonNode second = json(again);
    // The model's calibration is not in the file: order stays, probabilities are the network's own.
    assertThat(second.get("metrics").get("auc")).isEqualTo(first.get("metrics").get("auc"));
    assertThat(second.get("cost").get("picturesPerSecond").isNull()).isTrue();
  }

  @Test
  void countsAMissedFaceAsAnError() throws IOException {
    Path predictions = dir.resolve("mine.csv");
    List<String> rows = new ArrayList<>(List.of("file,probability"));
    for (int i = 0; i < 12; i++) {
      rows.add("p/" + i + ".png," + (i < 2 ? "" : i % 2 == 0 ? "0.9" : "0.1"));
    }
    Files.write(predictions, rows);
    JsonNode json = json(Ran.of("evaluate", predictions, table, "--json"));
    assertThat(json.get("missed").asInt()).isEqualTo(2);
    assertThat(json.get("metrics").get("accuracy").get("value").asDouble()).isEqualTo(10 / 12.0);
    assertThat(json.get("metricsOverFound").get("accuracy").get("value").asDouble()).isEqualTo(1);
    Files.write(predictions, rows.subList(0, 10));
    Ran incomplete = Ran.of("evaluate", predictions, table);
    assertThat(incomplete.exitCode()).isEqualTo(ExitCode.BAD_DATA);
    assertThat(incomplete.err()).contains("says nothing of 3 of 12 pictures, such as p/9.png");
  }

  @Test
  void holdsOneModelAgainstAnother() throws IOException {
    Path predictions = dir.resolve("all-right.csv");
    List<String> rows = new ArrayList<>(List.of("file,logit"));
    for (int i = 0; i < 12; i++) {
      rows.add("p/" + i + ".png," + (i % 2 == 0 ? i + 1 : -i));
    }
    Files.write(predictions, rows);
    JsonNode against = json(evaluate("--json", "--against", predictions)).get("against");
    JsonNode comparison = against.get("comparison");
    assertThat(against.get("model").asText()).isEqualTo("all-right.csv");
    assertThat(against.get("metrics").get("auc").get("value").asDouble()).isEqualTo(1);
    assertThat(comparison.get("accuracyDifference").get("value").asDouble())
        .isEqualTo(10 / 12.0 - 1);
    assertThat(comparison.get("onlyOtherRight").asInt()).isEqualTo(2);
    assertThat(comparison.get("mcNemarP").asDouble()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void readsTheMeaningAskedFor() throws IOException {
    Path two = DetectRuns.modelOfTwoMeanings(dir);
    JsonNode own = json(Ran.of("evaluate", two, table, "--json", "--precision", "fp32"));
    assertThat(own.get("meaning").asText()).isEqualTo("smile");
    assertThat(own.get("threshold").asDouble()).isEqualTo(1);
    assertThat(own.get("metrics").get("sensitivity").get("value").asDouble()).isZero();
    JsonNode broad =
        json(Ran.of("evaluate", two, table, "--json", "--precision", "fp32", "--meaning", "broad"));
    assertThat(broad.get("meaning").asText()).isEqualTo("broad");
    assertThat(broad.get("says").asText()).isEqualTo("a broad smile");
    assertThat(broad.get("threshold").asDouble()).isZero();
    assertThat(broad.get("metrics").get("sensitivity").get("value").asDouble()).isEqualTo(1);
    Ran none = Ran.of("evaluate", two, table, "--meaning", "wide");
    assertThat(none.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(none.err()).contains("no meaning \"wide\"; it has broad, smile");
  }

  @Test
  void measuresWhatEightBitsCost() throws IOException {
    Path two = DetectRuns.modelOfTwoMeanings(dir);
    Path report = dir.resolve("report.html");
    Object[] words = {
      "evaluate",
      two,
      table,
      "--meaning",
      "broad",
      "--threshold",
      "0.55",
      "--precision",
      "fp32",
      "--against",
      two,
      "--against-precision",
      "int8",
      "--report",
      report
    };
    List<Object> withJson = new ArrayList<>(List.of(words));
    withJson.add("--json");
    JsonNode json = json(Ran.of(withJson.toArray()));
    JsonNode against = json.get("against");
    assertThat(json.get("precision").asText()).isEqualTo("fp32");
    assertThat(against.get("precision").asText()).isEqualTo("int8");
    assertThat(against.get("meaning").asText()).isEqualTo("broad");
    // The second network adds 10 to every logit: all smile.
    assertThat(json.get("metrics").get("specificity").get("value").asDouble()).isEqualTo(5 / 6.0);
    assertThat(against.get("metrics").get("specificity").get("value").asDouble()).isZero();

    assertThat(Ran.of(words).out())
        .contains(
            "meaning broad: a broad smile; network in fp32",
            "against sum (int8), meaning broad: a broad smile; network in int8",
            "Only sum (fp32) is right on 5 pictures, only sum (int8) on 1");
    assertThat(Files.readString(report))
        .contains("network in fp32", "Against sum (int8)", "<th class=\"n\">sum (fp32)</th>");
  }

  @Test
  void refusesAMeaningOrPrecisionOfNoModel() throws IOException {
    Path csv = Files.writeString(dir.resolve("mine.csv"), "file,logit\n");
    for (List<Object> options :
        List.<List<Object>>of(
            List.of("--against-precision", "int8"),
            List.of("--against", csv, "--against-meaning", "broad"))) {
      Ran ran = evaluate(options.toArray());
      assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
      assertThat(ran.err()).contains("go with a model given as --against");
    }
    Ran answers = Ran.of("evaluate", csv, table, "--precision", "fp32");
    assertThat(answers.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(answers.err()).contains("mine.csv holds answers made elsewhere");
    Ran without = evaluate("--precision", "int8");
    assertThat(without.exitCode()).isEqualTo(ExitCode.BAD_MODEL);
    assertThat(without.err()).contains("has no 8-bit network");
  }

  @Test
  void writesAPageThatNeedsNoOtherPlace() throws IOException {
    Path report = dir.resolve("report.html");
    Files.move(dir.resolve("p/10.png"), dir.resolve("p/<b>.png"));
    Files.writeString(table, Files.readString(table).replace("p/10.png", "p/<b>.png"));
    Ran ran = evaluate("--report", report, "--slice", "where", "--require", "auc>0.9");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.REQUIREMENT_NOT_MET);
    String page = Files.readString(report);
    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .endsWith("</html>\n")
        .contains("ROC curve", "Reliability", "Scores by class", "Thresholds", "calibration error")
        .contains("auc&gt;0.9 is not met")
        .contains("p/&lt;b&gt;.png", "p/11.png")
        .doesNotContain("<b>.png", "http://", "https://", "<script");
    assertThat(Pattern.compile("data:image/png;base64,").matcher(page).results()).hasSize(4);
    assertThat(Pattern.compile("data:image/jpeg;base64,").matcher(page).results()).hasSize(2);

    evaluate("--report", report, "--no-pictures");
    assertThat(Files.readString(report)).doesNotContain("image/jpeg", "p/11.png");
  }

  @Test
  void readsWholePhotosInTheMeaningAskedForToo() throws IOException {
    ModelBundle sum = ModelBundle.read(model);
    Meaning steep = new Meaning("a steep smile", new Calibration(0.5, 1), 0.3);
    sum.withDescription(sum.description().withMeaning("steep", steep)).write(model);
    Files.copy(DetectRuns.ASTRONAUT, dir.resolve("collins.png"));
    Files.copy(DetectRuns.HOPPER, dir.resolve("hopper.jpg"));
    Files.writeString(table, "file,smile\ncollins.png,1\nhopper.jpg,0\n");
    Path plain = dir.resolve("plain.csv");
    Path asked = dir.resolve("asked.csv");
    json(Ran.of("evaluate", model, table, "--whole", "--json", "--predictions", plain));
    JsonNode json =
        json(
            Ran.of(
                "evaluate",
                model,
                table,
                "--whole",
                "--meaning",
                "steep",
                "--json",
                "--predictions",
                asked));
    assertThat(json.get("says").asText()).isEqualTo("a steep smile");
    assertThat(json.get("threshold").asDouble()).isEqualTo(0.3);
    List<LabelTable.Row> rows = LabelTable.read(asked).rows();
    for (int i = 0; i < 2; i++) {
      double logit = Double.parseDouble(rows.get(i).cell("logit"));
      double before = Double.parseDouble(LabelTable.read(plain).rows().get(i).cell("logit"));
      assertThat(logit).isCloseTo(before, within(1e-6));
      assertThat(Double.parseDouble(rows.get(i).cell("probability")))
          .isCloseTo(1 / (1 + Math.exp(-0.5 * logit - 1)), within(1e-6));
    }
  }

  @Test
  void findsTheFacesOfWholePhotos() throws IOException {
    Files.copy(DetectRuns.ASTRONAUT, dir.resolve("collins.png"));
    Files.copy(DetectRuns.HOPPER, dir.resolve("hopper.jpg"));
    DetectRuns.faceless(dir.resolve("none.png"));
    Files.writeString(table, "file,smile\ncollins.png,1\nhopper.jpg,1\nnone.png,0\n");
    JsonNode json = json(evaluate("--whole", "--slice", "size", "--json"));
    assertThat(json.get("meaning").asText()).isEqualTo("smile");
    assertThat(json.get("finder").asText()).isEqualTo("compact");
    assertThat(json.get("found").asInt()).isEqualTo(2);
    assertThat(json.get("missed").asInt()).isEqualTo(1);
    assertThat(json.get("confusion").get("missedOthers").asInt()).isEqualTo(1);
    assertThat(json.get("slices"))
        .extracting(slice -> slice.get("slice").asText())
        .hasSize(3)
        .endsWith("(empty)");
  }
}
