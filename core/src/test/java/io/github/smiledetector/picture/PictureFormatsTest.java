package io.github.smiledetector.picture;

import static io.github.smiledetector.picture.EncodedPictures.encode;
import static io.github.smiledetector.picture.EncodedPictures.exif;
import static io.github.smiledetector.picture.EncodedPictures.extendedWebp;
import static io.github.smiledetector.picture.EncodedPictures.fourChannelJpeg;
import static io.github.smiledetector.picture.EncodedPictures.joined;
import static io.github.smiledetector.picture.EncodedPictures.riffChunk;
import static io.github.smiledetector.picture.EncodedPictures.threeBytes;
import static io.github.smiledetector.picture.EncodedPictures.tiff;
import static io.github.smiledetector.picture.EncodedPictures.webp;
import static io.github.smiledetector.picture.EncodedPictures.webpChunks;
import static io.github.smiledetector.picture.EncodedPictures.withAdobe;
import static io.github.smiledetector.picture.EncodedPictures.withChunk;
import static io.github.smiledetector.picture.EncodedPictures.withOrientation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.error.PictureException.Kind;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each format may hold, and which way up. */
class PictureFormatsTest {
  private static final int EXIF_CHUNK = 0x08;
  private static final int ALPHA = 0x10;
  private static final int ANIMATION = 0x02;
  private static final int ORIENTATION_TAG = 0x0112;
  private static final int EXTRA_SAMPLES_TAG = 0x0152;

  @ParameterizedTest
  @CsvSource({"jpeg", "png", "gif"})
  void readsWhatIsStoredInPassesAsWhatIsNot(String format) {
    BufferedImage image = EncodedPictures.colour(40, 33);
    byte[] progressive = encode(image, format, true);
    byte[] sequential = encode(image, format, false);

    assertThat(progressive).isNotEqualTo(sequential);
    assertThat(read(progressive).pixels().pixels()).isEqualTo(read(sequential).pixels().pixels());
  }

  @Test
  void readsAGifAsJavaDoes() throws IOException {
    byte[] gif = encode(EncodedPictures.colour(40, 33), "gif");
    BufferedImage expected = ImageIO.read(new ByteArrayInputStream(gif));

    assertSame(read(gif).pixels(), expected);
  }

  @Test
  void laysTheHolesOfAGifOverWhite() {
    Picture picture = read(encode(EncodedPictures.paletteWithHole(), "gif")).pixels();

    assertThat(rgb(picture, 0, 0)).isEqualTo(0xC80000);
    assertThat(rgb(picture, 1, 0)).isEqualTo(0xFFFFFF);
  }

