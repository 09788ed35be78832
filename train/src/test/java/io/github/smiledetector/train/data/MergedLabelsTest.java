package io.github.smiledetector.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MergedLabelsTest {
  private static final Path FILE = Path.of("t.csv").toAbsolutePath();
  private static final List<LabelColumn> LABELS =
      Stream.of("wide", "strict", "noisy").map(LabelColumn::parse).toList();

  /** Sensitivity, specificity and presence of each source. */
  private static final double[][] SOURCES = {{0.97, 0.95, 0.9}, {0.6, 0.99, 0.8}, {0.85, 0.8, 0.4}};

  private static LabelTable table(boolean[] truth, Random random) {
    List<LabelTable.Row> rows = new ArrayList<>();
    for (int i = 0; i < truth.length; i++) {
      Map<String, String> cells = new HashMap<>(Map.of("file", i + ".jpg", "note", "kept"));
      for (int source = 0; source < SOURCES.length; source++) {
        double[] is = SOURCES[source];
        boolean yes = random.nextDouble() < (truth[i] ? is[0] : 1 - is[1]);
        boolean there = random.nextDouble() < is[2];
        cells.put(LABELS.get(source).column(), there ? (yes ? "1" : "0") : "");
      }
      rows.add(new LabelTable.Row(i + 2, cells));
    }
    return new LabelTable(FILE, List.of("file", "note", "wide", "strict", "noisy"), rows);
  }

  @Test
  void aPredictionAndOneNoisySourceAreRightMoreOftenThanEither() {
    Random random = new Random(3);
    List<LabelTable.Row> rows = new ArrayList<>();
    boolean[] truth = new boolean[4000];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = random.nextDouble() < 0.4;
      boolean label = truth[i] != random.nextDouble() < 0.1;
      double logit = (truth[i] ? 2 : -2) + 1.5 * random.nextGaussian();
      String predicted = Double.toString(1 / (1 + Math.exp(-logit)));
      rows.add(
          new LabelTable.Row(
              i + 2, Map.of("file", i + ".jpg", "a", label ? "1" : "0", "p", predicted)));
    }
    LabelTable table = new LabelTable(FILE, List.of("file", "a", "p"), rows);
    MergedLabels merged =
        MergedLabels.of(
            table,
            List.of(LabelColumn.parse("a")),
            Optional.of(LabelColumn.parse("p")),
            0,
            "smile",
            FILE);
    int rightLabels = 0;
    int rightPredictions = 0;
    int rightTargets = 0;
    for (int i = 0; i < truth.length; i++) {
      Map<String, String> cells = merged.table().rows().get(i).cells();
      rightLabels += cells.get("a").equals("1") == truth[i] ? 1 : 0;
      rightPredictions += Double.parseDouble(cells.get("p")) >= 0.5 == truth[i] ? 1 : 0;
      rightTargets += Double.parseDouble(cells.get("smile")) >= 0.5 == truth[i] ? 1 : 0;
    }
    assertThat(rightTargets).isGreaterThan(Math.max(rightLabels, rightPredictions) + 80);
  }

  @Test
  void leansTheTargetToThePrediction() {
    LabelTable table =
        new LabelTable(
            FILE,
            List.of("file", "a", "p"),
            List.of(
                new LabelTable.Row(2, Map.of("file", "1.jpg", "a", "1", "p", "0.2")),
                new LabelTable.Row(3, Map.of("file", "2.jpg", "a", "1", "p", ""))));
    List<LabelColumn> labels = List.of(LabelColumn.parse("a"));
    Optional<LabelColumn> prior = Optional.of(LabelColumn.parse("p"));
    LabelTable plain = MergedLabels.of(table, labels, prior, 0, "smile", FILE).table();
    LabelTable leaning = MergedLabels.of(table, labels, prior, 0.5, "smile", FILE).table();
    double before = Double.parseDouble(plain.rows().get(0).cell("smile"));
    assertThat(Double.parseDouble(leaning.rows().get(0).cell("smile")))
        .isCloseTo((before + 0.2) / 2, within(0.001));
    assertThat(leaning.rows().get(1).cell("smile")).isEqualTo(plain.rows().get(1).cell("smile"));
    assertThatThrownBy(() -> MergedLabels.of(table, labels, prior, 1.1, "smile", FILE))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("not 1.1");
    assertThatThrownBy(
            () ->
                MergedLabels.of(
                    table,
                    List.of(LabelColumn.parse("a"), LabelColumn.parse("p")),
                    Optional.empty(),
                    0.5,
                    "smile",
                    FILE))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("--prior");
  }

  @Test
  void refusesAWordThatStandsNowhere() {
    LabelTable table =
        new LabelTable(
            FILE,
            List.of("file", "a", "b"),
            List.of(
                new LabelTable.Row(2, Map.of("file", "1.jpg", "a", "grin", "b", "1")),
                new LabelTable.Row(3, Map.of("file", "2.jpg", "a", "frown", "b", "0"))));
    List<LabelColumn> slip = List.of(LabelColumn.parse("a=gin"), LabelColumn.parse("b"));
    assertThatThrownBy(() -> MergedLabels.of(table, slip, "smile", FILE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("gin")
        .hasMessageContaining("frown, grin");
  }

  @Test
  void recoversHowReliableEachSourceIs() {
    Random random = new Random(7);
    boolean[] truth = new boolean[8000];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = random.nextDouble() < 0.4;
    }
    LabelTable table = table(truth, random);
    MergedLabels merged = MergedLabels.of(table, LABELS, "smile", FILE);
    for (int source = 0; source < SOURCES.length; source++) {
      MergedLabels.Source found = merged.sources().get(source);
      assertThat(found.sensitivity()).isCloseTo(SOURCES[source][0], within(0.03));
      assertThat(found.specificity()).isCloseTo(SOURCES[source][1], within(0.03));
      assertThat(found.rows()).isCloseTo((int) (8000 * SOURCES[source][2]), within(150));
    }
    assertThat(merged.smilingShare()).isCloseTo(0.4, within(0.02));

    // Calibrated: of the rows with a target near p about p smile.
    double sum = 0;
    int smiles = 0;
    int unsure = 0;
    for (int i = 0; i < truth.length; i++) {
      LabelTable.Row row = merged.table().rows().get(i);
      assertThat(row.cell("note")).isEqualTo("kept");
      assertThat(row.cell("strict")).isEqualTo(table.rows().get(i).cell("strict"));
      String target = row.cell("smile");
      boolean silent = LABELS.stream().allMatch(label -> row.cell(label.column()).isEmpty());
      assertThat(target.isEmpty()).isEqualTo(silent);
      if (!silent) {
        double smile = Double.parseDouble(target);
        assertThat(smile).isBetween(0.02, 0.98);
        if (smile > 0.1 && smile < 0.9) {
          sum += smile;
          smiles += truth[i] ? 1 : 0;
          unsure++;
        }
      }
    }
    assertThat(unsure).isGreaterThan(500);
    assertThat((double) smiles / unsure).isCloseTo(sum / unsure, within(0.05));
  }

  @Test
  void aStrictSourcesYesOutweighsItsNo() {
    Random random = new Random(3);
    boolean[] truth = new boolean[4000];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = random.nextDouble() < 0.4;
    }
    MergedLabels merged = MergedLabels.of(table(truth, random), LABELS, "smile", FILE);
    for (LabelTable.Row row : merged.table().rows()) {
      if (row.cell("noisy").isEmpty() && row.cell("wide").equals("1")) {
        double smile = Double.parseDouble(row.cell("smile"));
        switch (row.cell("strict")) {
          case "1" -> assertThat(smile).isGreaterThan(0.97);
          case "0" -> assertThat(smile).isBetween(0.7, 0.95);
          default -> assertThat(smile).isGreaterThan(0.85);
        }
      }
    }
  }

  @Test
  void refusesWhatCannotBeMerged() {
    LabelTable table = table(new boolean[] {true, false}, new Random(1));
    assertThatThrownBy(() -> MergedLabels.of(table, LABELS.subList(0, 1), "smile", FILE))
        .isInstanceOf(OptionException.class);
    assertThatThrownBy(() -> MergedLabels.of(table, LABELS, "note", FILE))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("\"note\" already");
    List<LabelColumn> twice = List.of(LABELS.get(0), LABELS.get(0));
    assertThatThrownBy(() -> MergedLabels.of(table, twice, "smile", FILE))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("twice");
    List<LabelColumn> missing = List.of(LABELS.get(0), LabelColumn.parse("none"));
    assertThatThrownBy(() -> MergedLabels.of(table, missing, "smile", FILE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no column \"none\"");
  }
}
