package io.github.smiledetector.picture;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.smiledetector.error.PictureException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the bytes, reading ends with a picture or one error; docs/bad-inputs.md has the command.
 */
@Tag("slow")
class PictureReaderFuzzTest {
  /** Longer inputs make for fewer of them. */
  private static final int LONGEST_SEED_BYTES = 5000;

  private static final ReadLimits LIMITS = new ReadLimits(250_000, longerPx -> longerPx / 100);

  static Stream<Arguments> seeds() {
    return Stream.concat(
            HostilePictures.sound().values().stream(),
            HostilePictures.all().stream().map(HostilePictures.Case::bytes))
        .filter(bytes -> bytes.length <= LONGEST_SEED_BYTES)
        .map(bytes -> Arguments.of((Object) bytes));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10m")
  void readsOrRefuses(byte[] encoded) {
    if (encoded == null) {
      return;
    }
    PictureSource source = PictureSource.of(repaired(encoded), "fuzz");
    try {
      DecodedPicture picture = PictureReader.read(source, LIMITS);
      assertThat((long) picture.widthPx() * picture.heightPx()).isBetween(1L, LIMITS.maxPixels());
    } catch (PictureException e) {
      assertThat(e).hasMessageStartingWith("fuzz ");
    }
  }

  /** With the right checksums; otherwise hardly any PNG would get as far as to the decoder. */
  private static byte[] repaired(byte[] input) {
    byte[] encoded = input.clone();
    ByteBuffer file = ByteBuffer.wrap(encoded);
    if (!Format.of(file).equals(Optional.of(Format.PNG))) {
      return encoded;
    }
    int at = 8;
    while (at + 12 <= encoded.length) {
      int length = file.getInt(at);
      if (length < 0 || length > encoded.length - at - 12) {
        break;
      }
      CRC32 sum = new CRC32();
      sum.update(encoded, at + 4, length + 4);
      file.putInt(at + 8 + length, (int) sum.getValue());
      at += 12 + length;
    }
    return encoded;
  }
}
