package io.github.smiledetector.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.train.data.MarkedFace;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TurnedPhotoTest {
  private static Picture picture(int width, int height, int brightX, int brightY) {
    byte[] pixels = new byte[width * height];
    pixels[brightY * width + brightX] = (byte) 200;
    return new Picture(width, height, 1, pixels);
  }

  private static MarkedFace face(double x, double y, double width, double height) {
    Point point = new Point(x, y);
    return new MarkedFace(
        new Box(x, y, width, height),
        Optional.of(new Landmarks(point, point, point, point, point)),
        0.7,
        false);
  }

  @Test
  void turnsPixelsBoxesAndPointsTheSameWay() {
    // In the top middle; clockwise by a quarter it comes to the right.
    TurnedPhoto turned = TurnedPhoto.of(picture(41, 41, 20, 5), List.of(face(15, 2, 10, 6)), 90);
    assertThat(turned.pixels().pixels()[20 * 41 + 35] & 0xFF).isEqualTo(200);
    Box box = turned.faces().get(0).box();
    assertThat(box.centreX()).isCloseTo(36, within(1e-9));
    assertThat(box.centreY()).isCloseTo(20, within(1e-9));
    assertThat(box.width()).isEqualTo(10);
    assertThat(box.height()).isEqualTo(6);
    Point point = turned.faces().get(0).landmarks().orElseThrow().nose();
    assertThat(point.x()).isCloseTo(39, within(1e-9));
    assertThat(point.y()).isCloseTo(15, within(1e-9));
  }

  @Test
  void isBlackWhereThereWasNothing() {
    byte[] white = new byte[40 * 40];
    Arrays.fill(white, (byte) 255);
    Picture turned = TurnedPhoto.of(new Picture(40, 40, 1, white), List.of(), 45).pixels();
    assertThat(turned.pixels()[0]).isZero();
    assertThat(turned.pixels()[20 * 40 + 20] & 0xFF).isEqualTo(255);
  }

  @Test
  void ignoresFacesThatLeaveThePicture() {
    List<MarkedFace> faces = List.of(face(0, 0, 20, 20), face(40, 40, 20, 20));
    TurnedPhoto turned = TurnedPhoto.of(picture(100, 100, 0, 0), faces, 45);
    assertThat(turned.faces()).extracting(MarkedFace::ignored).containsExactly(true, false);
    assertThat(turned.faces()).extracting(MarkedFace::score).containsOnly(0.7);
  }

  @Test
  void leavesAllAsItIsWithoutATurn() {
    Picture picture = picture(10, 10, 3, 3);
    List<MarkedFace> faces = List.of(face(-5, 0, 8, 8));
    assertThat(TurnedPhoto.of(picture, faces, 0)).isEqualTo(new TurnedPhoto(picture, faces));
  }
}
