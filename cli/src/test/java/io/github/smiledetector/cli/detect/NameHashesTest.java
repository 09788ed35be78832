package io.github.smiledetector.cli.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NameHashesTest {
  @Test
  void knowsWhatWasAddedAndNothingElse() {
    NameHashes names = new NameHashes();
    for (int i = 0; i < 20_000; i++) {
      assertThat(names.add("album/" + i + ".jpg")).isTrue();
    }
    assertThat(names.add("album/7.jpg")).isFalse();
    assertThat(names.size()).isEqualTo(20_000);
    for (int i = 0; i < 20_000; i++) {
      assertThat(names.contains("album/" + i + ".jpg")).isTrue();
      assertThat(names.contains("album/" + i + ".png")).isFalse();
    }
  }
}
