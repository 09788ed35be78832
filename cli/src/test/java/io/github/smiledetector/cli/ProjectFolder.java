package io.github.smiledetector.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds files of the project's top folder, wherever below it the tests run. */
final class ProjectFolder {
  private ProjectFolder() {}

  static Path file(String name) {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isRegularFile(folder.resolve("smile"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException(
            "the tests do not run below the project's folder, the one with the file smile");
      }
    }
    return folder.resolve(name);
  }
}
