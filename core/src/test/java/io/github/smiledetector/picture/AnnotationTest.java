package io.github.smiledetector.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.geometry.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnotationTest {
  private static final int ORANGE = 0xE69F00;
  private static final int BLUE = 0x0072B2;

  @TempDir private Path folder;

  @Test
  void framesTheBoxInTheColourOfItsFlag() {
    Picture picture = new Picture(400, 300, 1, new byte[400 * 300]);
    Picture drawn =
        Annotation.draw(
            picture,
            List.of(
                new Annotation(new Box(50, 100, 80, 90), "", true),
                new Annotation(new Box(250, 100, 80, 90), "", false)));
    assertThat(drawn.channels()).isEqualTo(3);
    assertThat(colour(drawn, 50, 140)).isEqualTo(ORANGE);
    assertThat(colour(drawn, 250, 140)).isEqualTo(BLUE);
    assertThat(colour(drawn, 90, 140)).isZero();
    assertThat(picture.pixels()).containsOnly(0);
  }

  /** A box in the middle, in each corner, beyond the border, and as large as the picture. */
  @ParameterizedTest
  @CsvSource({
    "150, 100, 60, 60",
    "0, 0, 50, 50",
    "350, 0, 50, 50",
    "0, 250, 50, 50",
    "350, 250, 50, 50",
    "-40, -40, 60, 60",
    "380, 280, 60, 60",
    "0, 0, 400, 300",
    "-50, -50, 500, 400"
  })
  void keepsTheWholeLabelInsideThePicture(double x, double y, double width, double height) {
    Picture picture = new Picture(400, 300, 3, new byte[400 * 300 * 3]);
    Box box = new Box(x, y, width, height);
    int free =
        lettersOf(label(new Picture(400, 300, 3, new byte[360000]), new Box(150, 150, 60, 60)));
    // The frame may cover a little of the label, never the label leave the picture.
    assertThat(lettersOf(label(picture, box))).isGreaterThan((int) (0.75 * free));
  }

  @Test
  void drawsOnTheSmallestPictures() {
    Picture drawn =
        Annotation.draw(
            new Picture(1, 1, 1, new byte[1]),
            List.of(new Annotation(new Box(0, 0, 1, 1), "not smiling 12 %", false)));
    assertThat(drawn.widthPx()).isEqualTo(1);
  }

  @Test
  void writesAPngOfTheSameSize() throws IOException {
    Path png = folder.resolve("out.png");
    Files.writeString(png, "an older one");
    Picture picture = new Picture(120, 80, 3, new byte[120 * 80 * 3]);
    List<Annotation> annotations =
        List.of(new Annotation(new Box(40, 30, 30, 30), "smiling 97 %", true));
    Annotation.write(picture, annotations, png);
    assertThat(PictureReader.read(png).pixels())
        .isEqualTo(Annotation.draw(picture, annotations).pixels());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(png);
    }
  }

  @Test
  void saysWhatItCannotWrite() {
    Path nowhere = folder.resolve("missing").resolve("out.png");
    Picture picture = new Picture(2, 2, 1, new byte[4]);
    assertThatThrownBy(() -> Annotation.write(picture, List.of(), nowhere))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining(nowhere.toString());
  }

  private static Picture label(Picture picture, Box box) {
    return Annotation.draw(picture, List.of(new Annotation(box, "not smiling 12 %", false)));
  }

  /** How much pure white there is: the letters, on a black picture. */
  private static int lettersOf(Picture drawn) {
    int white = 0;
    for (int y = 0; y < drawn.heightPx(); y++) {
      for (int x = 0; x < drawn.widthPx(); x++) {
        if (colour(drawn, x, y) == 0xFFFFFF) {
          white++;
        }
      }
    }
    return white;
  }

  private static int colour(Picture picture, int x, int y) {
    int at = (y * picture.widthPx() + x) * 3;
    byte[] pixels = picture.pixels();
    return ((pixels[at] & 0xFF) << 16) | ((pixels[at + 1] & 0xFF) << 8) | (pixels[at + 2] & 0xFF);
  }
}
