package io.github.smiledetector.cli.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.FaceSmile;
import io.github.smiledetector.PictureSmiles;
import io.github.smiledetector.classifier.Precision;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.picture.Orientation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlierResultsTest {
  private static final List<String> NAMES =
      List.of("a.jpg", "=b,\"c\"\n😀.jpg", "./d.jpg", "e/\r\n.jpg", "f.jpg");

  @TempDir private Path folder;

  @Test
  void knowsWhatIsWholeWhereverJsonIsCutOff() throws IOException {
    knowsWhatIsWholeWhereverItIsCutOff(new JsonFormat("smile", Precision.FP32));
  }

  @Test
  void knowsWhatIsWholeWhereverCsvIsCutOff() throws IOException {
    knowsWhatIsWholeWhereverItIsCutOff(new CsvFormat());
  }

  private void knowsWhatIsWholeWhereverItIsCutOff(ResultFormat format) throws IOException {
    StringBuilder text = new StringBuilder(format.header());
    List<Integer> ends = new ArrayList<>();
    int headerEnd = text.length();
    for (int i = 0; i < NAMES.size(); i++) {
      // No face, one, two ...
      text.append(format.seen(NAMES.get(i), smiles(i)));
      ends.add(bytes(text).length);
    }
    byte[] whole = bytes(text);
    Path file = folder.resolve("results");
    for (int kept = 0; kept <= whole.length; kept++) {
      Files.write(file, Arrays.copyOf(whole, kept));
      EarlierResults earlier = new EarlierResults(file);
      int limit = kept;
      int done = (int) ends.stream().filter(end -> end <= limit).count();
      assertThat(earlier.size()).as("cut off behind %d bytes", kept).isEqualTo(done);
      for (int i = 0; i < NAMES.size(); i++) {
        assertThat(earlier.has(NAMES.get(i))).isEqualTo(i < done);
      }
      assertThat(earlier.wholeBytes())
          .as("cut off behind %d bytes", kept)
          .isEqualTo(done > 0 ? ends.get(done - 1) : kept < headerEnd ? 0 : headerEnd);
    }
  }

  @Test
  void whatFailedIsNotDoneAndWhole() throws IOException {
    PictureException error = new PictureException(PictureException.Kind.MISSING, "=no\nfile");
    for (ResultFormat format : List.of(new JsonFormat("smile", Precision.FP32), new CsvFormat())) {
      String text = format.header() + format.failed("=a.jpg", error) + format.seen("b", smiles(0));
      Path file = Files.writeString(folder.resolve("results"), text);
      EarlierResults earlier = new EarlierResults(file);
      assertThat(earlier.has("=a.jpg")).isFalse();
      assertThat(earlier.has("b")).isTrue();
      assertThat(earlier.wholeBytes()).isEqualTo(text.length());
    }
  }

  private static PictureSmiles smiles(int faces) {
    FaceSmile face =
        new FaceSmile(
            new Box(1, 2, 3, 4),
            0.5,
            Optional.empty(),
            OptionalDouble.of(0.25),
            false,
            Optional.empty());
    return new PictureSmiles(10, 20, Orientation.UPRIGHT, Collections.nCopies(faces, face));
  }

  private static byte[] bytes(CharSequence text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
