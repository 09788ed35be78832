package io.github.smiledetector.picture;

import static io.github.smiledetector.picture.EncodedPictures.encode;
import static io.github.smiledetector.picture.EncodedPictures.withOrientation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.error.PictureException.Kind;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DirectColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever a picture comes from, its pixels and its limits are the same. */
class PictureSourcesTest {
  private static final byte[] PNG = encode(EncodedPictures.colour(40, 33), "png");
  private static final byte[] PIXELS = PictureReader.read(PNG, "png").pixels();

  @TempDir private Path folder;

  @Test
  void readsFilesBytesAndStreamsAlike() throws Exception {
    Path file = Files.write(folder.resolve("a b.txt"), PNG);
    AtomicBoolean closed = new AtomicBoolean();
    InputStream stream =
        new ByteArrayInputStream(PNG) {
          @Override
          public void close() {
            closed.set(true);
          }
        };

    assertThat(pixels(PictureSource.of(file))).isEqualTo(PIXELS);
    assertThat(pixels(PictureSource.of(PNG, "bytes"))).isEqualTo(PIXELS);
    assertThat(pixels(PictureSource.of(stream, "stream"))).isEqualTo(PIXELS);
    assertThat(stream.read()).isEqualTo(-1);
    assertThat(closed).isFalse();
  }

  @Test
  void readsAStreamThatGivesAByteAtATime() {
    InputStream slow =
        new ByteArrayInputStream(PNG) {
          @Override
          public synchronized int read(byte[] to, int offset, int count) {
            return super.read(to, offset, Math.min(1, count));
          }
        };

    assertThat(pixels(PictureSource.of(slow, "slow"))).isEqualTo(PIXELS);
  }

  @Test
  void readsAFileThatIsLargerThanTheMemoryKeptForIt() throws Exception {
    byte[] large = Arrays.copyOf(PNG, 9 << 20);
    Path file = Files.write(folder.resolve("large"), large);

    assertThat(pixels(PictureSource.of(new ByteArrayInputStream(large), "stream")))
        .isEqualTo(PIXELS);
    assertThat(pixels(PictureSource.of(file))).isEqualTo(PIXELS);
  }

  /** Whoever uses JavaCPP may have a scope open, which frees what is made within it. */
  @Test
  void keepsItsMemoryWhenAScopeOfTheCallersCloses() {
    try (PointerScope scope = new PointerScope()) {
      assertThat(pixels(PictureSource.of(PNG, "within"))).isEqualTo(PIXELS);
      scope.attach(new BytePointer(10));
    }
    for (int i = 0; i < 3; i++) {
      assertThat(pixels(PictureSource.of(PNG, "after"))).isEqualTo(PIXELS);
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_BGR,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_INT_ARGB_PRE,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_4BYTE_ABGR_PRE
      })
  void readsJavasPictures(int type) {
    BufferedImage image = new BufferedImage(40, 33, type);
    image.getGraphics().drawImage(EncodedPictures.colour(40, 33), 0, 0, null);

    assertThat(pixels(PictureSource.of(image, "image"))).isEqualTo(PIXELS);
    assertThat(pixels(PictureSource.of(image.getSubimage(3, 2, 30, 20), "part")))
        .isEqualTo(
            pixels(PictureSource.of(EncodedPictures.colour(40, 33).getSubimage(3, 2, 30, 20), "")));
  }

  @Test
  void readsJavasPicturesOfFewerColours() {
    for (int type :
        new int[] {
          BufferedImage.TYPE_USHORT_565_RGB,
          BufferedImage.TYPE_USHORT_555_RGB,
          BufferedImage.TYPE_BYTE_INDEXED,
          BufferedImage.TYPE_BYTE_BINARY
        }) {
      BufferedImage image = new BufferedImage(40, 33, type);
      image.getGraphics().drawImage(EncodedPictures.colour(40, 33), 0, 0, null);
      byte[] pixels = pixels(PictureSource.of(image, "image"));

      assertThat(pixels).hasSize(3 * 40 * 33);
      int last = image.getRGB(39, 32);
      assertThat(pixels[pixels.length - 3]).isEqualTo((byte) (last >> 16));
      assertThat(pixels[pixels.length - 1]).isEqualTo((byte) last);
    }
  }

