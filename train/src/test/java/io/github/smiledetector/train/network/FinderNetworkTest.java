package io.github.smiledetector.train.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import io.github.smiledetector.inference.Network;
import io.github.smiledetector.train.data.MarkedFace;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FinderNetworkTest {
  private static final int SIDE = 64;

  /** A bright square with dark landmarks on a pattern. */
  private static FloatBuffer pictures(int count) {
    FloatBuffer pictures = Network.buffer(count * SIDE * SIDE * 3);
    for (int i = 0; i < pictures.capacity(); i++) {
      int x = i / 3 % SIDE;
      int y = i / 3 / SIDE % SIDE;
      boolean face = x >= 20 && x < 48 && y >= 16 && y < 44;
      pictures.put(i, (float) (face ? 220 : 60 + 50 * Math.sin(0.3 * x + 0.2 * y + i % 3)));
    }
    return pictures;
  }

  private static MarkedFace face() {
    Landmarks landmarks =
        new Landmarks(
            new Point(27, 26),
            new Point(41, 26),
            new Point(34, 33),
            new Point(29, 38),
            new Point(39, 38));
    return new MarkedFace(new Box(20, 16, 28, 28), Optional.of(landmarks), 1, false);
  }

  private static FinderTargets targets(int count, MarkedFace... faces) {
    List<List<MarkedFace>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(List.of(faces));
    }
    return FinderTargets.of(all, SIDE);
  }

  private static FinderNetwork network(LearningState learnt, double averaging, int parts) {
    return new FinderNetwork(SIDE, FinderNetwork.initial(5), learnt, averaging, parts);
  }

  private static LearningState steps(FinderNetwork network, int from, int to) {
    for (int step = from; step < to; step++) {
      int count = 2 + step % 2;
      network.train(pictures(count), targets(count, face()), 1e-3 / (1 + step));
    }
    return network.state();
  }

  private static void assertSameBits(Map<String, float[]> found, Map<String, float[]> expected) {
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, values) -> assertThat(Arrays.equals(found.get(name), values)).as(name).isTrue());
  }

  @Test
  void goesOnFromItsStateAsIfItHadNeverStopped() {
    LearningState middle;
    LearningState undisturbed;
    try (FinderNetwork network = network(LearningState.NEW, 0.9, 2)) {
      middle = steps(network, 0, 2);
      undisturbed = steps(network, 2, 4);
    }
    try (FinderNetwork network = network(middle, 0.9, 2)) {
      LearningState end = steps(network, 2, 4);
      assertThat(end.steps()).isEqualTo(4);
      assertThat(end.values()).hasSize(FinderLayout.PARAMETERS.size());
      assertSameBits(end.values(), undisturbed.values());
      assertSameBits(end.firstMoments(), undisturbed.firstMoments());
      assertSameBits(end.secondMoments(), undisturbed.secondMoments());
      assertSameBits(end.averages(), undisturbed.averages());
    }
  }

  @Test
  void stepsOnOneBatchLowerItsLossesAndMoveEveryParameter() {
    FloatBuffer batch = pictures(2);
    FinderTargets targets = targets(2, face());
    try (FinderNetwork network = network(LearningState.NEW, 0, 1)) {
      FinderNetwork.Step first = network.train(batch, targets, 3e-3);
      for (int step = 0; step < 20; step++) {
        network.train(batch, targets, 3e-3);
      }
      FinderNetwork.Step last = network.train(batch, targets, 3e-3);
      assertThat(first.loss())
          .isCloseTo(
              first.score()
                  + FinderNetwork.BOX_WEIGHT * first.box()
                  + FinderNetwork.LANDMARKS_WEIGHT * first.landmarks(),
              within(1e-5));
      assertThat(last.box()).isLessThan(0.5 * first.box());
      assertThat(last.landmarks()).isLessThan(0.5 * first.landmarks());
      Weights start = FinderNetwork.initial(5);
      Weights after = network.weights();
      for (Parameter parameter : after.parameters()) {
        assertThat(Arrays.equals(after.values(parameter), start.values(parameter)))
            .as(parameter.name())
            .isFalse();
      }
    }
  }

  @Test
  void aBatchWithoutFacesHasAFiniteLoss() {
    try (FinderNetwork network = network(LearningState.NEW, 0, 2)) {
      for (int step = 0; step < 3; step++) {
        FinderNetwork.Step seen = network.train(pictures(2), targets(2), 1e-3);
        assertThat(seen.score()).isPositive().isLessThan(1);
        assertThat(seen.box()).isZero();
        assertThat(seen.landmarks()).isZero();
      }
      network
          .state()
          .values()
          .forEach(
              (name, values) -> {
                for (float value : values) {
                  assertThat(value).as(name).isFinite();
                }
              });
    }
  }

  @Test
  void aFaceWithoutLandmarksTeachesNone() {
    MarkedFace bare = new MarkedFace(face().box(), Optional.empty(), 1, false);
    try (FinderNetwork network = network(LearningState.NEW, 0, 1);
        FinderNetwork other = network(LearningState.NEW, 0, 1)) {
      FinderNetwork.Step seen = network.train(pictures(2), targets(2, bare), 1e-3);
      FinderNetwork.Step known = other.train(pictures(2), targets(2, face()), 1e-3);
      assertThat(seen.landmarks()).isZero();
      assertThat(known.landmarks()).isPositive();
      assertThat(seen.box()).isEqualTo(known.box());
    }
  }

  @Test
  void movingStatisticsFollowWhatBatchNormSees() {
    FinderLayout.Norm stem = FinderLayout.Norm.of("stem", 16);
    Weights start = FinderNetwork.initial(5);
    float[] kernel = start.values(FinderLayout.kernel("stem", 3, 3, 16));
    // Of even grey only the edges differ; of black all is zero.
    FloatBuffer black = Network.buffer(2 * SIDE * SIDE * 3);
    FloatBuffer half = Network.buffer(2 * SIDE * SIDE * 3);
    for (int i = half.capacity() / 2; i < half.capacity(); i++) {
      half.put(i, 255);
    }
    try (FinderNetwork network = network(LearningState.NEW, 0.9, 2)) {
      network.train(black, targets(2), 0);
      assertThat(network.weights().values(stem.mean())).containsOnly(0);
      assertThat((double) network.weights().values(stem.variance())[0])
          .isCloseTo(0.99, within(1e-6));
      network.train(half, targets(2), 0);
      double sum = 0;
      double inner = (SIDE / 2 - 1) / (double) (SIDE / 2);
      for (int place = 0; place < 9; place++) {
        for (int in = 0; in < 3; in++) {
          double share = (place / 3 == 2 ? inner : 1) * (place % 3 == 2 ? inner : 1);
          sum += share * kernel[(place * 3 + in) * 16];
        }
      }
      // One of the two parts sees white, the other black.
      assertThat((double) network.weights().values(stem.mean())[0])
          .isCloseTo(0.01 * sum / 2, within(1e-6));
    }
  }

  @Test
  void aBatchSmallerThanItsPartsIsTakenSeveralTimes() {
    try (FinderNetwork one = network(LearningState.NEW, 0, 1);
        FinderNetwork several = network(LearningState.NEW, 0, 3)) {
      FinderNetwork.Step expected = one.train(pictures(1), targets(1, face()), 1e-3);
      FinderNetwork.Step found = several.train(pictures(1), targets(1, face()), 1e-3);
      assertThat(found.loss()).isCloseTo(expected.loss(), within(1e-4));
    }
  }

  @Test
  void refusesTargetsOfAnotherSide() {
    try (FinderNetwork network = network(LearningState.NEW, 0, 1)) {
      assertThatThrownBy(
              () -> network.train(pictures(1), FinderTargets.of(List.of(List.of()), 96), 1e-3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("pictures of 64 px, not 1 of 96");
    }
  }
}
