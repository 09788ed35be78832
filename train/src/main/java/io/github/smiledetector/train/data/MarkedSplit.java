package io.github.smiledetector.train.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.smiledetector.train.files.WholeFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Marked photos divided into a part to learn from and a part to be judged on: a person is on one
 * side only, and so is a photo of nobody known. Photos without a face that were given beside them
 * are divided too, each for itself.
 *
 * @param kind {@code by_person} where any photo names a person, else {@code by_photo}
 * @param seed what decided the draw
 * @param validationShare the share that was asked for
 * @param fingerprint of labels and photos
 * @param training to learn from
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
   * @param photos marked ones
   * @param faceless others
   * @param share of the photos that is kept for validation, between 0 and 1
   */
  public static MarkedSplit of(
      List<MarkedPhoto> photos, List<Path> faceless, String fingerprint, double share, long seed) {
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
    List<Path> shuffled = new ArrayList<>(faceless);
    Collections.shuffle(shuffled, new Random(seed));
    int kept = faceless.size() < 2 ? 0 : (int) Math.max(1, Math.round(share * faceless.size()));
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
