package io.github.smiledetector.train.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.smiledetector.error.DataException;
import io.github.smiledetector.train.files.WholeFile;
import io.github.smiledetector.train.recipe.SplitKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A data set divided into a training and a validation part; saved with each run, so that the same
 * pictures can be kept apart later.
 *
 * @param kind how it was divided
 * @param seed what decided the draw
 * @param validationShare the share that was asked for, between 0 and 1
 * @param fingerprint {@link LabelledPictures#fingerprint()} of the whole data set
 * @param training pictures to train on, in the order drawn
 * @param validation pictures to validate with, in the order drawn; none of them is in {@code
 *     training}
 */
public record Split(
    SplitKind kind,
    long seed,
    double validationShare,
    String fingerprint,
    List<LabelledPicture> training,
    List<LabelledPicture> validation) {
  private static final int FORMAT_VERSION = 1;
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

  /** Copies the lists. */
  public Split {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
  }

  /** What the file holds. */
  private record Saved(
      int formatVersion,
      String kind,
      long seed,
      double validationShare,
      String fingerprint,
      List<String> training,
      List<String> validation) {}

  /**
   * Writes kind, seed, share, fingerprint and the names of both parts as JSON.
   *
   * @param file the file to make or replace
   * @throws DataException if it cannot be written
   */
  public void write(Path file) {
    Saved saved =
        new Saved(
            FORMAT_VERSION,
            kind.label(),
            seed,
            validationShare,
            fingerprint,
            training.stream().map(LabelledPicture::name).toList(),
            validation.stream().map(LabelledPicture::name).toList());
    try {
      WholeFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(saved));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a split always has a JSON form", e);
    }
  }

  /**
   * Reads a split back for the data set it was made of.
   *
   * @param file written by {@link #write}
   * @param pictures the same data set; every file is read to make sure
   * @throws DataException if the file is no such split or belongs to other data
   */
  public static Split read(Path file, LabelledPictures pictures) {
    Saved saved = parse(file);
    if (saved.formatVersion() != FORMAT_VERSION) {
      throw new DataException(
          file
              + ": a split of format version "
              + saved.formatVersion()
              + "; this program reads version "
              + FORMAT_VERSION);
    }
    String found = pictures.fingerprint();
    if (!found.equals(saved.fingerprint())) {
      throw new DataException(
          file
              + ": a split of other data: its fingerprint is "
              + saved.fingerprint()
              + ", that of "
              + pictures.folder()
              + " is "
              + found
              + ". Names or contents of pictures have changed; divide them anew");
    }
    Map<String, LabelledPicture> byName = new HashMap<>();
    pictures.pictures().forEach(p -> byName.put(p.name(), p));
    Set<String> seen = new HashSet<>();
    List<LabelledPicture> training = resolve(file, saved.training(), byName, seen);
    List<LabelledPicture> validation = resolve(file, saved.validation(), byName, seen);
    if (seen.size() != byName.size()) {
      throw new DataException(
          file
              + ": damaged: names "
              + seen.size()
              + " pictures where the data set has "
              + byName.size());
    }
    return new Split(
        kind(file, saved.kind()),
        saved.seed(),
        saved.validationShare(),
        saved.fingerprint(),
        training,
        validation);
  }

  /**
   * The names of the pictures in a split's validation part, whatever data it was made of.
   *
   * @throws DataException if the file is no split
   */
  static Set<String> validationNames(Path file) {
    return Set.copyOf(parse(file).validation());
  }

  private static Saved parse(Path file) {
    try {
      Saved saved = JSON.readValue(Files.readAllBytes(file), Saved.class);
      if (saved == null
          || saved.kind() == null
          || saved.training() == null
          || saved.validation() == null) {
        throw new DataException(file + ": no split: kind, training and validation were expected");
      }
      return saved;
    } catch (JacksonException e) {
      throw new DataException(file + ": no split: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e, e);
    }
  }

  private static SplitKind kind(Path file, String label) {
    for (SplitKind kind : SplitKind.values()) {
      if (kind.label().equals(label.toLowerCase(Locale.ROOT))) {
        return kind;
      }
    }
    throw new DataException(
        file + ": a split of the kind \"" + label + "\", which this program does not know");
  }

  private static List<LabelledPicture> resolve(
      Path file, List<String> names, Map<String, LabelledPicture> byName, Set<String> seen) {
    List<LabelledPicture> part = new ArrayList<>();
    for (String name : names) {
      LabelledPicture picture = byName.get(name);
      if (picture == null) {
        throw new DataException(file + ": names " + name + ", which is not in the data set");
      }
      if (!seen.add(name)) {
        throw new DataException(file + ": names " + name + " twice");
      }
      part.add(picture);
    }
    return part;
  }
}