  @Test
  void takesGreyLevelsOfJavasPicturesAsTheyAre() {
    BufferedImage grey = EncodedPictures.grey(9, 7);
    BufferedImage deep = EncodedPictures.sixteenBitGrey(0, 257, 128 * 257, 65535);

    assertThat(pixels(PictureSource.of(grey, "grey")))
        .isEqualTo(PictureReader.read(encode(grey, "png"), "png").pixels());
    assertThat(pixels(PictureSource.of(deep, "deep"))).containsExactly(0, 1, 128, 255);
  }

  @Test
  void laysTransparencyOfJavasPicturesOverWhite() {
    BufferedImage colour = EncodedPictures.translucent(0xFF102030, 0x00102030, 0x80000000);
    ComponentColorModel greyAndAlpha =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            true,
            false,
            Transparency.TRANSLUCENT,
            DataBuffer.TYPE_BYTE);
    WritableRaster raster = greyAndAlpha.createCompatibleWritableRaster(2, 1);
    raster.setDataElements(0, 0, 2, 1, new byte[] {77, (byte) 255, 0, (byte) 128});
    BufferedImage grey = new BufferedImage(greyAndAlpha, raster, false, null);

    assertThat(pixels(PictureSource.of(colour, "colour")))
        .isEqualTo(PictureReader.read(encode(colour, "png"), "png").pixels());
    assertThat(pixels(PictureSource.of(EncodedPictures.paletteWithHole(), "palette")))
        .containsExactly(200, 0, 0, 255, 255, 255);
    assertThat(pixels(PictureSource.of(grey, "grey"))).containsExactly(77, 127);
  }

  @Test
  void readsJavasPicturesOfTypesOfTheirOwn() {
    DirectColorModel swapped = new DirectColorModel(24, 0xFF, 0xFF00, 0xFF0000);
    WritableRaster raster = swapped.createCompatibleWritableRaster(1, 1);
    raster.setDataElements(0, 0, new int[] {0x030201});
    ComponentColorModel floating =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_FLOAT);
    WritableRaster floats = floating.createCompatibleWritableRaster(1, 1);
    floats.setPixel(0, 0, new float[] {1, 0, 0.5f});

    assertThat(pixels(PictureSource.of(new BufferedImage(swapped, raster, false, null), "")))
        .containsExactly(1, 2, 3);
    assertThat(pixels(PictureSource.of(new BufferedImage(floating, floats, false, null), "")))
        .containsExactly(255, 0, 128);
  }

  @Test
  void refusesAJavaPictureThatFails() {
    BufferedImage failing =
        new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB) {
          @Override
          public int[] getRGB(int x, int y, int w, int h, int[] to, int offset, int step) {
            throw new IllegalArgumentException("no such colour");
          }
        };

    assertKind(PictureSource.of(failing, "odd"), Kind.UNSUPPORTED);
  }

  @ParameterizedTest
  @EnumSource(PixelFormat.class)
  void readsPixelsInBuffersOfEveryKind(PixelFormat format) {
    byte[] bytes = new byte[5 + 2 * format.bytes() + 3];
    byte[] expected = new byte[2 * Math.min(3, format.bytes())];
    for (int pixel = 0; pixel < 2; pixel++) {
      int at = 5 + pixel * format.bytes();
      int blue = format == PixelFormat.BGR || format == PixelFormat.BGRA ? 0 : 2;
      if (format == PixelFormat.GREY) {
        bytes[at] = expected[pixel] = (byte) (200 + pixel);
        continue;
      }
      bytes[at + 2 - blue] = expected[3 * pixel] = (byte) (200 + pixel);
      bytes[at + 1] = expected[3 * pixel + 1] = (byte) (100 + pixel);
      bytes[at + blue] = expected[3 * pixel + 2] = (byte) (10 + pixel);
      if (format.bytes() == 4) {
        bytes[at + 3] = (byte) 255;
      }
    }
    ByteBuffer heap = ByteBuffer.wrap(bytes).position(5);
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).position(5);

    for (ByteBuffer buffer : new ByteBuffer[] {heap, direct, heap.asReadOnlyBuffer()}) {
      assertThat(pixels(PictureSource.of(buffer, 2, 1, format, "pixels"))).isEqualTo(expected);
      assertThat(buffer.position()).isEqualTo(5);
      assertThat(buffer.limit()).isEqualTo(bytes.length);
    }
  }

  @Test
  void laysTransparencyOfPixelsOverWhite() {
    ByteBuffer rgba = ByteBuffer.wrap(new byte[] {100, 50, 0, (byte) 128});

    assertThat(pixels(PictureSource.of(rgba, 1, 1, PixelFormat.RGBA, "rgba")))
        .containsExactly(0xB1, 0x98, 0x7F);
  }

  @Test
  void refusesPixelsWhoseSizesDoNotFit() {
    ByteBuffer buffer = ByteBuffer.allocate(11);

    assertKind(PictureSource.of(buffer, 2, 2, PixelFormat.RGB, "p"), Kind.CUT_OFF);
    assertKind(PictureSource.of(buffer, 0, 2, PixelFormat.RGB, "p"), Kind.DAMAGED);
    assertKind(PictureSource.of(buffer, 2, -2, PixelFormat.RGB, "p"), Kind.DAMAGED);
    assertKind(PictureSource.of(buffer, 1 << 30, 1 << 30, PixelFormat.RGB, "p"), Kind.TOO_LARGE);
  }

  @Test
  void refusesWhatIsLargerThanAllowedFromEverySource() {
    ReadLimits limits = new ReadLimits(40 * 33 - 1, side -> 1);
    PictureSource[] sources = {
      PictureSource.of(PNG, "it"),
      PictureSource.of(EncodedPictures.colour(40, 33), "it"),
      PictureSource.of(ByteBuffer.allocate(40 * 33), 40, 33, PixelFormat.GREY, "it")
    };
    for (PictureSource source : sources) {
      assertThatThrownBy(() -> PictureReader.read(source, limits))
          .isInstanceOfSatisfying(
              PictureException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TOO_LARGE))
          .hasMessageContaining("it has 40x33 pixels")
          .hasMessageContaining("--max-megapixels")
          .hasMessageContaining("withMaxPixels");
    }
    assertThat(
            PictureReader.read(PictureSource.of(PNG, "it"), new ReadLimits(40 * 33, side -> 1))
                .widthPx())
        .isEqualTo(40);
  }

  @ParameterizedTest
  @CsvSource({"1, 320", "2, 160", "3, 160", "4, 80", "7, 80", "8, 40", "100, 40"})
  void decodesALargeJpegSmaller(int reduction, int widthPx) {
    byte[] colour = encode(EncodedPictures.colour(320, 240), "jpeg");
    byte[] grey = encode(EncodedPictures.grey(320, 240), "jpeg");
    ReadLimits limits =
        new ReadLimits(
            1_000_000,
            longer -> {
              assertThat(longer).isEqualTo(320);
              return reduction;
            });

    DecodedPicture one = PictureReader.read(PictureSource.of(colour, ""), limits);
    DecodedPicture turned =
        PictureReader.read(PictureSource.of(withOrientation(grey, 6), ""), limits);

    assertThat(one.widthPx()).isEqualTo(320);
    assertThat(one.pixels().widthPx()).isEqualTo(widthPx);
    assertThat(one.pixels().channels()).isEqualTo(3);
    assertThat(turned.widthPx()).isEqualTo(240);
    assertThat(turned.heightPx()).isEqualTo(320);
    assertThat(turned.pixels().heightPx()).isEqualTo(widthPx);
    assertThat(turned.pixels().channels()).isEqualTo(1);
    assertThat(turned.reduction()).isEqualTo(320.0 / widthPx);
  }

  @Test
  void decodesOtherFormatsInFull() {
    assertThat(
            PictureReader.read(PictureSource.of(PNG, ""), new ReadLimits(1_000_000, side -> 8))
                .pixels()
                .widthPx())
        .isEqualTo(40);
  }

  @Test
  void keepsMessagesOnOneLine() {
    assertThatThrownBy(() -> PictureReader.read(new byte[0], "a\nb\u001b[2J"))
        .hasMessage("a\\u000ab\\u001b[2J is empty (0 bytes)");
  }

  private static byte[] pixels(PictureSource source) {
    return PictureReader.read(source, ReadLimits.DEFAULT).pixels().pixels();
  }

  private static void assertKind(PictureSource source, Kind kind) {
    assertThatThrownBy(() -> PictureReader.read(source, ReadLimits.DEFAULT))
        .isInstanceOfSatisfying(PictureException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