  @Test
  void readsTheFirstFrameOfAnAnimatedGif() throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (int colour : new int[] {0xFF0000, 0x00FF00, 0x0000FF}) {
        writer.writeToSequence(new IIOImage(plain(9, 7, colour), null, null), null);
      }
      writer.endWriteSequence();
    }

    Picture picture = read(bytes.toByteArray()).pixels();

    assertThat(picture.widthPx()).isEqualTo(9);
    assertThat(rgb(picture, 4, 4)).isEqualTo(0xFF0000);
  }

  @Test
  void readsALosslessWebpToTheBitAndALossyOneNearly() {
    BufferedImage image = EncodedPictures.colour(40, 33);

    assertSame(read(webp(image, 101)).pixels(), image);
    Picture lossy = read(webp(image, 90)).pixels();
    assertThat(Math.abs((rgb(lossy, 20, 20) >> 16) - (image.getRGB(20, 20) >> 16 & 0xFF)))
        .isLessThan(12);
  }

  @Test
  void laysTheTransparencyOfAWebpOverWhite() {
    BufferedImage image = EncodedPictures.translucent(0xFF102030, 0x00000000, 0x80000000);

    Picture picture = read(webp(image, 101)).pixels();

    assertThat(rgb(picture, 0, 0)).isEqualTo(0x102030);
    assertThat(rgb(picture, 1, 0)).isEqualTo(0xFFFFFF);
    assertThat(rgb(picture, 2, 0)).isEqualTo(0x7F7F7F);
  }

  @Test
  void readsTheFirstFrameOfAnAnimatedWebp() {
    byte[] animated =
        extendedWebp(
            10,
            8,
            ANIMATION,
            riffChunk("ANIM", new byte[6]),
            frame(10, 8, 0xFF0000),
            frame(10, 8, 0x00FF00));

    Picture picture = read(animated).pixels();

    assertThat(picture.widthPx()).isEqualTo(10);
    assertThat(rgb(picture, 5, 5)).isEqualTo(0xFF0000);
  }

  /** Photoshop stores ink the other way round, and says so in a segment of its own. */
  @ParameterizedTest
  @CsvSource({"0, 255, 0, 0", "2, 179, 171, 0"})
  void readsACmykJpegOfAdobesAsRed(int transform, int first, int second, int third) {
    byte[] jpeg = withAdobe(fourChannelJpeg(first, second, third, 255), transform);

    Picture picture = read(jpeg).pixels();

    assertThat(picture.channels()).isEqualTo(3);
    assertThat(rgb(picture, 8, 4) >> 16).isGreaterThan(245);
    assertThat(rgb(picture, 8, 4) >> 8 & 0xFF).isLessThan(10);
    assertThat(rgb(picture, 8, 4) & 0xFF).isLessThan(10);
  }

  @Test
  void reducesSixteenBitTiffsToEight() {
    byte[] pixels = {0, 0, 1, 1, (byte) 128, (byte) 128, (byte) 255, (byte) 255};

    assertThat(read(tiff(pixels, 4, 1, 16, Map.of())).pixels().pixels())
        .containsExactly(0, 1, 128, 255);
  }

  @Test
  void laysTheTransparencyOfATiffOverWhite() {
    byte[] straight = {100, 50, 0, (byte) 255, 100, 50, 0, 0, 100, 50, 0, (byte) 128};
    byte[] multiplied = {100, 50, 0, (byte) 255, 0, 0, 0, 0, 50, 25, 0, (byte) 128};

    Picture one = read(tiff(straight, 3, 4, 8, Map.of(EXTRA_SAMPLES_TAG, of(2)))).pixels();
    Picture other = read(tiff(multiplied, 3, 4, 8, Map.of(EXTRA_SAMPLES_TAG, of(1)))).pixels();
    Picture none = read(tiff(straight, 3, 4, 8, Map.of(EXTRA_SAMPLES_TAG, of(0)))).pixels();

    for (Picture picture : new Picture[] {one, other}) {
      assertThat(rgb(picture, 0, 0)).isEqualTo(0x643200);
      assertThat(rgb(picture, 1, 0)).isEqualTo(0xFFFFFF);
      assertThat(rgb(picture, 2, 0)).isEqualTo(0xB1987F);
    }
    assertThat(rgb(none, 1, 0)).isEqualTo(0x643200);
  }

  @Test
  void laysTheTransparencyOfASixteenBitTiffOverWhite() {
    ByteBuffer straight = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : new int[] {100, 50, 0, 128}) {
      straight.putShort((short) (257 * value));
    }

    Picture picture =
        read(tiff(straight.array(), 1, 4, 16, Map.of(EXTRA_SAMPLES_TAG, of(2)))).pixels();

    assertThat(rgb(picture, 0, 0)).isEqualTo(0xB1987F);
  }

  @Test
  void makesTheSeeThroughLevelOfAGreyPngWhite() {
    byte[] png = encode(EncodedPictures.grey(19, 23), "png");

    Picture picture = read(withChunk(png, "tRNS", new byte[] {0, 6})).pixels();

    assertThat(picture.channels()).isEqualTo(1);
    assertThat(picture.pixels()[0]).isEqualTo((byte) 0);
    assertThat(picture.pixels()[2]).isEqualTo((byte) 255);
  }

  @ParameterizedTest
  @CsvSource({
    "0x0103, 50000", // zstd
    "0x0106, 8", // Lab
    "0x0102, 4",
    "0x0153, 3", // floating point
    "0x0115, 2",
    "0x00FE, 1" // a camera's thumbnail
  })
  void refusesKindsOfTiffThatItDoesNotReadRight(String tag, int value) {
    byte[] tiff = tiff(new byte[12], 12, 1, 8, Map.of(Integer.decode(tag), of(value)));

    assertThatThrownBy(() -> read(tiff))
        .isInstanceOfSatisfying(
            PictureException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED))
        .hasMessageContaining("a TIFF of a kind that is not supported");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void carriesOutEveryOrientationOfEveryFormat(int value) {
    BufferedImage colour = EncodedPictures.colour(24, 17);
    BufferedImage clear = clear(24, 17);
    byte[] jpeg = encode(colour, "jpeg");
    byte[] png = encode(colour, "png");
    byte[] greyPng = encode(EncodedPictures.grey(24, 17), "png");
    byte[] clearPng = encode(clear, "png");
    byte[] webp = webp(colour, 101);
    byte[] clearWebp = webp(clear, 101);
    byte[] rgb = read(png).pixels().pixels();

    assertTurned(value, read(jpeg), read(withOrientation(jpeg, value)));
    assertTurned(value, read(png), read(withChunk(png, "eXIf", exif(value))));
    assertTurned(value, read(greyPng), read(withChunk(greyPng, "eXIf", exif(value))));
    assertTurned(value, read(clearPng), read(withChunk(clearPng, "eXIf", exif(value))));
    assertTurned(value, read(webp), read(withExif(webp, 0, exif(value))));
    assertTurned(value, read(clearWebp), read(withExif(clearWebp, ALPHA, exif(value))));
    assertTurned(
        value,
        read(webp),
        read(withExif(webp, 0, joined(new byte[] {'E', 'x', 'i', 'f', 0, 0}, exif(value)))));
    assertTurned(
        value,
        read(tiff(rgb, 24, 3, 8, Map.of())),
        read(tiff(rgb, 24, 3, 8, Map.of(ORIENTATION_TAG, of(value)))));
  }

  @Test
  void takesDamagedExifForNone() {
    byte[] jpeg = encode(EncodedPictures.colour(24, 17), "jpeg");
    byte[] exif = withOrientation(jpeg, 6);
    // The 42 that makes it a TIFF.
    exif[15] = 43;

    assertThat(read(exif).orientation()).isEqualTo(Orientation.UPRIGHT);
    assertThat(read(withOrientation(jpeg, 77)).orientation()).isEqualTo(Orientation.UPRIGHT);
  }

  private static byte[] withExif(byte[] webp, int flags, byte[] exif) {
    return extendedWebp(24, 17, flags | EXIF_CHUNK, webpChunks(webp), riffChunk("EXIF", exif));
  }

  private static byte[] frame(int widthPx, int heightPx, int colour) {
    byte[] head = new byte[6];
    byte[] sizes = joined(threeBytes(widthPx - 1), threeBytes(heightPx - 1));
    byte[] timing = {100, 0, 0, 0};
    byte[] image = webpChunks(webp(plain(widthPx, heightPx, colour), 101));
    return riffChunk("ANMF", joined(joined(head, sizes), joined(timing, image)));
  }

  private static BufferedImage plain(int widthPx, int heightPx, int colour) {
    BufferedImage image = new BufferedImage(widthPx, heightPx, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < widthPx * heightPx; i++) {
      image.setRGB(i % widthPx, i / widthPx, colour);
    }
    return image;
  }

  /** Clearer and clearer to the right. */
  private static BufferedImage clear(int widthPx, int heightPx) {
    BufferedImage colour = EncodedPictures.colour(widthPx, heightPx);
    BufferedImage image = new BufferedImage(widthPx, heightPx, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < heightPx; y++) {
      for (int x = 0; x < widthPx; x++) {
        image.setRGB(x, y, (255 - 9 * x) << 24 | (colour.getRGB(x, y) & 0xFFFFFF));
      }
    }
    return image;
  }

  /** Compares with the corners of the Exif standard's table: which row and column is which side. */
  private static void assertTurned(int value, DecodedPicture stored, DecodedPicture turned) {
    Picture from = stored.pixels();
    Picture to = turned.pixels();
    int right = from.widthPx() - 1;
    int bottom = from.heightPx() - 1;
    assertThat(turned.orientation().exif()).isEqualTo(value);
    assertThat(to.channels()).isEqualTo(from.channels());
    assertThat(to.widthPx()).isEqualTo(value < 5 ? from.widthPx() : from.heightPx());
    assertThat(to.heightPx()).isEqualTo(value < 5 ? from.heightPx() : from.widthPx());
    assertThat(turned.widthPx()).isEqualTo(to.widthPx());
    assertThat(turned.heightPx()).isEqualTo(to.heightPx());
    for (int y = 0; y < to.heightPx(); y++) {
      for (int x = 0; x < to.widthPx(); x++) {
        int expected =
            switch (value) {
              case 1 -> rgb(from, x, y);
              case 2 -> rgb(from, right - x, y);
              case 3 -> rgb(from, right - x, bottom - y);
              case 4 -> rgb(from, x, bottom - y);
              case 5 -> rgb(from, y, x);
              case 6 -> rgb(from, y, bottom - x);
              case 7 -> rgb(from, right - y, bottom - x);
              default -> rgb(from, right - y, x);
            };
        assertThat(rgb(to, x, y)).isEqualTo(expected);
      }
    }
  }

  private static void assertSame(Picture picture, BufferedImage expected) {
    assertThat(picture.widthPx()).isEqualTo(expected.getWidth());
    assertThat(picture.heightPx()).isEqualTo(expected.getHeight());
    for (int y = 0; y < expected.getHeight(); y++) {
      for (int x = 0; x < expected.getWidth(); x++) {
        assertThat(rgb(picture, x, y)).isEqualTo(expected.getRGB(x, y) & 0xFFFFFF);
      }
    }
  }

  private static int[] of(int value) {
    return new int[] {value};
  }

  private static DecodedPicture read(byte[] encoded) {
    return PictureReader.read(PictureSource.of(encoded, "it"), ReadLimits.DEFAULT);
  }

  private static int rgb(Picture picture, int x, int y) {
    byte[] pixels = picture.rgb().pixels();
    int at = 3 * (y * picture.widthPx() + x);
    return (pixels[at] & 0xFF) << 16 | (pixels[at + 1] & 0xFF) << 8 | (pixels[at + 2] & 0xFF);
  }
}
