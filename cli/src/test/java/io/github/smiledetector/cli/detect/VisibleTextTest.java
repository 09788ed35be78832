package io.github.smiledetector.cli.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VisibleTextTest {
  @Test
  void leavesWhatCanBeSeenAsItIs() {
    String family = "👩‍👩‍👧 Übung näher 顔 C:\\a";
    assertThat(VisibleText.of(family)).isSameAs(family);
  }

  @Test
  void escapesWhatWouldBreakALineOrATerminal() {
    assertThat(VisibleText.of("a\nb\tc\rd\u001B[2J\u007F\u0085\u2028\u202E\u200B"))
        .isEqualTo("a\\nb\\tc\\rd\\u001B[2J\\u007F\\u0085\\u2028\\u202E\\u200B");
  }

  @Test
  void escapesHalvesOfCharacters() {
    assertThat(VisibleText.of("\uD83D \uDE00 \uD83D\uDE00")).isEqualTo("\\uD83D \\uDE00 😀");
  }
}
