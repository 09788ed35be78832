package io.github.smiledetector.train.files;

import io.github.smiledetector.error.DataException;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
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
    write(file, out -> writeAll(out, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
  }

  /**
   * Writes a picture as PNG; folders that are missing are made.
   *
   * @throws DataException if the file cannot be written
   */
  public static void writePng(Path file, RenderedImage picture) {
    byte[] png = png(picture);
    write(file, out -> writeAll(out, ByteBuffer.wrap(png)));
  }

  /** A picture as a PNG file's bytes. */
  public static byte[] png(RenderedImage picture) {
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
    return png.toByteArray();
  }

  /** Writes a file's content. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes it all.
     *
     * @param out takes the bytes, all that a buffer has left at each call
     */
    void writeTo(WritableByteChannel out) throws IOException;
  }

  /**
   * Writes whatever a program gives; folders that are missing are made.
   *
   * @param content writes the bytes
   * @throws DataException if the file cannot be written
   */
  public static void write(Path file, Content content) {
    write(file, () -> {}, content);
  }

  /**
   * As {@link #write(Path, Content)}.
   *
   * @param beforeNaming done when the bytes are on the disk, before the file gets its name
   */
  public static void write(Path file, Runnable beforeNaming, Content content) {
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw new DataException("cannot write " + file + ": it is a folder; name a file");
    }
    Path unfinished = Unfinished.beside(target);
    try {
      Files.createDirectories(folder);
      try {
        writeThrough(unfinished, content);
        beforeNaming.run();
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
   * Removes a file if it is there.
   *
   * @throws DataException if it cannot be removed
   */
  public static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException error) {
      throw new DataException("cannot remove " + file + ": " + Unfinished.why(error), error);
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

  private static void writeThrough(Path file, Content content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      content.writeTo(channel);
      channel.force(true);
    }
  }

  /** Writes all that a buffer has left. */
  public static void writeAll(WritableByteChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
