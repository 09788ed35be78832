package io.github.smiledetector.fetch;

import io.github.smiledetector.error.DataException;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/**
 * A file in the making, a hidden sibling of its target until it is moved there in one step. Where
 * its bytes can be told to belong to the file they came from, it outlives a failure and the
 * process; otherwise closing it deletes it.
 *
 * <p>For one thread. What cannot be written is a {@link DataException}; an interrupt during writing
 * is an {@link InterruptedException}, and what was written stays.
 */
final class PartialFile implements Closeable {
  private final Path path;
  private final FileChannel channel;
  private final Optional<Sidecar> sidecar;
  private Optional<Origin> origin;
  private long size;
  private boolean spliced;
  private boolean moved;

  private interface Change {
    void make() throws IOException;
  }

  PartialFile(Path path, FileChannel channel, Optional<Sidecar> sidecar) throws IOException {
    this.path = path;
    this.channel = channel;
    this.sidecar = sidecar;
    this.size = channel.size();
    this.spliced = size > 0;
    this.origin = spliced && sidecar.isPresent() ? sidecar.get().read() : Optional.empty();
    if (spliced && (origin.isEmpty() || isTooLong(origin.get()))) {
      erase();
    }
    channel.position(size);
  }

  private boolean isTooLong(Origin from) {
    return from.totalBytes() >= 0 && size > from.totalBytes();
  }

  /**
   * What an earlier try left of the target, or an empty part. While another thread or process works
   * on that, it is a fresh one.
   */
  static PartialFile resumable(Path target) {
    Path folder = folder(target);
    Path part = folder.resolve("." + target.getFileName() + ".part");
    Optional<Sidecar> sidecar =
        Sidecar.hold(folder.resolve("." + target.getFileName() + ".part.origin"));
    if (sidecar.isPresent()) {
      try {
        return open(part, sidecar, StandardOpenOption.CREATE);
      } catch (IOException e) {
        // Something is in the way that is no part of ours; a fresh one does as well.
        deleteAndLetGo(sidecar);
      }
    }
    return fresh(target);
  }

  /** An empty part of its own, for nobody else and no later try. */
  static PartialFile fresh(Path target) {
    Path folder = folder(target);
    Path part = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      return open(part, Optional.empty(), StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw unwritable(part, e);
    }
  }

  private static PartialFile open(Path part, Optional<Sidecar> sidecar, OpenOption creation)
      throws IOException {
    FileChannel channel =
        FileChannel.open(part, creation, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    boolean open = false;
    try {
      PartialFile opened = new PartialFile(part, channel, sidecar);
      open = true;
      return opened;
    } finally {
      if (!open) {
        channel.close();
      }
    }
  }

  private static Path folder(Path target) {
    Path folder = target.toAbsolutePath().getParent();
    try {
      // JDK 17 takes a link to a folder for something in the way.
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      return folder.toRealPath();
    } catch (IOException e) {
      throw new DataException(folder + ": cannot be made: " + Reason.of(e), e);
    }
  }

  /** Where it lies now. */
  Path path() {
    return path;
  }

  /** How many bytes are there. */
  long size() {
    return size;
  }

  /** Size of the whole file as far as it was announced, or {@link Progress#UNKNOWN}. */
  long totalBytes() {
    return origin.map(Origin::totalBytes).orElse(Progress.UNKNOWN);
  }

  /** Whether all bytes are there that were announced. */
  boolean isWhole() {
    return origin.isPresent() && size == totalBytes();
  }

  /** Whether it has bytes of more than one answer, or of an earlier try. */
  boolean isSpliced() {
    return spliced;
  }

  /** Whether what is there outlives closing. */
  boolean isKept() {
    return sidecar.isPresent() && resumeValidator().isPresent();
  }

  /** What a request for the missing bytes has to name, if there are bytes that can be built on. */
  Optional<String> resumeValidator() {
    return size > 0 ? origin.flatMap(Origin::validator) : Optional.empty();
  }

  /** Whether its bytes came from this address. */
  boolean isFrom(URI address) {
    return origin.isPresent() && origin.get().address().equals(address);
  }

  /** Starts from zero with bytes of this origin. */
  void restart(Origin from) throws InterruptedException {
    clear();
    change(
        () -> {
          if (sidecar.isPresent()) {
            sidecar.get().write(from);
          }
        });
    origin = Optional.of(from);
  }

  /** Says that what is appended next comes from another answer. */
  void splice() {
    spliced = true;
  }

  /** Adds bytes at the end. */
  void append(ByteBuffer bytes) throws InterruptedException {
    change(
        () -> {
          while (bytes.hasRemaining()) {
            size += channel.write(bytes);
          }
        });
  }

  /** Forgets all that is there. */
  void clear() throws InterruptedException {
    change(this::erase);
  }

  private void erase() throws IOException {
    channel.truncate(0);
    size = 0;
    spliced = false;
    origin = Optional.empty();
    if (sidecar.isPresent()) {
      sidecar.get().erase();
    }
  }

  /** Makes sure that the bytes are on the disk and moves them to the target, in one step. */
  void moveTo(Path target) throws InterruptedException {
    change(() -> channel.force(true));
    try {
      channel.close();
      Files.move(path, target.toAbsolutePath(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new DataException(target + ": cannot be written: " + Reason.of(e), e);
    }
    moved = true;
  }

  private void change(Change change) throws InterruptedException {
    try {
      change.make();
    } catch (ClosedByInterruptException e) {
      throw interrupted(e);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  static InterruptedException interrupted(ClosedByInterruptException cause) {
    InterruptedException interrupted = new InterruptedException();
    interrupted.initCause(cause);
    return interrupted;
  }

  private static DataException unwritable(Path part, IOException e) {
    return new DataException(
        part.getParent()
            + ": cannot be written to: "
            + Reason.of(e)
            + ". Make room there, or allow writing, and try again",
        e);
  }

  /** Keeps what a later try can build on, and deletes anything else. */
  @Override
  public void close() {
    closeQuietly(channel);
    if (isKept() && !moved) {
      sidecar.ifPresent(PartialFile::closeQuietly);
      return;
    }
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // The error that led here says more than this one would.
    }
    deleteAndLetGo(sidecar);
  }

  private static void deleteAndLetGo(Optional<Sidecar> sidecar) {
    if (sidecar.isPresent()) {
      try {
        sidecar.get().delete();
      } catch (IOException e) {
        // It is small, and the next try uses it again.
      }
      closeQuietly(sidecar.get());
    }
  }

  private static void closeQuietly(Closeable open) {
    try {
      open.close();
    } catch (IOException e) {
      // Whatever mattered was forced to the disk before.
    }
  }
}
