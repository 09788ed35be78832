package io.github.smiledetector.train.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.picture.Resampling;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.tensorflow.EagerSession;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.DecodeJpeg;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * The input path against Keras's, with TensorFlow's own JPEG decoder in front.
 *
 * <p>TensorFlow decodes with libjpeg's fast cosine transform unless told otherwise, OpenCV with the
 * exact one; these tests show that nothing else separates our pixels from Keras's.
 */
@EnabledIfEnvironmentVariable(named = "SMILE_SHARED", matches = ".+")
class InputPathParityTest {
  private static JsonNode expected;
  private static byte[] jpeg;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream in =
        InputPathParityTest.class.getResourceAsStream("/reference/keras_input_path.json")) {
      expected = new ObjectMapper().readTree(in).get("resizing");
    }
    Path archive = Path.of(System.getenv("SMILE_SHARED"), "data", "SMILEsmileD-master.zip");
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      ZipEntry entry =
          zip.stream()
              .filter(e -> e.getName().endsWith("/negatives/negatives7/10000.jpg"))
              .findFirst()
              .orElseThrow();
      try (InputStream in = zip.getInputStream(entry)) {
        jpeg = in.readAllBytes();
      }
    }
  }

  @Test
  void tensorFlowsFastDecoderGivesKerasPixels() {
    Picture picture = decoded("INTEGER_FAST");

    for (JsonNode at : expected.get("decoded_64")) {
      int index = at.get(0).asInt() * 64 + at.get(1).asInt();
      assertThat(picture.pixels()[index] & 0xFF).isEqualTo(at.get(2).asInt());
    }
  }

  @Test
  void resizesAsKerasDoes() {
    float[] resized = Resampling.resample(decoded("INTEGER_FAST"), new Box(0, 0, 64, 64), 160, 160);

    for (JsonNode at : expected.get("resized_160")) {
      int index = at.get(0).asInt() * 160 + at.get(1).asInt();
      assertThat((double) resized[index]).isCloseTo(at.get(2).asDouble(), within(1e-3));
    }
    double mean = 0;
    double square = 0;
    for (float value : resized) {
      mean += value / resized.length;
      square += (double) value * value / resized.length;
    }
    assertThat(mean).isCloseTo(expected.get("resized_mean").asDouble(), within(1e-3));
    assertThat(Math.sqrt(square - mean * mean))
        .isCloseTo(expected.get("resized_std").asDouble(), within(1e-3));
  }

  @Test
  void ourDecoderIsTensorFlowsExactOne() {
    Picture ours = PictureReader.read(jpeg, "10000.jpg");
    byte[] exact = decoded("INTEGER_ACCURATE").pixels();

    assertThat(ours.pixels()).isEqualTo(exact);
  }

  private static Picture decoded(String cosineTransform) {
    try (EagerSession session = EagerSession.create();
        TString encoded = TString.tensorOfBytes(NdArrays.scalarOfObject(jpeg))) {
      Ops tf = Ops.create(session);
      TUint8 pixels =
          tf.image
              .decodeJpeg(tf.constantOf(encoded), DecodeJpeg.dctMethod(cosineTransform))
              .asTensor();
      byte[] copy = new byte[(int) pixels.size()];
      pixels.copyTo(DataBuffers.of(copy));
      return new Picture((int) pixels.shape().get(1), (int) pixels.shape().get(0), 1, copy);
    }
  }
}
