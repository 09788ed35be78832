package io.github.smiledetector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.geometry.Box;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The model that comes with the program, on the photos that do. */
class SamplePhotosTest {
  private static final Path SAMPLES = Path.of("..", "samples");

  private static SmileDetector detector;

  @BeforeAll
  static void open() {
    detector = SmileDetector.open();
  }

  @AfterAll
  static void close() {
    if (detector != null) {
      detector.close();
    }
  }

  @Test
  void seesTheAstronautSmile() {
    PictureSmiles seen = detector.detect(SAMPLES.resolve("astronaut_eileen_collins.png"));
    assertThat(seen.widthPx()).isEqualTo(512);
    assertThat(seen.faces()).hasSize(1);
    FaceSmile face = seen.faces().get(0);
    assertThat(face.box().intersectionOverUnion(new Box(168, 65, 110, 110))).isGreaterThan(0.6);
    assertThat(face.smiling()).isTrue();
    assertThat(face.probability().orElseThrow()).isGreaterThan(0.8);
  }

  @Test
  void seesOneFaceInGraceHoppersPortrait() {
    PictureSmiles seen = detector.detect(SAMPLES.resolve("grace_hopper.jpg"));
    assertThat(seen.heightPx()).isEqualTo(600);
    assertThat(seen.faces()).hasSize(1);
    assertThat(seen.faces().get(0).box().intersectionOverUnion(new Box(160, 120, 220, 220)))
        .isGreaterThan(0.6);
  }
}
