package io.github.smiledetector.train.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.fetch.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

class BackboneWeightsTest {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  @TempDir Path dir;

  /** Looks like one of Keras's files from outside. */
  private static byte[] likeKeras() {
    return Arrays.copyOf(SIGNATURE, 9_406_464);
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(dir.resolve("weights.h5"), content);
  }

  private Path cache() {
    return dir.resolve("cache");
  }

  @Test
  void keepsACopyUnderKerassNameAndFindsIt() throws IOException {
    assertThat(BackboneWeights.installed(160, cache())).isEmpty();
    BackboneWeights.Installed installed =
        BackboneWeights.install(file(likeKeras()), 160, cache(), Progress.NONE);
    Path expected =
        cache().resolve("models/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_160_no_top.h5");
    assertThat(installed.file()).isEqualTo(expected).hasSize(9_406_464);
    assertThat(installed.pinned()).isFalse();
    assertThat(BackboneWeights.installed(160, cache())).contains(expected);
    assertThat(BackboneWeights.installed(96, cache())).contains(expected);
  }

  @Test
  void doesNotTakeADamagedFileForFetched() throws IOException {
    assertThat(BackboneWeights.fetched(160, cache())).isEmpty();
    Path file = BackboneWeights.install(file(likeKeras()), 160, cache(), Progress.NONE).file();
    assertThat(BackboneWeights.fetched(160, cache()).orElseThrow().file()).isEqualTo(file);
    assertThat(BackboneWeights.fetched(96, cache())).isEmpty();
    Files.write(file, SIGNATURE);
    assertThat(BackboneWeights.fetched(160, cache())).isEmpty();
  }

  @Test
  void prefersTheWeightsOfTheNetworksOwnSide() throws IOException {
    for (int side : BackboneWeights.SIDES_PX) {
      BackboneWeights.install(file(likeKeras()), side, cache(), Progress.NONE);
    }
    assertThat(BackboneWeights.installed(96, cache()).orElseThrow().toString()).contains("_96_");
    assertThat(BackboneWeights.installed(100, cache()).orElseThrow().toString()).contains("_224_");
  }

  @Test
  void downloadsAndChecks() throws IOException {
    byte[] good = likeKeras();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] answer =
              exchange.getRequestURI().getPath().endsWith("good.h5")
                  ? good
                  : "<html>sign in to the network</html>".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(answer);
          }
        });
    server.start();
    try {
      String root =
          "http://"
              + server.getAddress().getAddress().getHostAddress()
              + ":"
              + server.getAddress().getPort();
      assertThatThrownBy(
              () ->
                  BackboneWeights.fetch(
                      URI.create(root + "/login.html"), 128, cache(), Progress.NONE))
          .isInstanceOf(ModelException.class)
          .hasMessageContainingAll(root, "HDF5");
      assertThat(BackboneWeights.installed(128, cache())).isEmpty();
      BackboneWeights.fetch(URI.create(root + "/good.h5"), 128, cache(), Progress.NONE);
      assertThat(BackboneWeights.installed(128, cache()).orElseThrow()).hasBinaryContent(good);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void refusesAnotherSizeAndKeepsNothing() throws IOException {
    Path tooShort = file(Arrays.copyOf(SIGNATURE, 9_406_463));
    assertThatThrownBy(() -> BackboneWeights.install(tooShort, 160, cache(), Progress.NONE))
        .isInstanceOf(ModelException.class)
        .hasMessageContainingAll(tooShort.toString(), "9406464 bytes", "9406463", "--weights FILE");
    assertThat(cache().resolve("models")).isEmptyDirectory();
  }

  @Test
  void refusesAFileThatIsNoHdf5() throws IOException {
    Path zeros = file(new byte[9_406_464]);
    assertThatThrownBy(() -> BackboneWeights.install(zeros, 160, cache(), Progress.NONE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("HDF5");
  }

  @Test
  void refusesAMissingFile() {
    assertThatThrownBy(
            () -> BackboneWeights.install(dir.resolve("none.h5"), 160, cache(), Progress.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void listsTheSidesThatKerasHas() {
    assertThatThrownBy(() -> BackboneWeights.address(100))
        .isInstanceOf(OptionException.class)
        .hasMessageContainingAll("96, 128, 160, 192, 224", "not for 100");
    assertThat(BackboneWeights.address(160))
        .hasToString(
            "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v2/"
                + "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_160_no_top.h5");
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "SMILE_SHARED", matches = ".+")
  void knowsTheRestoredImageNetWeights() {
    Path source =
        Path.of(System.getenv("SMILE_SHARED"), "models", "mobilenet_v2_imagenet_1.0_no_top.h5");
    BackboneWeights.Installed installed =
        BackboneWeights.install(source, 160, cache(), Progress.NONE);
    assertThat(installed.pinned()).isTrue();
    assertThat(installed.file().getFileName()).hasToString("mobilenet_v2_imagenet_1.0_no_top.h5");
    assertThat(BackboneWeights.installed(160, cache())).contains(installed.file());
  }
}
