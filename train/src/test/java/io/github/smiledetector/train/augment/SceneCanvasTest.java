package io.github.smiledetector.train.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.train.data.MarkedFace;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SceneCanvasTest {
  private static final int SIDE_PX = 128;
  private static final int DOT_PX = 10;

  /** Colours of the two eyes, the nose and the corners of the mouth as they lie in the photo. */
  private static final int[][] COLOURS = {
    {255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 0}, {255, 0, 255}
  };

  private static final Landmarks POINTS =
      new Landmarks(
          new Point(70, 60),
          new Point(130, 60),
          new Point(100, 85),
          new Point(75, 115),
          new Point(125, 115));

  private static final MarkedFace FACE =
      new MarkedFace(new Box(50, 30, 100, 110), Optional.of(POINTS), 0.9, false);

  private final SceneCanvas canvas = new SceneCanvas(SIDE_PX);

  @AfterEach
  void close() {
    canvas.close();
  }

  /** A dot of its own colour at each point, on black. */
  private static Picture dotted() {
    byte[] pixels = new byte[220 * 180 * 3];
    for (int i = 0; i < COLOURS.length; i++) {
      Point point = POINTS.all().get(i);
      for (int y = 0; y < DOT_PX; y++) {
        for (int x = 0; x < DOT_PX; x++) {
          int left = (int) point.x() - DOT_PX / 2 + x;
          int at = 3 * (((int) point.y() - DOT_PX / 2 + y) * 220 + left);
          for (int channel = 0; channel < 3; channel++) {
            pixels[at + channel] = (byte) COLOURS[i][channel];
          }
        }
      }
    }
    return new Picture(220, 180, 3, pixels);
  }

  /** The middle of what has a colour. */
  private static Point middle(float[] pixels, int[] colour) {
    double x = 0;
    double y = 0;
    double all = 0;
    for (int i = 0; i < SIDE_PX * SIDE_PX; i++) {
      double likeness = 1;
      for (int channel = 0; channel < 3; channel++) {
        double value = pixels[3 * i + channel] / 255;
        likeness = Math.min(likeness, colour[channel] == 0 ? 1 - value : value);
      }
      double weight = likeness > 0.55 ? likeness : 0;
      int row = i / SIDE_PX;
      x += weight * (i % SIDE_PX + 0.5);
      y += weight * (row + 0.5);
      all += weight;
    }
    assertThat(all).as("pixels of the colour").isPositive();
    return new Point(x / all, y / all);
  }

  private static void requireSamePlace(Point found, Point expected) {
    assertThat(found.distanceTo(expected)).as("%s, expected %s", found, expected).isLessThan(0.45);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, false",
    "0.9, 20, false",
    "0.8, -45, true",
    "0.62, 31, true",
    "0.5, 0, true",
    "0.45, 45, false",
    "0.31, -12, true"
  })
  void putsPointsWhereTheirPixelsAre(double scale, double degrees, boolean mirrored) {
    Placement placement =
        new Placement(new Point(100, 85), new Point(66.3, 59.8), scale, degrees, mirrored);
    canvas.clear(new double[] {0, 0, 0});
    canvas.draw(dotted(), placement, 0, 0, SIDE_PX, SIDE_PX, SceneCanvas.Beyond.WHAT_WAS_THERE);
    requireColouredPoints(placement, mirrored);
  }

  @ParameterizedTest
  @CsvSource({"0.9, 20, false", "0.62, 31, true", "0.31, -12, true"})
  void putsPointsOfWhatIsPastedWhereTheirPixelsAre(double scale, double degrees, boolean mirrored) {
    Placement placement =
        new Placement(new Point(100, 85), new Point(66.3, 59.8), scale, degrees, mirrored);
    canvas.clear(new double[] {0, 0, 0});
    canvas.paste(dotted(), List.of(FACE), placement, 80 * scale, 80 * scale, 0.6);
    assertThat(canvas.marked(10, 400)).hasSize(1);
    requireColouredPoints(placement, mirrored);
  }

  /** Colours that change slowly, so that the hundredth of a pixel makes no difference. */
  private static Picture shaded(int widthPx, int heightPx) {
    byte[] pixels = new byte[widthPx * heightPx * 3];
    for (int i = 0; i < pixels.length; i++) {
      int row = i / 3 / widthPx;
      double wave = Math.sin(0.03 * (i / 3 % widthPx) + 2 * (i % 3)) + Math.sin(0.02 * row);
      pixels[i] = (byte) (128 + 55 * wave);
    }
    return new Picture(widthPx, heightPx, 3, pixels);
  }

  @ParameterizedTest
  @CsvSource({
    // scale, degrees, mirrored, x, y, radiusX, radiusY, softPx
    "1, 0, false, 64, 64, 40, 50, 2",
    "1.5, 20, true, 10, 120, 90, 70, 6",
    "0.8, -30, false, 120, 8, 60, 120, 14",
    "3, 10, false, 70, -20, 130, 90, 25",
  })
  void pastesWhatLiesInTheSceneAsIfThereWereRoomForAll(
      double scale,
      double degrees,
      boolean mirrored,
      double x,
      double y,
      double radiusX,
      double radiusY,
      double softPx) {
    Picture photo = shaded(220, 180);
    canvas.clear(new double[] {9, 99, 200});
    canvas.paste(
        photo,
        List.of(FACE),
        new Placement(new Point(100, 85), new Point(x, y), scale, degrees, mirrored),
        radiusX,
        radiusY,
        softPx);
    float[] found = canvas.pixels();
    int border = 256;
    int sidePx = SIDE_PX + 2 * border;
    try (SceneCanvas roomy = new SceneCanvas(sidePx)) {
      roomy.clear(new double[] {9, 99, 200});
      Point there = new Point(x + border, y + border);
      roomy.paste(
          photo,
          List.of(FACE),
          new Placement(new Point(100, 85), there, scale, degrees, mirrored),
          radiusX,
          radiusY,
          softPx);
      float[] expected = roomy.pixels();
      int rowValues = 3 * SIDE_PX;
      for (int i = 0; i < found.length; i++) {
        int row = border + i / rowValues;
        float value = expected[3 * (row * sidePx + border) + i % rowValues];
        assertThat(found[i]).as("row %d, value %d", row - border, i).isCloseTo(value, within(1f));
      }
    }
  }

  @Test
  void pastesFromALargePhotoNoMoreThanTheSceneShows() {
    Picture photo = shaded(4000, 3000);
    // The face at its border fills the scene; the ellipse would have 10^12 pixels.
    Placement placement = new Placement(new Point(3980, 85), new Point(64, 64), 3, 7, false);
    canvas.clear(new double[] {0, 0, 0});
    canvas.paste(photo, List.of(), placement, 500_000, 400_000, 4);
    float[] pixels = canvas.pixels();
    assertThat(pixels[3 * (64 * SIDE_PX + 64)]).isPositive();
    // The photo ends 60 px to the right of the middle, further down nearer to it.
    assertThat(pixels[3 * (64 * SIDE_PX + 20)]).isPositive();
    assertThat(pixels[3 * (122 * SIDE_PX + 127)]).isLessThan(60);
  }

  private void requireColouredPoints(Placement placement, boolean mirrored) {
    float[] pixels = canvas.pixels();
    List<Point> points = placement.apply(FACE).landmarks().orElseThrow().all();
    // In a mirrored photo the eye that was on the right is on the left.
    int[] colours = mirrored ? new int[] {1, 0, 2, 4, 3} : new int[] {0, 1, 2, 3, 4};
    for (int i = 0; i < colours.length; i++) {
      requireSamePlace(middle(pixels, COLOURS[colours[i]]), points.get(i));
    }
  }

  @Test
  void drawsAPartOfTheSceneWhereItBelongs() {
    Placement placement = new Placement(new Point(100, 85), new Point(80, 70), 0.5, 15, false);
    canvas.clear(new double[] {0, 0, 0});
    canvas.draw(dotted(), placement, 40, 30, 85, 90, SceneCanvas.Beyond.WHAT_WAS_THERE);
    requireColouredPoints(placement, false);
  }

  @Test
  void leavesABoxUprightAndItsShape() {
    Placement placement = new Placement(new Point(100, 85), new Point(64, 64), 0.5, 30, false);
    Box box = placement.apply(FACE).box();
    assertThat(box.width()).isCloseTo(50, within(1e-9));
    assertThat(box.height()).isCloseTo(55, within(1e-9));
    assertThat(box.centreX()).isCloseTo(64, within(1e-9));
    assertThat(box.centreY()).isCloseTo(64, within(1e-9));
  }

  @Test
  void findsTheWayBackToThePhoto() {
    Placement placement = new Placement(new Point(100, 85), new Point(64, 60), 0.7, 33, true);
    Point there = placement.apply(new Point(31, 42));
    Point back = placement.inverse(there.x(), there.y());
    assertThat(back.x()).isCloseTo(31, within(1e-9));
    assertThat(back.y()).isCloseTo(42, within(1e-9));
  }

  /** Whether a face is ignored, its middle at a place. */
  private boolean ignored(double x, double y, double scale) {
    canvas.clear(new double[] {0, 0, 0});
    Placement placement = new Placement(new Point(100, 85), new Point(x, y), scale, 0, false);
    canvas.add(List.of(FACE), placement, dotted(), canvas.scene());
    return canvas.marked(10, 100).get(0).ignored();
  }

  @Test
  void ignoresFacesThatTheSceneCutsByHalf() {
    assertThat(ignored(64, 64, 0.5)).isFalse();
    assertThat(ignored(8, 64, 0.5)).isFalse();
    assertThat(ignored(-5, 64, 0.5)).isTrue();
    assertThat(ignored(64, 135, 0.5)).isTrue();
  }

  @Test
  void ignoresFacesOutOfTheSizesAskedFor() {
    assertThat(ignored(64, 64, 0.1)).isFalse();
    assertThat(ignored(64, 64, 0.08)).isTrue();
    assertThat(ignored(64, 64, 0.95)).isTrue();
  }

  @Test
  void ignoresFacesThatAreMostlyCovered() {
    assertThat(ignored(64, 64, 0.5)).isFalse();
    canvas.coverByEllipse(new Point(64, 80), 20, 12, 0, new double[] {200, 150, 100});
    assertThat(canvas.marked(10, 100).get(0).ignored()).isFalse();
    canvas.coverByRectangle(new Box(30, 30, 60, 40), null, null, new double[] {9, 9, 9});
    assertThat(canvas.marked(10, 100).get(0).ignored()).isTrue();
    assertThat(canvas.pixels()[3 * (50 * SIDE_PX + 50)]).isEqualTo(9);
  }

  @Test
  void forgetsFacesThatArePastedOver() {
    assertThat(ignored(64, 64, 0.4)).isFalse();
    Placement over = new Placement(new Point(100, 85), new Point(64, 64), 1, 0, false);
    canvas.paste(dotted(), List.of(FACE), over, 60, 70, 1);
    assertThat(canvas.marked(4, 400)).hasSize(1);
    assertThat(canvas.marked(4, 400).get(0).box().width()).isEqualTo(100);
  }

  @Test
  void ignoresFacesBeyondTheirPhoto() {
    canvas.clear(new double[] {0, 0, 0});
    Placement placement = new Placement(new Point(0, 85), new Point(64, 64), 0.5, 0, false);
    MarkedFace cut = new MarkedFace(new Box(-60, 30, 100, 110), Optional.of(POINTS), 0.9, false);
    canvas.add(List.of(cut), placement, dotted(), canvas.scene());
    assertThat(canvas.marked(10, 100).get(0).ignored()).isTrue();
  }

  @Test
  void keepsWhatIsIgnoredIgnored() {
    canvas.clear(new double[] {0, 0, 0});
    Placement placement = new Placement(new Point(100, 85), new Point(64, 64), 0.5, 0, false);
    canvas.add(List.of(FACE.ignored(true)), placement, dotted(), canvas.scene());
    assertThat(canvas.marked(10, 100)).singleElement().matches(face -> face.ignored());
  }
}
