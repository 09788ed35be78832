package io.github.smiledetector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.face.YuNetFaceFinder;
import io.github.smiledetector.geometry.Box;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The model that comes with the program, on YuNet's faces. */
@EnabledIfEnvironmentVariable(named = "SMILE_SHARED", matches = ".+")
class YuNetDetectorTest {
  private static final Path SAMPLES = Path.of("..", "samples");

  private static SmileDetector detector;

  @BeforeAll
  static void open() {
    Path file =
        Path.of(System.getenv("SMILE_SHARED"), "models", "face_detection_yunet_2026may.onnx");
    detector =
        SmileDetector.open(DetectorOptions.DEFAULT.withFinder(() -> YuNetFaceFinder.open(file)));
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
    assertThat(seen.faces()).hasSize(1);
    FaceSmile face = seen.faces().get(0);
    assertThat(face.box().intersectionOverUnion(new Box(175, 60, 95, 125))).isGreaterThan(0.6);
    assertThat(face.landmarks()).isPresent();
    assertThat(face.probability().orElseThrow()).isGreaterThan(0.8);
    assertThat(face.smiling()).isTrue();
  }

  @Test
  void seesOneFaceInGraceHoppersPortrait() {
    PictureSmiles seen = detector.detect(SAMPLES.resolve("grace_hopper.jpg"));
    assertThat(seen.faces()).hasSize(1);
    assertThat(seen.faces().get(0).box().intersectionOverUnion(new Box(185, 110, 170, 230)))
        .isGreaterThan(0.6);
    assertThat(seen.faces().get(0).probability()).isPresent();
  }
}
