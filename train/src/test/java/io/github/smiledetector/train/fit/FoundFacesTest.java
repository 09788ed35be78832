package io.github.smiledetector.train.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.face.Face;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.train.data.MarkedFace;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FoundFacesTest {
  private static MarkedFace marked(double x, boolean ignored) {
    return new MarkedFace(new Box(x, 0, 10, 10), Optional.empty(), 1, ignored);
  }

  private static Face found(double x, double score) {
    return new Face(new Box(x, 0, 10, 10), score, Optional.empty());
  }

  @Test
  void countsAFaceOnceAndWhatIsIgnoredNeitherWay() {
    FoundFaces faces = new FoundFaces();
    faces.add(
        List.of(marked(0, false), marked(100, false), marked(200, true)),
        List.of(found(1, 0.9), found(200, 0.8), found(2, 0.7), found(101, 0.6)));
    // Of two faces one comes before the second box on the first face, which is false.
    assertThat(faces.recallAt(0)).isEqualTo(0.5);
    assertThat(faces.recallAt(1)).isEqualTo(1);
    assertThat(faces.averagePrecision()).isCloseTo((1 + 2 / 3.0) / 2, within(1e-12));
  }

  @Test
  void falseFacesAreCountedAScene() {
    FoundFaces faces = new FoundFaces();
    faces.add(List.of(), List.of(found(0, 0.9), found(50, 0.8)));
    faces.add(List.of(marked(0, false)), List.of(found(0, 0.7)));
    assertThat(faces.recallAt(0.5)).isEqualTo(0);
    assertThat(faces.recallAt(1)).isEqualTo(1);
    assertThat(new FoundFaces().averagePrecision()).isEqualTo(0);
  }
}
