package io.github.smiledetector.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class OnnxNativesTest {
  @Test
  void unpacksBothLibrariesIntoOneFolderAndLeavesThemThere() throws IOException {
    Path folder = OnnxNatives.cached().orElseThrow().toPath();
    Path library = folder.resolve(System.mapLibraryName("onnxruntime"));
    Path binding = folder.resolve(System.mapLibraryName("onnxruntime4j_jni"));
    assertThat(binding).isRegularFile();
    FileTime unpacked = Files.getLastModifiedTime(library);

    assertThat(OnnxNatives.cached()).contains(folder.toFile());
    assertThat(Files.getLastModifiedTime(library)).isEqualTo(unpacked);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void onnxRuntimeRunsFromThere() throws IOException {
    Environment.shared();
    Path folder = OnnxNatives.cached().orElseThrow().toPath();
    assertThat(Files.readString(Path.of("/proc/self/maps")))
        .contains(folder.resolve("libonnxruntime.so").toString());
  }
}
