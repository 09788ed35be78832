package io.github.smiledetector.train.files;

import io.github.smiledetector.error.DataException;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Writes a file whole or not at all: whoever reads it meanwhile, or after a crash, sees the old one
 * or the new. The bytes are on the disk before the file gets its name.
 */
public final class WholeFile {
  private WholeFile() {}

  /**
   * Writes text as UTF-8; folders that are missing are made.
   *
   * @throws DataException if the file cannot be written
   */
  public static void write(Path file, String text) {
    write(file, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Writes a picture as PNG; folders that are missing are made.
   *
   * @throws DataException if the file cannot be written
   */
  public static void writePng(Path file, RenderedImage picture) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    // In memory by name: ImageIO's own choice, a temporary file, is refused while the process is
    // ending, which is when an interrupted training still writes its plot.
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
      if (!ImageIO.write(picture, "png", out)) {
        throw new IllegalStateException("this Java has no PNG writer for " + picture);
      }
    } catch (IOException error) {
      throw new UncheckedIOException("into memory", error);
    }
    write(file, ByteBuffer.wrap(png.toByteArray()));
  }

  /**
   * Writes bytes; folders that are missing are made.
   *
   * @param parts what the file is to hold, one after the other, from their positions on
   * @throws DataException if the file cannot be written
   */
  public static void write(Path file, ByteBuffer... parts) {
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw new DataException("cannot write " + file + ": it is a folder; name a file");
    }
    Path unfinished = Unfinished.beside(target);
    try {
      Files.createDirectories(folder);
      try {
        writeThrough(unfinished, parts);
        Files.move(
            unfinished,
            target,
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException error) {
      throw new DataException(
          "cannot write "
              + file
              + ": "
              + Unfinished.why(error)
              + ". What was there before is left as it was.",
          error);
    }
  }

  /**
   * Removes what a process that was killed while writing has left in a folder. Only for who knows
   * that nobody else is writing there.
   *
   * @throws DataException if something cannot be removed
   */
  public static void removeUnfinished(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Unfinished::is).toList()) {
        WholeFolder.delete(file);
      }
    } catch (IOException error) {
      throw new DataException("cannot tidy " + folder + ": " + Unfinished.why(error), error);
    }
  }

  private static void writeThrough(Path file, ByteBuffer... parts) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      for (ByteBuffer part : parts) {
        while (part.hasRemaining()) {
          channel.write(part);
        }
      }
      channel.force(true);
    }
  }
}
