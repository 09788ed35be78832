package io.github.smiledetector.train.export;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.train.files.WholeFile;
import io.github.smiledetector.train.recipe.FinderProvenance;
import io.github.smiledetector.train.recipe.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Reads and writes the {@code provenance.json} that lies beside every trained model. */
public final class ProvenanceFile {
  /** Its name. */
  public static final String NAME = "provenance.json";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.LOWER_CAMEL_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private ProvenanceFile() {}

  /**
   * Writes it into a model's folder.
   *
   * @throws DataException if it cannot be written
   */
  public static void write(Path modelFolder, Provenance provenance) {
    writeAny(modelFolder, provenance);
  }

  /**
   * Writes a face finder's into its run.
   *
   * @throws DataException if it cannot be written
   */
  public static void write(Path run, FinderProvenance provenance) {
    writeAny(run, provenance);
  }

  private static void writeAny(Path folder, Record provenance) {
    try {
      WholeFile.write(folder.resolve(NAME), JSON.writeValueAsString(provenance));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a provenance always has a JSON form", e);
    }
  }

  /**
   * Reads it from a model's folder.
   *
   * @throws ModelException if it is missing, damaged or of a version that this program does not
   *     know
   */
  public static Provenance read(Path modelFolder) {
    return read(
        modelFolder,
        "the folder of a trained model, such as frozen_model inside a run",
        Provenance.class,
        Provenance::formatVersion,
        Provenance.FORMAT_VERSION);
  }

  /**
   * Reads a face finder's from its run.
   *
   * @throws ModelException as {@link #read}
   */
  public static FinderProvenance readFinder(Path run) {
    return read(
        run,
        "the folder of a run that trained a face finder",
        FinderProvenance.class,
        FinderProvenance::formatVersion,
        FinderProvenance.FORMAT_VERSION);
  }

  private static <T> T read(
      Path folder, String expected, Class<T> type, ToIntFunction<T> version, int known) {
    Path file = folder.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      throw new ModelException("no " + NAME + " in " + folder + ". Expected " + expected + ".");
    }
    try {
      T provenance = JSON.readValue(Files.readAllBytes(file), type);
      if (version.applyAsInt(provenance) != known) {
        throw new ModelException(
            file
                + " has format version "
                + version.applyAsInt(provenance)
                + "; this program reads version "
                + known);
      }
      return provenance;
    } catch (JacksonException e) {
      throw new ModelException(file + " cannot be understood: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new ModelException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The same as nested maps and lists of plain values. */
  static Map<String, Object> asMap(Provenance provenance) {
    return JSON.convertValue(provenance, new TypeReference<Map<String, Object>>() {});
  }
}
