package io.github.smiledetector.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.fetch.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

class YuNetFileTest {
  @TempDir Path folder;

  @Test
  void keepsNothingOfAnotherFile() throws IOException {
    Path other = Files.writeString(folder.resolve("yunet.onnx"), "<html>log in</html>");
    Path cache = folder.resolve("cache");
    assertThatThrownBy(() -> YuNetFile.install(other, cache, Progress.NONE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(other.toString())
        .hasMessageContaining(YuNetFile.SHA256);
    assertThat(YuNetFile.in(cache)).doesNotExist();
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "SMILE_SHARED", matches = ".+")
  void keepsACopyAndNoticesDamage() throws IOException {
    Path cache = folder.resolve("cache");
    Path copy =
        Path.of(System.getenv("SMILE_SHARED"), "models", "face_detection_yunet_2026may.onnx");
    assertThat(YuNetFile.fetched(cache)).isEmpty();
    Path file = YuNetFile.install(copy, cache, Progress.NONE).file();
    assertThat(YuNetFile.fetched(cache)).contains(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[1000]++;
    Files.write(file, bytes);
    assertThat(YuNetFile.fetched(cache)).isEmpty();
    assertThatThrownBy(() -> YuNetFile.read(file)).isInstanceOf(ModelException.class);
  }
}
