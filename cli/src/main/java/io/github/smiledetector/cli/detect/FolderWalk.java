package io.github.smiledetector.cli.detect;

import io.github.smiledetector.error.PictureException.Kind;
import io.github.smiledetector.picture.PictureSource;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Walks through a folder and all below it, in the order of names, and gives one file after the
 * other. In memory are all names in each of the folders on the way down, files included, for
 * sorting. Symbolic links are followed, but not in circles; what is hidden is left out; a folder
 * that cannot be listed is a failed input.
 */
final class FolderWalk implements Iterator<PictureSource> {
  /** Which files and folders are wanted. */
  interface Choice {
    boolean takes(Path file);

    boolean enters(Path folder);
  }

  private final Choice choice;
  private final Set<Object> leftOutFolders;
  private final Runnable leftOut;
  private final Deque<Level> levels = new ArrayDeque<>();
  private PictureSource next;

  /**
   * @param top folder to walk through
   * @param leftOutFolders folders below it that are not entered, by {@link #key}
   * @param leftOut hears of each file that is not hidden and not chosen
   */
  FolderWalk(Path top, Choice choice, Set<Object> leftOutFolders, Runnable leftOut) {
    this.choice = choice;
    this.leftOutFolders = leftOutFolders;
    this.leftOut = leftOut;
    try {
      BasicFileAttributes attributes = Files.readAttributes(top, BasicFileAttributes.class);
      list(top, key(top, attributes));
    } catch (IOException e) {
      next = unreadable(top, e);
    }
  }

  /** What tells a folder from all others, whatever links lead to it. */
  static Object key(Path folder, BasicFileAttributes attributes) throws IOException {
    // Windows has no file keys.
    return attributes.fileKey() == null ? folder.toRealPath() : attributes.fileKey();
  }

  private record Level(Path folder, Object key, Iterator<Path> names) {}

  @Override
  public boolean hasNext() {
    while (next == null && !levels.isEmpty()) {
      Level level = levels.peek();
      if (level.names().hasNext()) {
        visit(level.folder().resolve(level.names().next()));
      } else {
        levels.pop();
      }
    }
    return next != null;
  }

  @Override
  public PictureSource next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    PictureSource found = next;
    next = null;
    return found;
  }

  private void visit(Path path) {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        if (choice.enters(path)) {
          enter(path, attributes);
        }
        return;
      }
    } catch (NoSuchFileException e) {
      // A link to nowhere: if it would be a picture, reading it says so.
      if (choice.takes(path)) {
        next = PictureSource.of(path);
      } else {
        leftOut.run();
      }
      return;
    } catch (IOException e) {
      // A link's name says whether it would be a picture; where not even links are seen, whole
      // folders may be missed.
      if (!choice.takes(path) && Files.isSymbolicLink(path) && !Files.isDirectory(path)) {
        leftOut.run();
      } else {
        next = unreadable(path, e);
      }
      return;
    }
    if (attributes.isRegularFile() && choice.takes(path)) {
      next = PictureSource.of(path);
    } else {
      leftOut.run();
    }
  }

  private void enter(Path folder, BasicFileAttributes attributes) throws IOException {
    Object key = key(folder, attributes);
    for (Level level : levels) {
      if (level.key().equals(key)) {
        next =
            FailedInput.of(
                folder.toString(),
                Kind.FOLDER,
                folder + " leads back to " + level.folder() + ", which it lies in: not followed");
        return;
      }
    }
    if (!leftOutFolders.contains(key)) {
      list(folder, key);
    }
  }

  private void list(Path folder, Object key) throws IOException {
    List<Path> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        Path name = entry.getFileName();
        if (!name.toString().startsWith(".")) {
          names.add(name);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Collections.sort(names);
    levels.push(new Level(folder, key, names.iterator()));
  }

  private static PictureSource unreadable(Path path, IOException error) {
    return FailedInput.of(
        path.toString(), Kind.UNREADABLE, path + " cannot be read: " + ReadError.why(error));
  }
}
