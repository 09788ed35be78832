package io.github.smiledetector.inference;

import ai.onnxruntime.OrtEnvironment;
import java.io.File;
import java.io.IOException;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/**
 * ONNX Runtime's native libraries, unpacked once for all processes to come. Left to itself it
 * copies some 30 MB from its jar into a temporary folder at every start. JavaCPP's cache ({@code
 * ~/.javacpp/cache}), where OpenCV's libraries are kept already, unpacks only what is missing or
 * has another size or date than in the jar.
 */
final class OnnxNatives {
  /** Where ONNX Runtime looks first; whoever sets it knows better than we do. */
  static final String FOLDER = "onnxruntime.native.path";

  private OnnxNatives() {}

  /** Has to come before ONNX Runtime's first class is initialised. */
  static void useCache() {
    if (System.getProperty(FOLDER) == null) {
      cached().ifPresent(folder -> System.setProperty(FOLDER, folder.getPath()));
    }
  }

  /** The folder with both libraries; nothing where ONNX Runtime has to help itself. */
  static Optional<File> cached() {
    String platform =
        switch (Loader.getPlatform()) {
          case "linux-x86_64" -> "linux-x64";
          case "linux-arm64" -> "linux-aarch64";
          case "macosx-arm64" -> "osx-aarch64";
          case "windows-x86_64" -> "win-x64";
          default -> null; // ONNX Runtime's jar has no more
        };
    if (platform == null) {
      return Optional.empty();
    }
    try {
      File library = cached(platform, "onnxruntime");
      File binding = cached(platform, "onnxruntime4j_jni");
      return library == null || binding == null
          ? Optional.empty()
          : Optional.of(library.getParentFile());
    } catch (IOException | RuntimeException e) {
      // No home to write to, for one. It costs time, not the answer.
      return Optional.empty();
    }
  }

  private static File cached(String platform, String library) throws IOException {
    return Loader.cacheResource(
        OrtEnvironment.class, "native/" + platform + "/" + System.mapLibraryName(library));
  }
}
