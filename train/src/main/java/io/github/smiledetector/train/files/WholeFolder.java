package io.github.smiledetector.train.files;

import io.github.smiledetector.error.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Makes a folder whole or not at all. */
public final class WholeFolder {
  private WholeFolder() {}

  /**
   * Makes a folder under a hidden name beside its place, fills it, and moves it there in one step,
   * once its files are on the disk.
   *
   * @param folder the place; nothing may be there yet, its parent is made where it is missing
   * @param fill writes into the folder it is given
   * @throws DataException if something is there, or the folder cannot be made or moved; whatever
   *     {@code fill} throws passes through. Nothing is left behind then.
   */
  public static void write(Path folder, Consumer<Path> fill) {
    Path target = folder.toAbsolutePath();
    if (Files.exists(target)) {
      throw new DataException(folder + " exists already and is not written over");
    }
    Path unfinished = Unfinished.beside(target);
    try {
      delete(unfinished);
      Files.createDirectories(unfinished);
      try {
        fill.accept(unfinished);
        forceToDisk(unfinished);
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        delete(unfinished);
      }
    } catch (IOException error) {
      throw new DataException("cannot write " + folder + ": " + Unfinished.why(error), error);
    }
  }

  private static void forceToDisk(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
  }

  /**
   * Removes a folder with all that is in it; does nothing if there is none.
   *
   * @throws IOException if something in it cannot be removed
   */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }
}
