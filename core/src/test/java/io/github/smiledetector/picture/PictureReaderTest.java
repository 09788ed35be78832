package io.github.smiledetector.picture;

import static io.github.smiledetector.picture.EncodedPictures.encode;
import static io.github.smiledetector.picture.EncodedPictures.firstPart;
import static io.github.smiledetector.picture.EncodedPictures.withOrientation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.PictureException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureReaderTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "tiff"})
  void readsColourAsRedGreenBlue(String format) {
    BufferedImage image = EncodedPictures.colour(31, 17);

    Picture picture = PictureReader.read(encode(image, format), "colour");

    assertThat(picture.channels()).isEqualTo(3);
    assertThat(picture.widthPx()).isEqualTo(31);
    assertThat(picture.heightPx()).isEqualTo(17);
    for (int y = 0; y < 17; y++) {
      for (int x = 0; x < 31; x++) {
        assertThat(rgb(picture, x, y)).as("%d, %d", x, y).isEqualTo(image.getRGB(x, y) & 0xFFFFFF);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "tiff"})
  void readsGreyLevelsAsTheyAreStored(String format) {
    BufferedImage image = EncodedPictures.grey(19, 23);

    Picture picture = PictureReader.read(encode(image, format), "grey").grey();

    for (int y = 0; y < 23; y++) {
      for (int x = 0; x < 19; x++) {
        assertThat(picture.pixels()[y * 19 + x] & 0xFF)
            .isEqualTo(image.getRaster().getSample(x, y, 0));
      }
    }
  }

  @Test
  void keepsGreyFilesAtOneChannelAndColourFilesAtThree() {
    assertThat(PictureReader.read(encode(EncodedPictures.grey(9, 9), "png"), "a").channels())
        .isEqualTo(1);
    assertThat(PictureReader.read(encode(EncodedPictures.grey(9, 9), "jpg"), "b").channels())
        .isEqualTo(1);
    assertThat(PictureReader.read(encode(EncodedPictures.colour(9, 9), "jpg"), "c").channels())
        .isEqualTo(3);
  }

  @Test
  void reducesSixteenBitsToEight() {
    byte[] png = encode(EncodedPictures.sixteenBitGrey(0, 257, 128 * 257, 65535), "png");

    assertThat(PictureReader.read(png, "deep").pixels())
        .containsExactly((byte) 0, (byte) 1, (byte) 128, (byte) 255);
  }

  @Test
  void laysTransparencyOverWhite() {
    byte[] png = encode(EncodedPictures.translucent(0xFF102030, 0x00102030, 0x80000000), "png");

    Picture picture = PictureReader.read(png, "see-through");

    assertThat(rgb(picture, 0, 0)).isEqualTo(0x102030);
    assertThat(rgb(picture, 1, 0)).isEqualTo(0xFFFFFF);
    assertThat(rgb(picture, 2, 0)).isEqualTo(0x7F7F7F);
  }

  @Test
  void laysTheHolesOfAPaletteOverWhite() {
    Picture picture =
        PictureReader.read(encode(EncodedPictures.paletteWithHole(), "png"), "palette");

    assertThat(rgb(picture, 0, 0)).isEqualTo(0xC80000);
    assertThat(rgb(picture, 1, 0)).isEqualTo(0xFFFFFF);
  }

  @Test
  void turnsAPhotoTakenOnItsSideUpright() {
    byte[] jpeg = encode(EncodedPictures.colour(64, 32), "jpg");

    Picture asStored = PictureReader.read(withOrientation(jpeg, 1), "upright");
    Picture turned = PictureReader.read(withOrientation(jpeg, 6), "on its side");

    assertThat(asStored.widthPx()).isEqualTo(64);
    assertThat(turned.widthPx()).isEqualTo(32);
    assertThat(turned.heightPx()).isEqualTo(64);
    // Orientation 6 turns clockwise: the bottom left corner comes to the top left.
    assertThat(rgb(turned, 0, 0)).isEqualTo(rgb(asStored, 0, 31));
    assertThat(rgb(turned, 31, 63)).isEqualTo(rgb(asStored, 63, 0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.3, 0.7, 0.999})
  void rejectsATruncatedJpeg(double share) {
    byte[] cut = firstPart(encode(EncodedPictures.colour(200, 150), "jpg"), share);

    assertThatThrownBy(() -> PictureReader.read(cut, "cut.jpg"))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("cut.jpg")
        .hasMessageContaining("ends too early");
  }

  @Test
  void rejectsATruncatedJpegWhoseThumbnailIsWhole() {
    byte[] thumbnail = encode(EncodedPictures.grey(8, 8), "jpg");
    byte[] jpeg = encode(EncodedPictures.colour(200, 150), "jpg");
    byte[] both = new byte[jpeg.length + thumbnail.length + 4];
    both[0] = jpeg[0];
    both[1] = jpeg[1];
    both[2] = (byte) 0xFF;
    both[3] = (byte) 0xE2;
    both[4] = (byte) ((thumbnail.length + 2) >> 8);
    both[5] = (byte) (thumbnail.length + 2);
    System.arraycopy(thumbnail, 0, both, 6, thumbnail.length);
    System.arraycopy(jpeg, 2, both, 6 + thumbnail.length, jpeg.length - 2);

    assertThat(PictureReader.read(both, "whole").widthPx()).isEqualTo(200);
    assertThatThrownBy(() -> PictureReader.read(firstPart(both, 0.8), "cut"))
        .hasMessageContaining("ends too early");
  }

  @Test
  void readsAJpegWithSomethingBehindItsEnd() {
    byte[] jpeg = encode(EncodedPictures.colour(20, 15), "jpg");

    assertThat(PictureReader.read(Arrays.copyOf(jpeg, jpeg.length + 99), "tail").widthPx())
        .isEqualTo(20);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.5, 0.99})
  void rejectsATruncatedPng(double share) {
    byte[] cut = firstPart(encode(EncodedPictures.colour(200, 150), "png"), share);

    assertThatThrownBy(() -> PictureReader.read(cut, "cut.png"))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("damaged PNG")
        .hasMessageContaining("ends too early");
  }

  @Test
  void rejectsAPngWithAFlippedBit() {
    byte[] png = encode(EncodedPictures.colour(200, 150), "png");
    png[png.length / 2] ^= 8;

    assertThatThrownBy(() -> PictureReader.read(png, "flipped.png"))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("checksum of its IDAT chunk");
  }

  @Test
  void rejectsATruncatedBmp() {
    byte[] cut = firstPart(encode(EncodedPictures.colour(200, 150), "bmp"), 0.5);

    assertThatThrownBy(() -> PictureReader.read(cut, "cut.bmp"))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("cut.bmp is a damaged BMP")
        .hasMessageContaining("ends too early");
  }

  @Test
  void saysWhatIsWrongWithAFileThatIsNoPicture() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.jpg"), "not a picture at all\n");
    Path empty = Files.write(folder.resolve("empty.png"), new byte[0]);
    Path missing = folder.resolve("missing.jpg");

    assertThatThrownBy(() -> PictureReader.read(text))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining(text.toString())
        .hasMessageContaining("no picture");
    assertThatThrownBy(() -> PictureReader.read(empty))
        .isInstanceOf(PictureException.class)
        .hasMessage(empty + " is empty (0 bytes)");
    assertThatThrownBy(() -> PictureReader.read(missing))
        .isInstanceOf(PictureException.class)
        .hasMessage("no such file: " + missing);
    assertThatThrownBy(() -> PictureReader.read(folder))
        .isInstanceOf(PictureException.class)
        .hasMessage(folder + " is a folder, not a picture");
  }

  @Test
  void survivesAnyGarbageBehindASignature() {
    byte[][] signatures = {
      {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF},
      "BM".getBytes(StandardCharsets.US_ASCII),
      "GIF89a".getBytes(StandardCharsets.US_ASCII),
      "RIFFxxxxWEBPVP8 ".getBytes(StandardCharsets.US_ASCII),
      {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'},
    };
    for (byte[] signature : signatures) {
      for (int length : new int[] {signature.length, signature.length + 1, 60}) {
        byte[] garbage = Arrays.copyOf(signature, length);
        assertThatThrownBy(() -> PictureReader.read(garbage, "garbage"))
            .isInstanceOf(PictureException.class);
      }
    }
  }

  @Test
  void readingManyPicturesLeavesNothingBehind() {
    byte[] png = encode(EncodedPictures.colour(600, 500), "png");
    byte[] cut = firstPart(encode(EncodedPictures.colour(600, 500), "bmp"), 0.5);
    readBoth(png, cut);
    long before = Pointer.totalBytes();

    for (int i = 0; i < 50; i++) {
      readBoth(png, cut);
    }

    assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(before);
  }

  private static void readBoth(byte[] good, byte[] bad) {
    PictureReader.read(good, "good");
    assertThatThrownBy(() -> PictureReader.read(bad, "bad")).isInstanceOf(PictureException.class);
  }

  private static int rgb(Picture picture, int x, int y) {
    int at = 3 * (y * picture.widthPx() + x);
    return ((picture.pixels()[at] & 0xFF) << 16)
        | ((picture.pixels()[at + 1] & 0xFF) << 8)
        | (picture.pixels()[at + 2] & 0xFF);
  }
}
