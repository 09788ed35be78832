package io.github.smiledetector.train.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import io.github.smiledetector.picture.EncodedCopy;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.train.data.MarkedFace;
import io.github.smiledetector.train.data.MarkedPhoto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SceneComposerTest {
  private static final int SIDE_PX = 96;

  @TempDir Path dir;

  private static MarkedFace face(boolean ignored) {
    Landmarks points =
        new Landmarks(
            new Point(60, 60),
            new Point(100, 60),
            new Point(80, 80),
            new Point(65, 105),
            new Point(95, 105));
    return new MarkedFace(new Box(40, 30, 80, 100), Optional.of(points), 0.9, ignored);
  }

  private Path picture(String name, int widthPx, int heightPx, int channels) throws IOException {
    byte[] pixels = new byte[widthPx * heightPx * channels];
    new SplittableRandom(name.length()).nextBytes(pixels);
    Path file = dir.resolve(name);
    Files.write(file, EncodedCopy.png(new Picture(widthPx, heightPx, channels, pixels)));
    return file;
  }

  private MarkedPhoto photo(String name, int channels, MarkedFace... faces) throws IOException {
    return new MarkedPhoto(picture(name, 170, 160, channels), name, 170, 160, "", List.of(faces));
  }

  private ScenePhotos photos(long mostBytes) throws IOException {
    MarkedFace small =
        new MarkedFace(
            face(false).box().scaled(0.3),
            face(false).landmarks().map(points -> points.scaled(0.3)),
            1,
            false);
    MarkedPhoto crop =
        new MarkedPhoto(picture("crop.png", 48, 48, 1), "crop.png", 48, 48, "", List.of(small));
    return new ScenePhotos(
        List.of(photo("a.png", 3, face(false)), photo("grey.png", 1, face(false)), crop),
        List.of(picture("faceless.png", 200, 120, 3)),
        mostBytes);
  }

  private static List<Scene> scenes(ScenePhotos photos, SceneOptions options, int count) {
    List<Scene> scenes = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(7);
    try (SceneComposer composer = new SceneComposer(SIDE_PX, photos, options)) {
      for (int i = 0; i < count; i++) {
        scenes.add(composer.compose(random.split()));
      }
    }
    return scenes;
  }

  @ParameterizedTest
  @EnumSource(SceneKind.class)
  void makesTheSameSceneOfTheSameDraws(SceneKind kind) throws IOException {
    SceneOptions options = new SceneOptions(10, 400, EnumSet.of(kind));
    List<Scene> scenes = scenes(photos(1 << 30), options, 12);
    SplittableRandom random = new SplittableRandom(7);
    for (Scene scene : scenes) {
      // A composer of its own, and photos that are read again each time.
      try (SceneComposer composer = new SceneComposer(SIDE_PX, photos(0), options)) {
        Scene again = composer.compose(random.split());
        assertThat(again.pixels()).isEqualTo(scene.pixels());
        assertThat(again.faces()).isEqualTo(scene.faces());
      }
    }
    assertThat(scenes.get(1).pixels()).isNotEqualTo(scenes.get(0).pixels());
  }

  @Test
  void givesPixelsOfTheirRangeAndFacesOfEveryKind() throws IOException {
    for (SceneKind kind : SceneKind.values()) {
      List<Scene> scenes = scenes(photos(1 << 30), new SceneOptions(10, 400, EnumSet.of(kind)), 12);
      for (Scene scene : scenes) {
        assertThat(scene.pixels()).hasSize(SIDE_PX * SIDE_PX * 3);
        for (float value : scene.pixels()) {
          assertThat(value).isBetween(0f, 255f);
        }
      }
      long learnt =
          scenes.stream()
              .flatMap(scene -> scene.faces().stream())
              .filter(face -> !face.ignored())
              .count();
      if (kind == SceneKind.FACELESS) {
        assertThat(scenes).allMatch(scene -> scene.faces().isEmpty());
      } else {
        assertThat(learnt).as("faces of %s", kind).isGreaterThan(8);
      }
    }
  }

  @Test
  void keepsToTheSizesAskedFor() throws IOException {
    List<Scene> scenes =
        scenes(
            photos(1 << 30),
            new SceneOptions(20, 40, EnumSet.complementOf(EnumSet.of(SceneKind.FACELESS))),
            40);
    assertThat(scenes)
        .flatExtracting(Scene::faces)
        .filteredOn(face -> !face.ignored())
        .hasSizeGreaterThan(40)
        .allSatisfy(
            face ->
                assertThat(Math.max(face.box().width(), face.box().height()))
                    .isBetween(20.0, 40.0));
  }

  @Test
  void makesScenesWithoutAnyFacelessPhoto() throws IOException {
    ScenePhotos photos = new ScenePhotos(List.of(photo("a.png", 3, face(false))), List.of());
    assertThat(scenes(photos, SceneOptions.DEFAULT, 20))
        .anyMatch(scene -> !scene.faces().isEmpty());
  }

  @Test
  void takesOnlyLargePhotosInWhichNothingIsMarkedForBackgrounds() throws IOException {
    MarkedPhoto crop =
        new MarkedPhoto(picture("crop.png", 119, 48, 1), "crop.png", 119, 48, "", List.of());
    ScenePhotos photos =
        new ScenePhotos(
            List.of(
                photo("a.png", 3, face(false)),
                photo("b.png", 3),
                photo("c.png", 3, face(true)),
                crop),
            List.of(picture("faceless.png", 200, 120, 3)));
    assertThat(photos.faceless())
        .extracting(photo -> photo.picture().widthPx())
        .containsExactly(170, 200);
    assertThat(photos.whole()).hasSize(1);
    assertThat(photos.crops()).isEmpty();
  }

  @Test
  void keepsDecodedPhotosAsFarAsThereIsRoom() throws IOException {
    ScenePhotos roomy = photos(1 << 30);
    scenes(roomy, SceneOptions.DEFAULT, 20);
    assertThat(roomy.keptBytes()).isGreaterThan(170 * 160);
    ScenePhotos narrow = photos(30_000);
    scenes(narrow, SceneOptions.DEFAULT, 20);
    assertThat(narrow.keptBytes()).isBetween(1L, 30_000L);
  }

  @Test
  void refusesPhotosOfWhichNoFaceCounts() {
    assertThatThrownBy(() -> new ScenePhotos(List.of(photo("a.png", 3, face(true))), List.of()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("none of 1 marked photos has a face");
  }

  @Test
  void refusesAPhotoThatIsNotTheOneThatWasMarked() throws IOException {
    MarkedPhoto other =
        new MarkedPhoto(
            picture("other.png", 150, 140, 3), "other.png", 170, 160, "", List.of(face(false)));
    ScenePhotos photos = new ScenePhotos(List.of(other), List.of());
    SceneOptions options = new SceneOptions(10, 400, Set.of(SceneKind.PHOTO));
    assertThatThrownBy(() -> scenes(photos, options, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("150 x 140")
        .hasMessageContaining("170 x 160");
  }

  @Test
  void namesAPhotoThatCannotBeRead() throws IOException {
    MarkedPhoto photo = photo("a.png", 3, face(false));
    Files.delete(photo.file());
    ScenePhotos photos = new ScenePhotos(List.of(photo), List.of());
    SceneOptions options = new SceneOptions(10, 400, Set.of(SceneKind.PHOTO));
    assertThatThrownBy(() -> scenes(photos, options, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a.png");
  }

  @Test
  void refusesOptionsThatAreNone() {
    assertThatThrownBy(() -> new SceneOptions(40, 20, Set.of(SceneKind.PHOTO)))
        .isInstanceOf(OptionException.class);
    assertThatThrownBy(() -> new SceneOptions(2, 20, Set.of(SceneKind.PHOTO)))
        .isInstanceOf(OptionException.class);
    assertThatThrownBy(() -> new SceneOptions(10, 20, Set.of()))
        .isInstanceOf(OptionException.class);
  }
}
