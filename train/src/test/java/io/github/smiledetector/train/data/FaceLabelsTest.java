package io.github.smiledetector.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaceLabelsTest {
  @TempDir private Path folder;

  @Test
  void readsWhatItWrote() throws IOException {
    Landmarks points =
        new Landmarks(
            new Point(1, 2),
            new Point(3, 2.5),
            new Point(2, 3),
            new Point(1.5, 4),
            new Point(3, 4));
    MarkedPhoto photo =
        new MarkedPhoto(
            folder.resolve("a/b.jpg"),
            "a/b.jpg",
            60,
            40,
            "Eileen",
            List.of(
                new MarkedFace(new Box(-1, 2, 30.5, 40), Optional.of(points), 0.93, false),
                new MarkedFace(new Box(5, 6, 7, 8), Optional.empty(), 0.4, true)));
    Path labels =
        Files.writeString(folder.resolve("labels.jsonl"), FaceLabels.line(photo) + "\n\n");

    assertThat(FaceLabels.read(labels)).containsExactly(photo);
  }

  @Test
  void namesTheLineThatIsWrong() throws IOException {
    Path labels = folder.resolve("labels.jsonl");
    String good = "{\"file\": \"a.jpg\", \"width\": 9, \"height\": 9, \"faces\": []}\n";
    for (String bad :
        List.of(
            "{",
            "{\"file\": \"a.jpg\"}",
            good.replace("[]", "[{\"box\": [1, 2, 3]}]"),
            good.replace("[]", "[{\"box\": [1, 2, 0, 3]}]"),
            good.replace("9, \"faces", "0, \"faces"),
            good.replace("[]", "[{\"box\": [1, 2, 3, \"x\"]}]"),
            good.replace("[]", "[{\"box\": [1, 2, 3, 4], \"landmarks\": [[1, 2]]}]"))) {
      Files.writeString(labels, good + bad);
      assertThatThrownBy(() -> FaceLabels.read(labels))
          .as(bad)
          .isInstanceOf(DataException.class)
          .hasMessageContaining("labels.jsonl, line 2: ");
    }
  }
}
