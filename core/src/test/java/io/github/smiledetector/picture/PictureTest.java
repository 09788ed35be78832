package io.github.smiledetector.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PictureTest {
  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void greyIsTheLuma() {
    Picture colour =
        new Picture(
            3, 2, 3, bytes(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 10, 200, 90));

    Picture grey = colour.grey();

    assertThat(grey.channels()).isEqualTo(1);
    assertThat(grey.widthPx()).isEqualTo(3);
    assertThat(grey.heightPx()).isEqualTo(2);
    // 0.299, 0.587 and 0.114 of 255; 2.99 + 117.4 + 10.26 for the last.
    assertThat(grey.pixels()).isEqualTo(bytes(76, 150, 29, 255, 0, 131));
  }

  /** An array that is used again may be longer, and interpolation may overshoot. */
  @Test
  void roundsValuesAndTakesNoMoreThanItNeeds() {
    Picture picture = Picture.rounded(2, 1, 1, new float[] {255.4f, -0.3f, 9, 9});

    assertThat(picture.pixels()).isEqualTo(bytes(255, 0));
  }

  @Test
  void rgbHoldsTheGreyThreeTimes() {
    Picture colour = new Picture(2, 1, 1, bytes(7, 200)).rgb();

    assertThat(colour.channels()).isEqualTo(3);
    assertThat(colour.pixels()).isEqualTo(bytes(7, 7, 7, 200, 200, 200));
  }

  @Test
  void comesBackFromRgbAsItWas() {
    byte[] all = new byte[256];
    for (int i = 0; i < 256; i++) {
      all[i] = (byte) i;
    }

    assertThat(new Picture(16, 16, 1, all).rgb().grey().pixels()).isEqualTo(all);
  }

  @Test
  void isItselfWhereNothingChanges() {
    Picture grey = new Picture(1, 1, 1, bytes(1));
    Picture colour = new Picture(1, 1, 3, bytes(1, 2, 3));

    assertThat(grey.grey()).isSameAs(grey);
    assertThat(colour.rgb()).isSameAs(colour);
  }

  @Test
  void refusesSizesThatDoNotFit() {
    assertThatThrownBy(() -> new Picture(2, 2, 3, new byte[4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("take 12 bytes, not 4");
    assertThatThrownBy(() -> new Picture(0, 2, 1, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Picture(1, 1, 4, new byte[4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 channels");
  }
}
