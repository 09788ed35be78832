package io.github.smiledetector.train.evaluate;

import static io.github.smiledetector.train.evaluate.SweepResults.model;
import static io.github.smiledetector.train.evaluate.SweepResults.point;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.train.recipe.SweepResult;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTableTest {
  private static final List<SweepResult> RESULTS =
      List.of(
          point("limit", "0", "train-dense", "true")
              .withFrozen(model(0.8, 0.85))
              .withModel(model(0.93, 0.95, 0.94, 0.92)),
          point("limit", "118", "train-dense", "true").withModel(model(0.9)),
          point("limit", "140", "train-dense", "true")
              .withFailure("the loss became NaN, \"diverged\" | over"),
          point("limit", "150", "train-dense", "true"));

  @TempDir private Path folder;

  @Test
  void csvHasARowAPointInFullPrecision() {
    List<String> lines = SweepTable.csv(RESULTS).lines().toList();
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0))
        .isEqualTo(
            "limit,train-dense,approach,state,epochs,bestEpoch,bestValidationAccuracy,low95,high95,"
                + "validationAccuracyAtHalfLogit,validationLoss,lastValidationAccuracy,"
                + "validationPictures,trainableParameters,medianSecondsPerEpoch,seconds,"
                + "frozenBestValidationAccuracy,frozenSeconds,folder,failure");
    assertThat(lines.get(1))
        .startsWith("0,true,unfrozen,done,4,2,0.95,0.94099")
        .endsWith(",0.92,2633,1862721,2.5,10.0,0.85,3.0,limit-0-train-dense-true,");
    assertThat(lines.get(3))
        .startsWith("140,true,unfrozen,failed,,,,")
        .endsWith("\"the loss became NaN, \"\"diverged\"\" | over\"");
    assertThat(lines.get(4)).startsWith("150,true,unfrozen,to come,,");
  }

  @Test
  void markdownShowsTheBestPointInBoldAndWhyOthersFailed() {
    String page = SweepTable.markdown(RESULTS);
    assertThat(page)
        .startsWith("# Sweep over limit, train-dense\n")
        .contains("2 of 4 points done, 1 failed")
        .contains("2,633 validation pictures")
        .contains("| **0** | **true**    | **95.00 (94.10 to 95.77)** | 2 of 4 | 94.90 ")
        .contains("| 118   | true        | 90.00 (")
        .contains("| 85.00            | 1,862,721 ")
        .contains("* limit=140, train-dense=true failed: the loss became NaN");
    List<String> table = page.lines().filter(line -> line.startsWith("|")).toList();
    assertThat(table).hasSize(6);
    assertThat(table).allSatisfy(row -> assertThat(row).hasSameSizeAs(table.get(0)));
    assertThat(page.split("\\*\\*", -1)).hasSize(7);
  }

  @Test
  void textForTheTerminalSaysWhatBecameOfEachPoint() {
    assertThat(SweepTable.text(RESULTS).lines())
        .hasSize(6)
        .first()
        .asString()
        .startsWith("limit  train-dense  best %");
    assertThat(SweepTable.text(RESULTS))
        .contains("95.00 (94.10 to 95.77)  2 of 4  92.00   2.5")
        .containsPattern("(?m)^140 +true +failed$")
        .containsPattern("(?m)^150 +true +to come$");
  }

  @Test
  void ofEqualAccuraciesTheLowerLossWins() {
    SweepResult worse = point("epochs", "1").withModel(model(0.5, 0.9));
    SweepResult same = point("epochs", "2").withModel(model(0.9));
    assertThat(SweepTable.markdown(List.of(worse, same)).lines().filter(row -> row.contains("**")))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("| **1**");
  }

  @Test
  void writesBothFilesOverOlderOnes() {
    SweepTable.write(RESULTS.subList(3, 4), folder);
    SweepTable.write(RESULTS, folder);
    assertThat(folder.resolve("sweep.csv")).content().hasLineCount(5);
    assertThat(folder.resolve("sweep.md")).content().contains("2 of 4 points done");
  }

  @Test
  void intervalsAreWilsons() {
    // 9 of 10 and 0 of 10, worked by hand from the formula.
    WilsonInterval nine = WilsonInterval.of(0.9, 10);
    assertThat(nine.low()).isCloseTo(0.59585, within(1e-4));
    assertThat(nine.high()).isCloseTo(0.98212, within(1e-4));
    WilsonInterval none = WilsonInterval.of(0, 10);
    assertThat(none.low()).isZero();
    assertThat(none.high()).isCloseTo(0.27753, within(1e-4));
  }
}
