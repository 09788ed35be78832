package io.github.smiledetector.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MarkedSplitTest {
  private static MarkedPhoto photo(String file, String person, boolean ignored) {
    Point point = new Point(5, 5);
    Landmarks points = new Landmarks(point, point, point, point, point);
    MarkedFace face = new MarkedFace(new Box(0, 0, 10, 10), Optional.of(points), 1, ignored);
    return new MarkedPhoto(Path.of("photos", file), file, 20, 20, person, List.of(face));
  }

  private static MarkedPhoto photo(String file, String person) {
    return photo(file, person, false);
  }

  private static MarkedSplit split(List<MarkedPhoto> photos, double share, long seed) {
    return MarkedSplit.of(photos, List.of(), "print", share, seed);
  }

  /** Eight persons with one to eight photos each, and as many photos of nobody known. */
  private static List<MarkedPhoto> photos() {
    List<MarkedPhoto> photos = new ArrayList<>();
    for (int person = 0; person < 8; person++) {
      for (int i = 0; i <= person; i++) {
        photos.add(photo(person + "-" + i + ".jpg", "person " + person));
        photos.add(photo(person + "-" + i + "-unknown.jpg", ""));
      }
    }
    return photos;
  }

  private static Set<String> persons(List<MarkedPhoto> photos) {
    return photos.stream()
        .map(MarkedPhoto::person)
        .filter(person -> !person.isEmpty())
        .collect(Collectors.toSet());
  }

  @Test
  void aPersonAndAFileAreOnOneSideOnlyAndNoneIsLost() {
    List<MarkedPhoto> photos = photos();
    for (long seed = 0; seed < 20; seed++) {
      MarkedSplit split = split(photos, 0.3, seed);
      assertThat(persons(split.training()))
          .doesNotContainAnyElementsOf(persons(split.validation()));
      assertThat(Stream.concat(split.training().stream(), split.validation().stream()))
          .containsExactlyInAnyOrderElementsOf(photos);
      assertThat(split.validation()).hasSizeBetween(22, 22 + 7);
      assertThat(split.kind()).isEqualTo("by_person");
    }
    assertThat(split(photos, 0.3, 1)).isEqualTo(split(photos, 0.3, 1));
    assertThat(split(photos, 0.3, 1)).isNotEqualTo(split(photos, 0.3, 2));
  }

  @Test
  void refusesAPhotoThatIsMarkedTwice() {
    List<MarkedPhoto> photos = new ArrayList<>(photos());
    photos.add(photo("../photos/./3-1-unknown.jpg", ""));
    assertThatThrownBy(() -> split(photos, 0.3, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("3-1-unknown.jpg is marked twice");
  }

  @Test
  void aBackgroundThatIsNamedTwiceIsOnOneSideOnly() {
    List<Path> faceless =
        IntStream.range(0, 20)
            .mapToObj(i -> Path.of(i % 2 == 0 ? "a" : "b/../a", i / 2 + ".jpg"))
            .toList();
    MarkedSplit split = MarkedSplit.of(photos(), faceless, "print", 0.5, 3);
    assertThat(
            Stream.concat(split.facelessTraining().stream(), split.facelessValidation().stream()))
        .extracting(Path::normalize)
        .hasSize(10)
        .doesNotHaveDuplicates();
    assertThat(split.facelessValidation()).hasSize(5);
  }

  @Test
  void saysThatOnePersonCannotBeDivided() {
    assertThatThrownBy(() -> split(List.of(photo("a", "Ann"), photo("b", "Ann")), 0.1, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("all 2 marked photos show one person, Ann")
        .hasMessageContaining("add photos of others");
  }

  @Test
  void saysThatAShareLeavesNothingToLearnFrom() {
    assertThatThrownBy(() -> split(List.of(photo("a", ""), photo("b", "")), 0.9, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a validation share of 0.9 leaves none of 2 marked photos");
  }

  @Test
  void saysWhichPartHasNoFace() {
    List<MarkedPhoto> photos = List.of(photo("a", "", true), photo("b", ""));
    List<String> messages = new ArrayList<>();
    for (long seed = 0; seed < 10; seed++) {
      // Small seeds draw alike.
      long drawn = seed << 44;
      assertThatThrownBy(() -> split(photos, 0.5, drawn))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("a face that is not to be ignored and has its landmarks")
          .satisfies(thrown -> messages.add(thrown.getMessage()));
    }
    assertThat(messages)
        .anyMatch(message -> message.startsWith("none of the 1 marked photos to learn from"))
        .anyMatch(message -> message.startsWith("none of the 1 marked photos to be judged on"));
  }
}
