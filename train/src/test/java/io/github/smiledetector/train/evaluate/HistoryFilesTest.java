package io.github.smiledetector.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.EpochResult;
import io.github.smiledetector.train.recipe.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFilesTest {
  private static final List<History> BOTH =
      List.of(
          new History(
              Approach.FROZEN,
              List.of(
                  new EpochResult(1, 61.25, 0.523, 0.741, 0.739, 0.446, 0.806, 0.8),
                  new EpochResult(2, 60, 0.1 + 0.2, 0.789, 0.78, 0.412, 0.822, 0.81))),
          new History(
              Approach.UNFROZEN,
              List.of(
                  new EpochResult(
                      1, 90.5, Double.NaN, 0.872, 0.87, Double.POSITIVE_INFINITY, 0.913, 0.91))));

  @TempDir private Path folder;

  @Test
  void readsBackExactlyWhatItWrote() {
    HistoryFiles.write(BOTH, folder);
    assertThat(HistoryFiles.read(folder.resolve(HistoryFiles.JSON))).isEqualTo(BOTH);
  }

  @Test
  void writesOneLineAnEpochForSpreadsheets() throws IOException {
    HistoryFiles.write(BOTH, folder);
    assertThat(Files.readString(folder.resolve(HistoryFiles.CSV)))
        .isEqualTo(
            """
            approach,epoch,seconds,loss,accuracy,accuracyAtHalfLogit,\
            validationLoss,validationAccuracy,validationAccuracyAtHalfLogit
            frozen,1,61.25,0.523,0.741,0.739,0.446,0.806,0.8
            frozen,2,60.0,0.30000000000000004,0.789,0.78,0.412,0.822,0.81
            unfrozen,1,90.5,NaN,0.872,0.87,Infinity,0.913,0.91
            """);
  }

  @Test
  void namesTheStagesAsUsersDo() throws IOException {
    HistoryFiles.write(BOTH, folder);
    assertThat(Files.readString(folder.resolve(HistoryFiles.JSON)))
        .contains("\"approach\" : \"frozen\"", "\"approach\" : \"unfrozen\"");
  }

  @Test
  void replacesOlderFilesAndLeavesNothingElseBehind() throws IOException {
    Path deep = folder.resolve("runs/first");
    HistoryFiles.write(BOTH, deep);
    HistoryFiles.write(BOTH.subList(0, 1), deep);
    assertThat(HistoryFiles.read(deep.resolve(HistoryFiles.JSON))).isEqualTo(BOTH.subList(0, 1));
    try (Stream<Path> files = Files.list(deep)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(HistoryFiles.CSV, HistoryFiles.JSON);
    }
  }

  @Test
  void saysWhenThereIsNoHistory() {
    assertThatThrownBy(() -> HistoryFiles.read(folder.resolve("history.json")))
        .isInstanceOf(DataException.class)
        .hasMessage("there is no history file " + folder.resolve("history.json"));
  }

  @Test
  void refusesWhatIsNoHistory() throws IOException {
    Path json = folder.resolve("history.json");
    for (String content :
        List.of(
            "",
            "null",
            "[]",
            "{\"formatVersion\": 1, \"stages\": [",
            "{\"formatVersion\": 1}",
            "{\"formatVersion\": 1, \"stages\": [null]}",
            "{\"formatVersion\": 1, \"stages\": [{\"approach\": \"thawed\", \"epochs\": []}]}",
            "{\"formatVersion\": 1, \"stages\": [{\"approach\": \"frozen\", \"epochs\": [null]}]}",
            "{\"formatVersion\": 1, \"stages\": [{\"approach\": \"frozen\", \"epochs\": [{}]}]}")) {
      Files.writeString(json, content);
      assertThatThrownBy(() -> HistoryFiles.read(json))
          .as(content)
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith(json + " is not a training history");
    }
  }

  @Test
  void refusesAVersionItDoesNotKnow() throws IOException {
    Path json = folder.resolve("history.json");
    Files.writeString(json, "{\"formatVersion\": 2, \"stages\": []}");
    assertThatThrownBy(() -> HistoryFiles.read(json))
        .isInstanceOf(DataException.class)
        .hasMessage(json + " has format version 2, this program reads version 1");
  }

  @Test
  void saysWhereItCannotWrite() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    assertThatThrownBy(() -> HistoryFiles.write(BOTH, file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("cannot write " + file.resolve(HistoryFiles.CSV));
  }
}
