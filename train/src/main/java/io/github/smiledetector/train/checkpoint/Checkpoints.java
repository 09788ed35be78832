package io.github.smiledetector.train.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.train.files.WholeFile;
import io.github.smiledetector.train.files.WholeFolder;
import io.github.smiledetector.train.network.LearningState;
import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.TrainingPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One training's checkpoints in a run's folder: the last two, so that one is whole whatever happens
 * while the other is written. Each is a safetensors file with a digest that is checked on reading.
 * Not thread-safe.
 *
 * @param <I> what makes two trainings of its kind the same
 * @param <P> how far such a training has come
 */
public final class Checkpoints<I, P> {
  private static final String FOLDER = "checkpoints";
  private static final String ENDING = ".safetensors";
  private static final int KEPT = 2;
  private static final int FORMAT_VERSION = 2;
  private static final String VALUE = "value/";
  private static final String FIRST_MOMENT = "first_moment/";
  private static final String SECOND_MOMENT = "second_moment/";
  private static final String AVERAGE = "average/";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private final Path folder;
  private final String prefix;
  private final JavaType description;

  /** What the file says in words, beside its numbers. */
  private record Description<I, P>(int formatVersion, I identity, P position, long steps) {}

  /**
   * The newest checkpoint that could be read.
   *
   * @param checkpoint the newest whole one
   * @param file where it lies
   * @param damaged what is wrong with newer ones; empty almost always
   */
  public record Found<I, P>(Checkpoint<I, P> checkpoint, Path file, List<String> damaged) {
    /** Copies the list. */
    public Found {
      damaged = List.copyOf(damaged);
    }
  }

  /**
   * @param run the run's folder
   * @param name the training's, where a run has several
   * @param identity a record that JSON can hold
   * @param position another
   */
  public Checkpoints(Path run, String name, Class<I> identity, Class<P> position) {
    this.folder = run.resolve(FOLDER);
    this.prefix = name + "-step-";
    this.description =
        JSON.getTypeFactory().constructParametricType(Description.class, identity, position);
  }

  /**
   * Those of a stage of the smile network.
   *
   * @param run the run's folder
   */
  public static Checkpoints<StageIdentity, TrainingPosition> of(Path run, Approach approach) {
    return new Checkpoints<>(run, approach.label(), StageIdentity.class, TrainingPosition.class);
  }

  /**
   * Writes one, whole or not at all. Of the older ones all but the last are removed once it is on
   * the disk, so that there are never more than two; and newer ones, which could not be read when
   * the training went on from an older one.
   *
   * @return its file
   * @throws DataException if it cannot be written; older ones are as they were
   */
  public Path write(Checkpoint<I, P> checkpoint) {
    LearningState state = checkpoint.state();
    Description<I, P> description =
        new Description<>(
            FORMAT_VERSION, checkpoint.identity(), checkpoint.position(), state.steps());
    Map<String, float[]> vectors = new LinkedHashMap<>();
    state.values().forEach((name, values) -> vectors.put(VALUE + name, values));
    state.firstMoments().forEach((name, values) -> vectors.put(FIRST_MOMENT + name, values));
    state.secondMoments().forEach((name, values) -> vectors.put(SECOND_MOMENT + name, values));
    state.averages().forEach((name, values) -> vectors.put(AVERAGE + name, values));
    // An epoch's validation takes no step: its checkpoint replaces the one before it.
    Path file =
        folder.resolve(String.format(Locale.ROOT, "%s%09d%s", prefix, state.steps(), ENDING));
    try {
      Safetensors.write(
          file,
          new Safetensors.Content(JSON.writeValueAsString(description), vectors),
          () -> makeRoomFor(file));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a checkpoint always has a JSON form", e);
    }
    return file;
  }

  private void makeRoomFor(Path file) {
    List<Path> older =
        newestFirst().stream().filter(other -> other.compareTo(file) < 0).limit(KEPT - 1).toList();
    try {
      for (Path other : newestFirst()) {
        if (!other.equals(file) && !older.contains(other)) {
          Files.delete(other);
        }
      }
    } catch (IOException e) {
      throw new DataException("old checkpoints in " + folder + " cannot be removed: " + e, e);
    }
  }

  /** The newest one's file, readable or not; empty if there is none. */
  public Optional<Path> newestFile() {
    return newestFirst().stream().findFirst();
  }

  /**
   * Reads the newest whole one.
   *
   * @return empty if there is no checkpoint at all
   * @throws ModelException if there are checkpoints, but none can be read
   */
  public Optional<Found<I, P>> newest() {
    WholeFile.removeUnfinished(folder);
    List<String> damaged = new ArrayList<>();
    for (Path file : newestFirst()) {
      try {
        return Optional.of(new Found<>(read(file), file, damaged));
      } catch (IOException e) {
        damaged.add(file + " cannot be read: " + e.getMessage());
      }
    }
    if (damaged.isEmpty()) {
      return Optional.empty();
    }
    throw new ModelException(
        "no checkpoint can be read, so the training cannot go on: "
            + String.join("; ", damaged)
            + ". Remove "
            + folder
            + " to begin anew");
  }

  private Checkpoint<I, P> read(Path file) throws IOException {
    Safetensors.Content content = Safetensors.read(file);
    Description<I, P> words;
    try {
      // Before all else: another version may well have other fields.
      int version = JSON.readTree(content.text()).path("formatVersion").asInt();
      if (version != 0 && version != FORMAT_VERSION) {
        throw new IOException(
            "it has format version " + version + ", this program reads " + FORMAT_VERSION);
      }
      words = JSON.readValue(content.text(), description);
    } catch (JsonProcessingException e) {
      throw new IOException("it is no checkpoint of this program: " + e.getOriginalMessage(), e);
    }
    return new Checkpoint<>(
        words.identity(),
        words.position(),
        new LearningState(
            under(VALUE, content),
            under(FIRST_MOMENT, content),
            under(SECOND_MOMENT, content),
            under(AVERAGE, content),
            words.steps()));
  }

  private static Map<String, float[]> under(String prefix, Safetensors.Content content) {
    Map<String, float[]> vectors = new LinkedHashMap<>();
    content
        .vectors()
        .forEach(
            (name, values) -> {
              if (name.startsWith(prefix)) {
                vectors.put(name.substring(prefix.length()), values);
              }
            });
    return vectors;
  }

  /** Removes the training's checkpoints, and the folder if no other training has any. */
  public void delete() {
    try {
      for (Path file : newestFirst()) {
        Files.delete(file);
      }
      if (Files.isDirectory(folder)) {
        try (Stream<Path> left = Files.list(folder)) {
          if (left.findAny().isPresent()) {
            return;
          }
        }
        WholeFolder.delete(folder);
      }
    } catch (IOException e) {
      throw new DataException("the checkpoints in " + folder + " cannot be removed: " + e, e);
    }
  }

  private List<Path> newestFirst() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(
              file -> {
                String name = file.getFileName().toString();
                return name.startsWith(prefix) && name.endsWith(ENDING);
              })
          .forEach(found::add);
    } catch (IOException e) {
      throw new DataException("the checkpoints in " + folder + " cannot be listed: " + e, e);
    }
    Collections.sort(found, Collections.reverseOrder());
    return found;
  }
}
