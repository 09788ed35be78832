package io.github.smiledetector.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.fetch.Sha256;
import io.github.smiledetector.geometry.BoxCrop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a bundle's three files hold, reading it ends with a bundle or one error;
 * docs/bad-inputs.md has the command.
 */
@Tag("slow")
class ModelBundleFuzzTest {
  @TempDir private static Path folder;

  static Stream<Arguments> seeds() {
    byte[] json =
        DescriptionJson.write(
            new ModelDescription(
                1,
                "smile",
                160,
                3,
                Map.of("haar", new BoxCrop(0.74, 0, 0.075)),
                0.5,
                new Calibration(0.9, -0.1),
                Map.of("commit", "5f7083a", "accuracy", 0.93, "epochs", Map.of("loss", 0.25))));
    byte[] network = {8, 1, 2, 3};
    return Stream.of(
        Arguments.of(json, network, new byte[0]),
        Arguments.of(
            """
            {"formatVersion": 1, "name": "old", "sidePx": 160, "channels": 3, "crops": {},
            "threshold": 0.5, "calibration": {"slope": 1, "intercept": 0}, "provenance": {}}
            """
                .getBytes(StandardCharsets.UTF_8),
            network,
            new byte[0]),
        Arguments.of("{}".getBytes(StandardCharsets.UTF_8), network, new byte[0]),
        Arguments.of(json, network, sums(json, network)));
  }

  /**
   * @param sums the file of digests; if empty, the right one
   */
  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10m")
  void readsOrRefuses(byte[] json, byte[] network, byte[] sums) throws IOException {
    if (json == null || network == null || sums == null) {
      return;
    }
    Files.write(folder.resolve("bundle.json"), json);
    Files.write(folder.resolve("model.onnx"), network);
    Files.write(folder.resolve("SHA256SUMS"), sums.length == 0 ? sums(json, network) : sums);
    try {
      assertThat(ModelBundle.read(folder).description().sidePx()).isPositive();
    } catch (ModelException e) {
      assertThat(e).hasMessageContaining(folder.toString());
    }
  }

  private static byte[] sums(byte[] json, byte[] network) {
    return (Sha256.of(json) + "  bundle.json\n" + Sha256.of(network) + "  model.onnx\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
