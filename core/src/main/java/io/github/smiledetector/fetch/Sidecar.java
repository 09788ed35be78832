package io.github.smiledetector.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The small file beside a part that tells where the part's bytes come from. Whoever holds it, by a
 * lock on it, is the only one in all processes to touch the part; a process that dies lets go.
 */
final class Sidecar implements Closeable {
  /**
   * Those held in this process: on POSIX systems, closing any channel of a file gives up the
   * process's lock on it, so a second one must not even be opened.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private static final int MAX_BYTES = 1 << 14;

  private final Path file;
  private final FileChannel channel;

  private Sidecar(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes hold of a sidecar, making it if it is not there.
   *
   * @param file its path, its folder without links
   * @return nothing if another thread or process holds it, or files cannot be locked there
   */
  static Optional<Sidecar> hold(Path file) {
    if (!HELD.add(file)) {
      return Optional.empty();
    }
    Sidecar held = null;
    try {
      held = lock(file);
    } catch (IOException | OverlappingFileLockException e) {
      // To the caller it is the same as if another held it: this part is not to be touched.
    } finally {
      if (held == null) {
        HELD.remove(file);
      }
    }
    return Optional.ofNullable(held);
  }

  private static Sidecar lock(Path file) throws IOException {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      // Another's, or left by an earlier run.
    }
    Object key = key(file);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    boolean locked = false;
    try {
      // Its last holder may have deleted it after we opened it, and a third have made a new one.
      locked = channel.tryLock() != null && Objects.equals(key, key(file));
      return locked ? new Sidecar(file, channel) : null;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  /** What was recorded; nothing if there is nothing or it was cut off. */
  Optional<Origin> read() throws IOException {
    ByteBuffer text = ByteBuffer.allocate(MAX_BYTES);
    channel.position(0);
    while (text.hasRemaining() && channel.read(text) >= 0) {
      // Until the end.
    }
    return Origin.parse(new String(text.array(), 0, text.position(), UTF_8));
  }

  /** Records where the bytes come from that will be written next. */
  void write(Origin origin) throws IOException {
    erase();
    ByteBuffer text = ByteBuffer.wrap(origin.format().getBytes(UTF_8));
    while (text.hasRemaining()) {
      channel.write(text);
    }
  }

  /** Forgets what was recorded. */
  void erase() throws IOException {
    channel.truncate(0);
  }

  /** Removes the file; it stays held until it is closed. */
  void delete() throws IOException {
    Files.deleteIfExists(file);
  }

  /** Lets go; the file stays, unless it was deleted. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(file);
    }
  }
}
