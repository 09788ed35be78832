package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.error.DataException;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.imageio.ImageIO;

/** Writes a file whole or not at all: whoever reads it meanwhile sees the old one or the new. */
final class WholeFile {
  private WholeFile() {}

  /**
   * Writes text as UTF-8; folders that are missing are made.
   *
   * @throws DataException if the file cannot be written
   */
  static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes a picture as PNG; folders that are missing are made.
   *
   * @throws DataException if the file cannot be written
   */
  static void writePng(Path file, RenderedImage picture) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(picture, "png", png)) {
        throw new IllegalStateException("this Java has no PNG writer for " + picture);
      }
    } catch (IOException error) {
      throw new UncheckedIOException("into memory", error);
    }
    write(file, png.toByteArray());
  }

  private static void write(Path file, byte[] content) {
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw new DataException("cannot write " + file + ": it is a folder; name a file");
    }
    Path unfinished = folder.resolve("." + target.getFileName() + ".unfinished");
    try {
      Files.createDirectories(folder);
      try {
        Files.write(unfinished, content);
        Files.move(
            unfinished,
            target,
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException error) {
      throw new DataException("cannot write " + file + ": " + error, error);
    }
  }
}
