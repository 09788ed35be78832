package io.github.smiledetector.train.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.smiledetector.error.DataException;
import io.github.smiledetector.train.files.WholeFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Marked photos divided into a part to learn from and a part to be judged on: a person is on one
 * side only, and so is a photo of nobody known. Photos without a face that were given beside them
 * are divided too, each for itself.
 *
 * @param kind {@code by_person} where any photo names a person, else {@code by_photo}
 * @param seed what decided the draw
 * @param validationShare the share that was asked for
 * @param fingerprint of labels and photos
 * @param training to learn from; at least one
 * @param validation to be judged on; at least one
 * @param facelessTraining backgrounds to learn from
 * @param facelessValidation backgrounds to be judged on; none if there is just one photo
 */
public record MarkedSplit(
    String kind,
    long seed,
    double validationShare,
    String fingerprint,
    List<MarkedPhoto> training,
    List<MarkedPhoto> validation,
    List<Path> facelessTraining,
    List<Path> facelessValidation) {
  private static final int FORMAT_VERSION = 1;

  /** Copies the lists. */
  public MarkedSplit {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    facelessTraining = List.copyOf(facelessTraining);
    facelessValidation = List.copyOf(facelessValidation);
  }

  private record Saved(
      int formatVersion,
      String kind,
      long seed,
      double validationShare,
      String fingerprint,
      List<String> training,
      List<String> validation,
      List<String> facelessTraining,
      List<String> facelessValidation) {}

  /**
   * Divides photos; the same arguments give the same split on any machine.
   *
   * @param photos marked ones, at least two
   * @param faceless others; one that is named twice counts once
   * @param share of the photos that is kept for validation, between 0 and 1
   * @throws DataException if a marked photo is named twice, or one of the parts has no photo or no
   *     face to learn from
   */
  public static MarkedSplit of(
      List<MarkedPhoto> photos, List<Path> faceless, String fingerprint, double share, long seed) {
    requireOnce(photos);
    Map<String, List<MarkedPhoto>> persons = new LinkedHashMap<>();
    List<List<MarkedPhoto>> groups = new ArrayList<>();
    for (MarkedPhoto photo : photos) {
      if (photo.person().isEmpty()) {
        groups.add(List.of(photo));
      } else {
        persons.computeIfAbsent(photo.person(), person -> new ArrayList<>()).add(photo);
      }
    }
    groups.addAll(persons.values());
    // java.util.Random and Collections.shuffle are the same on every Java platform and version.
    Collections.shuffle(groups, new Random(seed));
    long room = Math.max(1, Math.round(share * photos.size()));
    List<MarkedPhoto> training = new ArrayList<>();
    List<MarkedPhoto> validation = new ArrayList<>();
    groups.forEach(group -> (validation.size() < room ? validation : training).addAll(group));
    if (training.isEmpty()) {
      throw new DataException(
          groups.size() == 1
              ? "all "
                  + photos.size()
                  + " marked photos show one person, "
                  + photos.get(0).person()
                  + ", and a person is either learnt from or judged on: add photos of others"
              : "a validation share of "
                  + share
                  + " leaves none of "
                  + photos.size()
                  + " marked photos to learn from: use a smaller one, or add photos");
    }
    requireFaces(training, "to learn from");
    requireFaces(validation, "to be judged on");
    Set<Path> seen = new HashSet<>();
    List<Path> shuffled =
        new ArrayList<>(faceless.stream().filter(file -> seen.add(normal(file))).toList());
    Collections.shuffle(shuffled, new Random(seed));
    int kept = shuffled.size() < 2 ? 0 : (int) Math.max(1, Math.round(share * shuffled.size()));
    return new MarkedSplit(
        persons.isEmpty() ? "by_photo" : "by_person",
        seed,
        share,
        fingerprint,
        training,
        validation,
        shuffled.subList(kept, shuffled.size()),
        shuffled.subList(0, kept));
  }

  private static Path normal(Path file) {
    return file.toAbsolutePath().normalize();
  }

  private static void requireOnce(List<MarkedPhoto> photos) {
    Set<Path> seen = new HashSet<>();
    for (MarkedPhoto photo : photos) {
      if (!seen.add(normal(photo.file()))) {
        throw new DataException(
            photo.file()
                + " is marked twice, and might be learnt from and judged on: remove one of its lines"
                + " from the labels");
      }
    }
  }

  private static void requireFaces(List<MarkedPhoto> part, String what) {
    if (part.stream().flatMap(photo -> photo.faces().stream()).noneMatch(MarkedFace::learnable)) {
      throw new DataException(
          "none of the "
              + part.size()
              + " marked photos "
              + what
              + " has a face that is not to be ignored and has its landmarks: add photos, or divide"
              + " them by another seed or validation share");
    }
  }

  /**
   * Writes how and what as JSON.
   *
   * @throws io.github.smiledetector.error.DataException if the file cannot be written
   */
  public void write(Path file) {
    Saved saved =
        new Saved(
            FORMAT_VERSION,
            kind,
            seed,
            validationShare,
            fingerprint,
            training.stream().map(MarkedPhoto::name).toList(),
            validation.stream().map(MarkedPhoto::name).toList(),
            facelessTraining.stream().map(Path::toString).toList(),
            facelessValidation.stream().map(Path::toString).toList());
    try {
      WholeFile.write(
          file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(saved));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a split always has a JSON form", e);
    }
  }
}
