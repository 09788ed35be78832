package io.github.smiledetector.train.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.smiledetector.error.DataException;
import io.github.smiledetector.train.files.WholeFile;
import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.EpochResult;
import io.github.smiledetector.train.recipe.FinderEpoch;
import io.github.smiledetector.train.recipe.History;
import io.github.smiledetector.train.recipe.RecordValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Keeps what every epoch came to in files beside the model: {@value #CSV} for spreadsheets, {@value
 * #JSON} for programs. Each is written whole or not at all.
 */
public final class HistoryFiles {
  /** One line an epoch, one column a figure, and the stage in the first column. */
  public static final String CSV = "history.csv";

  /** The same figures in full precision, stage by stage. */
  public static final String JSON = "history.json";

  private static final int FORMAT_VERSION = 1;

  private static final String CSV_HEADER =
      "approach,epoch,seconds,loss,accuracy,accuracyAtHalfLogit,"
          + "validationLoss,validationAccuracy,validationAccuracyAtHalfLogit\n";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private record Content(int formatVersion, List<History> stages) {
    private Content {
      stages = List.copyOf(stages);
    }
  }

  private record FinderContent(int formatVersion, List<FinderEpoch> epochs) {}

  private HistoryFiles() {}

  /**
   * Writes {@value #CSV} and {@value #JSON}, over older ones if there are any.
   *
   * @param histories the stages in the order they were trained in
   * @param folder where the files go; made if it is missing
   * @throws DataException if a file cannot be written
   */
  public static void write(List<History> histories, Path folder) {
    write(folder, csv(histories), new Content(FORMAT_VERSION, histories));
  }

  /**
   * The same for a face finder, without stages.
   *
   * @param epochs at least one
   * @param folder where the files go; made if it is missing
   * @throws DataException if a file cannot be written
   */
  public static void writeFinder(List<FinderEpoch> epochs, Path folder) {
    StringBuilder lines = new StringBuilder();
    lines.append(String.join(",", RecordValues.of(epochs.get(0)).keySet())).append('\n');
    epochs.forEach(epoch -> lines.append(joined(RecordValues.of(epoch).values())).append('\n'));
    write(folder, lines.toString(), new FinderContent(FORMAT_VERSION, epochs));
  }

  private static void write(Path folder, String csv, Record json) {
    WholeFile.write(folder.resolve(CSV), csv);
    try {
      WholeFile.write(folder.resolve(JSON), MAPPER.writeValueAsString(json) + "\n");
    } catch (JsonProcessingException error) {
      throw new IllegalStateException("a history always has a JSON form", error);
    }
  }

  /**
   * Reads back what {@link #write} wrote as {@value #JSON}.
   *
   * @param json the file
   * @return the stages in the order they were trained in
   * @throws DataException if there is no such file, or it is not a history of this version
   */
  public static List<History> read(Path json) {
    Content content;
    try {
      content = MAPPER.readValue(Files.readString(json, StandardCharsets.UTF_8), Content.class);
    } catch (NoSuchFileException error) {
      throw new DataException("there is no history file " + json, error);
    } catch (JsonProcessingException error) {
      throw new DataException(
          "%s is not a training history: %s".formatted(json, error.getOriginalMessage()), error);
    } catch (IOException error) {
      throw new DataException("cannot read the history file " + json + ": " + error, error);
    }
    if (content == null) {
      throw new DataException(json + " is not a training history: it says null");
    }
    if (content.formatVersion() != FORMAT_VERSION) {
      throw new DataException(
          "%s has format version %d, this program reads version %d"
              .formatted(json, content.formatVersion(), FORMAT_VERSION));
    }
    return content.stages();
  }

  private static String csv(List<History> histories) {
    StringBuilder lines = new StringBuilder(CSV_HEADER);
    for (History history : histories) {
      for (EpochResult epoch : history.epochs()) {
        lines.append(line(history.approach(), epoch)).append('\n');
      }
    }
    return lines.toString();
  }

  private static String line(Approach approach, EpochResult epoch) {
    return joined(
        List.of(
            approach.label(),
            epoch.epoch(),
            epoch.seconds(),
            epoch.loss(),
            epoch.accuracy(),
            epoch.accuracyAtHalfLogit(),
            epoch.validationLoss(),
            epoch.validationAccuracy(),
            epoch.validationAccuracyAtHalfLogit()));
  }

  private static String joined(Collection<?> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
