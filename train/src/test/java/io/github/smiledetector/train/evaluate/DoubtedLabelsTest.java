package io.github.smiledetector.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.train.data.LabelColumn;
import io.github.smiledetector.train.data.LabelTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoubtedLabelsTest {
  @TempDir Path dir;
  private LabelTable labels;
  private Path first;
  private Path second;

  @BeforeEach
  void writeTables() throws IOException {
    labels =
        LabelTable.read(
            csv(
                "set/labels.csv",
                "file,smile,note",
                "p/a.png,1,x",
                "p/b.png,0,",
                "p/c.png,0.5,",
                "p/d.png,,",
                "p/e.png,1,"));
    // As folds of the table see its pictures: one nearer, one from another branch.
    first = csv("set/p/fold.csv", "file,probability", "a.png,0.0312", "b.png,0.25");
    second =
        csv(
            "folds/2/predictions.csv",
            "file,logit,probability",
            "../../set/p/c.png,9,1",
            "../../set/p/d.png,9,0.9",
            "../../set/p/e.png,,");
  }

  private Path csv(String name, String... lines) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, List.of(lines));
  }

  private DoubtedLabels doubted(Path... predictions) {
    return DoubtedLabels.of(
        labels, LabelColumn.DEFAULT, List.of(predictions), dir.resolve("out/doubted.csv"));
  }

  @Test
  void joinsPredictionsOfOtherFoldersByTheirPictures() {
    DoubtedLabels doubted = doubted(first, second);
    assertThat(doubted.table().columns()).containsExactly("file", "smile", "note", "predicted");
    assertThat(doubted.table().rows())
        .extracting(row -> String.join(" ", row.cells().values()))
        .containsExactly(
            "../set/p/a.png 1 x 0.0312",
            "../set/p/b.png 0  0.2500",
            "../set/p/c.png 0.5  1.0000",
            "../set/p/d.png   0.9000",
            "../set/p/e.png 1  ");
  }

  @Test
  void putsTheMostContradictedLabelsFirstAndThoseWithoutAnOpinionNowhere() {
    assertThat(doubted(first, second).doubts())
        .containsExactly(
            new DoubtedLabels.Doubt(dir.resolve("set/p/a.png"), 1, 0.0312),
            new DoubtedLabels.Doubt(dir.resolve("set/p/c.png"), 0.5, 1),
            new DoubtedLabels.Doubt(dir.resolve("set/p/b.png"), 0, 0.25));
  }

  @Test
  void takesTheLabelFromTheColumnAsked() {
    assertThat(
            DoubtedLabels.of(
                    labels, LabelColumn.parse("note=x"), List.of(first), dir.resolve("out.csv"))
                .doubts())
        .containsExactly(new DoubtedLabels.Doubt(dir.resolve("set/p/a.png"), 1, 0.0312));
  }

  @Test
  void refusesAPictureThatIsPredictedTwice() throws IOException {
    Path again = csv("again.csv", "file,probability", "set/p/c.png,0.5", "set/p/b.png,0.75");
    assertThatThrownBy(() -> doubted(first, again))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(again + ", line 3: set/p/b.png was predicted before");
  }

  @Test
  void refusesPredictionsOfOtherPictures() throws IOException {
    // Paths as the fold's table has them, but the file lies elsewhere.
    Path astray = csv("astray.csv", "file,probability", "p/a.png,0.5");
    assertThatThrownBy(() -> doubted(astray))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no prediction is of a labelled picture")
        .hasMessageContaining("paths in predictions count from their own folder");
  }

  @Test
  void refusesATableThatHasBeenThroughThis() {
    LabelTable table = doubted(first).table();
    assertThatThrownBy(
            () ->
                DoubtedLabels.of(
                    table, LabelColumn.DEFAULT, List.of(first), dir.resolve("twice.csv")))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("has a column \"predicted\" already");
  }
}
