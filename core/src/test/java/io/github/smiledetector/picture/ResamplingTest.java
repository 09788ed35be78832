package io.github.smiledetector.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Crop;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResamplingTest {
  private static Picture grey(int widthPx, int... values) {
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      pixels[i] = (byte) values[i];
    }
    return new Picture(widthPx, values.length / widthPx, 1, pixels);
  }

  private static Picture noise(int widthPx, int heightPx, int channels) {
    byte[] pixels = new byte[widthPx * heightPx * channels];
    new Random(7).nextBytes(pixels);
    return new Picture(widthPx, heightPx, channels, pixels);
  }

  private static Box whole(Picture picture) {
    return new Box(0, 0, picture.widthPx(), picture.heightPx());
  }

  @Test
  void leavesAPictureOfTheSameSizeAsItIs() {
    Picture picture = noise(7, 5, 3);

    float[] same = Resampling.resample(picture, whole(picture), 7, 5);

    for (int i = 0; i < same.length; i++) {
      assertThat(same[i]).isEqualTo(picture.pixels()[i] & 0xFF);
    }
  }

  @Test
  void enlargesBilinearlyBetweenPixelCentres() {
    // Centres of the four new pixels lie at -0.25, 0.25, 0.75 and 1.25 old pixels.
    assertThat(Resampling.resample(grey(2, 0, 100), new Box(0, 0, 2, 1), 4, 1))
        .containsExactly(0, 25, 75, 100);
  }

  @Test
  void shrinksToTheMeanOfTheAreaCovered() {
    assertThat(
            Resampling.resample(grey(4, 0, 10, 20, 30, 40, 50, 60, 70), new Box(0, 0, 4, 2), 2, 1))
        .containsExactly(25, 45);
    // Each new pixel covers one and a half old ones.
    assertThat(Resampling.resample(grey(3, 0, 90, 30), new Box(0, 0, 3, 1), 2, 1))
        .containsExactly(30, 50);
  }

  @Test
  void shrinkingKeepsTheMean() {
    Picture picture = noise(97, 61, 1);
    double mean = 0;
    for (byte pixel : picture.pixels()) {
      mean += (pixel & 0xFF) / (97.0 * 61);
    }

    float[] small = Resampling.resample(picture, whole(picture), 13, 9);

    double smallMean = 0;
    for (float value : small) {
      smallMean += value / small.length;
    }
    assertThat(smallMean).isCloseTo(mean, within(0.01));
  }

  @Test
  void cutsOutARegionBetweenPixels() {
    assertThat(Resampling.resample(grey(4, 0, 40, 80, 120), new Box(0.5, 0, 2, 1), 2, 1))
        .containsExactly(20, 60);
  }

  @Test
  void carriesTheBorderOnBeyondThePicture() {
    Picture picture = grey(2, 10, 20, 30, 40);

    assertThat(Resampling.resample(picture, new Box(-2, -2, 6, 6), 6, 6))
        .containsExactly(
            10, 10, 10, 20, 20, 20, //
            10, 10, 10, 20, 20, 20, //
            10, 10, 10, 20, 20, 20, //
            30, 30, 30, 40, 40, 40, //
            30, 30, 30, 40, 40, 40, //
            30, 30, 30, 40, 40, 40);
    assertThat(Resampling.resample(picture, new Box(-2, -2, 6, 6), 3, 3))
        .containsExactly(10, 15, 20, 20, 25, 30, 30, 35, 40);
    assertThat(Resampling.resample(picture, new Box(100, 100, 5, 5), 1, 1)).containsExactly(40);
    assertThat(Resampling.resample(picture, new Box(-1e12, 0, 0.5, 2), 2, 2))
        .containsExactly(10, 10, 30, 30);
  }

  @Test
  void treatsEachChannelAlone() {
    Picture colour = noise(11, 8, 3);
    Box region = new Box(-1.3, 2.1, 9.7, 4.4);
    for (int[] size : new int[][] {{5, 3}, {20, 16}, {4, 17}}) {
      float[] together = Resampling.resample(colour, region, size[0], size[1]);
      for (int c = 0; c < 3; c++) {
        byte[] one = new byte[11 * 8];
        for (int i = 0; i < one.length; i++) {
          one[i] = colour.pixels()[3 * i + c];
        }
        float[] alone = Resampling.resample(new Picture(11, 8, 1, one), region, size[0], size[1]);
        for (int i = 0; i < alone.length; i++) {
          assertThat(together[3 * i + c]).isEqualTo(alone[i]);
        }
      }
    }
  }

  @Test
  void aWorkspaceUsedAgainGivesTheSameAndMakesNoNewArray() {
    Picture picture = new Picture(3, 2, 1, new byte[] {10, 20, 30, 40, 50, 60});
    Box whole = new Box(0, 0, 3, 2);
    float[] expected = Resampling.resample(picture, whole, 7, 5);
    Resampling.Workspace workspace = new Resampling.Workspace();
    float[] first = Resampling.resample(picture, whole, 7, 5, workspace);
    float[] again = Resampling.resample(picture, whole, 7, 5, workspace);
    assertThat(again).isSameAs(first).isEqualTo(expected);
    float[] smaller = Resampling.resample(picture, whole, 4, 4, workspace);
    assertThat(smaller).isSameAs(first);
    assertThat(smaller).startsWith(Resampling.resample(picture, whole, 4, 4));
  }

  private static float[] turned(
      Picture picture, double x, double y, double side, double roll, int sidePx) {
    return Resampling.resample(
        picture, new Crop(x, y, side, roll), sidePx, new Resampling.Workspace());
  }

  /** A plain slope: 2 a column, 3 a row. */
  private static Picture slope(int sidePx) {
    int[] values = new int[sidePx * sidePx];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * (i % sidePx) + 3 * (i / sidePx);
    }
    return grey(sidePx, values);
  }

  @Test
  void anUprightSquareIsCutLikeItsBox() {
    Picture picture = noise(40, 30, 3);
    for (double side : new double[] {9.7, 24, 61.3}) {
      assertThat(turned(picture, 18.2, 14.9, side, 0, 24))
          .isEqualTo(Resampling.resample(picture, new Crop(18.2, 14.9, side, 0).upright(), 24, 24));
    }
  }

  @Test
  void aSquareHardlyTurnedIsNearlyTheUprightOne() {
    Picture picture = noise(90, 90, 3);
    float[] upright = turned(picture, 45.3, 44.1, 30, 0, 40);
    float[] turned = turned(picture, 45.3, 44.1, 30, 1e-6, 40);
    for (int i = 0; i < upright.length; i++) {
      assertThat(turned[i]).isCloseTo(upright[i], within(0.01f));
    }
  }

  @Test
  void aTurnToTheRightIsAQuarterTurnOfThePixels() {
    Picture picture = noise(8, 8, 1);
    // Its left edge is the picture's top edge: along the crop's row one goes down the picture.
    float[] turned = turned(picture, 4, 4, 8, 90, 8);
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        assertThat(turned[y * 8 + x])
            .isCloseTo(picture.pixels()[x * 8 + (7 - y)] & 0xFF, within(1e-3f));
      }
    }
  }

  @Test
  void aTurnedSquareShowsWhatLiesAtEachOfItsPoints() {
    Picture picture = slope(50);
    double roll = Math.toRadians(30);
    for (int sidePx : new int[] {40, 20, 12, 7, 3}) {
      float[] turned = turned(picture, 25, 24, 20, 30, sidePx);
      for (int y = 0; y < sidePx; y++) {
        for (int x = 0; x < sidePx; x++) {
          double u = (x + 0.5) * 20 / sidePx - 10;
          double v = (y + 0.5) * 20 / sidePx - 10;
          double placeX = 25 + u * Math.cos(roll) - v * Math.sin(roll) - 0.5;
          double placeY = 24 + u * Math.sin(roll) + v * Math.cos(roll) - 0.5;
          assertThat((double) turned[y * sidePx + x])
              .isCloseTo(2 * placeX + 3 * placeY, within(20.0 / sidePx > 2 ? 0.5 : 1e-3));
        }
      }
    }
  }

  @Test
  void shrinkingATurnedSquareTakesTheMeanOfWhatItCovers() {
    Picture picture = noise(400, 400, 1);
    for (int sidePx : new int[] {100, 40, 10}) {
      float[] small = turned(picture, 200, 200, 200, 45, sidePx);
      double mean = 0;
      for (float value : small) {
        mean += value / small.length;
      }
      double spread = 0;
      for (float value : small) {
        spread += (value - mean) * (value - mean) / small.length;
      }
      // Of independent pixels (spread 73.9) the mean of n has 1/sqrt(n) of the spread.
      double step = 200.0 / sidePx;
      assertThat(mean).isCloseTo(127.5, within(3.0));
      assertThat(Math.sqrt(spread)).isBetween(0.55 * 73.9 / step, 1.1 * 73.9 / step);
    }
  }

  @Test
  void carriesTheBorderOnRoundATurnedSquareToo() {
    Picture picture = grey(2, 10, 10, 10, 10);
    for (double side : new double[] {0.5, 3, 50, 4000}) {
      for (float value : turned(picture, 1.7, -3, side, -77, 5)) {
        assertThat(value).isCloseTo(10, within(1e-3f));
      }
    }
    for (float value : turned(picture, 1e9, 1e9, 3, 10, 2)) {
      assertThat(value).isCloseTo(10, within(1e-3f));
    }
  }
}
