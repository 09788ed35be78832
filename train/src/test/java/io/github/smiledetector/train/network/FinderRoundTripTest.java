package io.github.smiledetector.train.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.face.CompactFaceFinder;
import io.github.smiledetector.face.Face;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import io.github.smiledetector.inference.Network;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.train.data.MarkedFace;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Targets, network, its file and the finder that reads it take boxes and points for the same. */
class FinderRoundTripTest {
  private static final int SIDE = 64;

  /** The same picture so often, or batch norm's estimates of variance would differ too much. */
  private static final int COPIES = 8;

  private static final int STEPS = 400;
  private static final Box BOX = new Box(10, 18, 24, 38);

  private static final Landmarks POINTS =
      new Landmarks(
          new Point(15, 30),
          new Point(28, 32),
          new Point(23, 40),
          new Point(17, 47),
          new Point(29, 50));

  /** An upright ellipse with a dot at each point, of its own colour. */
  private static byte[] picture() {
    byte[] pixels = new byte[3 * SIDE * SIDE];
    for (int i = 0; i < SIDE * SIDE; i++) {
      int row = i / SIDE;
      Point at = new Point(i % SIDE + 0.5, row + 0.5);
      double across = 2 * (at.x() - BOX.centreX()) / BOX.width();
      double down = 2 * (at.y() - BOX.centreY()) / BOX.height();
      boolean face = across * across + down * down <= 1;
      for (int channel = 0; channel < 3; channel++) {
        double value = face ? 230 - 30 * channel : 70 + 40 * Math.sin(0.4 * at.x() + channel);
        for (int point = 0; point < 5; point++) {
          if (POINTS.all().get(point).distanceTo(at) < 2.5) {
            value = (point * 50 + channel * 90) % 256;
          }
        }
        pixels[3 * i + channel] = (byte) value;
      }
    }
    return pixels;
  }

  @Test
  void aFinderGivesTheFaceThatItsNetworkHasLearnt() {
    byte[] pixels = picture();
    FloatBuffer batch = Network.buffer(COPIES * pixels.length);
    for (int i = 0; i < batch.capacity(); i++) {
      batch.put(i, pixels[i % pixels.length] & 0xFF);
    }
    MarkedFace face = new MarkedFace(BOX, Optional.of(POINTS), 1, false);
    FinderTargets targets = FinderTargets.of(Collections.nCopies(COPIES, List.of(face)), SIDE);
    byte[] onnx;
    try (FinderNetwork network =
        new FinderNetwork(SIDE, FinderNetwork.initial(5), LearningState.NEW, 0, 1)) {
      for (int step = 0; step < STEPS; step++) {
        network.train(batch, targets, 1e-2 * (STEPS - step) / STEPS);
      }
      onnx = FinderModel.encode(network.weights());
    }
    try (CompactFaceFinder finder = CompactFaceFinder.of(onnx, 0.5)) {
      List<Face> found = finder.find(new Picture(SIDE, SIDE, 3, pixels), 20);
      assertThat(found).isNotEmpty();
      assertThat(found.get(0).box().intersectionOverUnion(BOX)).isGreaterThan(0.85);
      List<Point> points = found.get(0).landmarks().orElseThrow().all();
      for (int i = 0; i < points.size(); i++) {
        assertThat(points.get(i).distanceTo(POINTS.all().get(i))).as("point %d", i).isLessThan(1);
      }
    }
  }
}
