package io.github.smiledetector.train.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TallyTest {
  @Test
  void countsBothCutsAndWeighsLossesByPictures() {
    Tally tally = new Tally();
    tally.add(1.0, new float[] {0.3f, -1, 2}, new float[] {1, 0, 0});
    tally.add(3.0, new float[] {0.7f}, new float[] {1});
    assertThat(tally.pictures()).isEqualTo(4);
    assertThat(tally.loss()).isEqualTo(1.5);
    assertThat(tally.accuracy()).isEqualTo(0.75);
    assertThat(tally.accuracyAtHalfLogit()).isEqualTo(0.5);
  }

  @Test
  void crossEntropyStaysFiniteAtLargeLogits() {
    Tally tally = new Tally();
    tally.add(new float[] {0, 1000, -1000}, new float[] {1, 0, 0});
    assertThat(tally.loss()).isCloseTo((Math.log(2) + 1000) / 3, within(1e-9));
  }
}
