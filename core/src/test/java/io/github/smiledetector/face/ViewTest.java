package io.github.smiledetector.face;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.geometry.Box;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ViewTest {
  @Test
  void onePartIsEnoughForASmallPicture() {
    List<View> views = View.dividing(250, 180, 1, 640, 96);
    assertThat(views).hasSize(1);
    assertThat(views.get(0).region()).isEqualTo(new Box(0, 0, 250, 180));
    assertThat(views.get(0).owns(new Box(-40, -20, 70, 30))).isTrue();
    assertThat(views.get(0).owns(new Box(0, 0, 250, 180))).isTrue();
  }

  @Test
  void everySmallFaceLiesWholeInAViewThatOwnsIt() {
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      int width = 1 + random.nextInt(3000);
      int height = 1 + random.nextInt(3000);
      double scale = 0.2 + 1.8 * random.nextDouble();
      List<View> views = View.dividing(width, height, scale, 640, 96);
      double side = (1 + random.nextInt(90)) / scale;
      double x = random.nextDouble() * width;
      double y = random.nextDouble() * height;
      Box face = new Box(x - side / 2, y - side / 2, side, side);
      assertThat(views)
          .anyMatch(view -> view.owns(face) && holds(view, face, width, height))
          .allMatch(view -> view.widthPx() <= 640 && view.heightPx() <= 640);
    }
  }

  /** As far as it lies in the picture. */
  private static boolean holds(View view, Box face, int width, int height) {
    Box shown = view.region();
    double pixel = 1 / view.scale();
    return Math.max(0, face.x()) >= shown.x() - pixel
        && Math.max(0, face.y()) >= shown.y() - pixel
        && Math.min(width, face.x() + face.width()) <= shown.x() + shown.width() + pixel
        && Math.min(height, face.y() + face.height()) <= shown.y() + shown.height() + pixel;
  }

  @Test
  void largeFacesAreLeftToASmallerScaleWhereNeighboursWouldCutThem() {
    List<View> views = View.dividing(2000, 600, 1, 640, 96);
    assertThat(views).hasSizeGreaterThan(1);
    assertThat(views).noneMatch(view -> view.owns(new Box(900, 200, 200, 200)));
  }
}
