package io.github.smiledetector.train.files;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * Keeps a folder for one process at a time. The operating system lets go of it when the process
 * ends, however it ends.
 */
public final class RunLock implements AutoCloseable {
  private static final String NAME = ".lock";

  /**
   * The lock files that this process has. POSIX systems give up a process's lock on a file as soon
   * as it closes the file anywhere, so a file that is locked must not be opened a second time.
   */
  private static final Set<Path> TAKEN = new HashSet<>();

  private final Path file;
  private final FileChannel channel;

  private RunLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the folder.
   *
   * @param folder made where it is missing
   * @throws OptionException if another training has it
   * @throws DataException if the folder cannot be made or written to
   */
  public static RunLock take(Path folder) {
    synchronized (TAKEN) {
      try {
        Files.createDirectories(folder);
        Path file = folder.toRealPath().resolve(NAME);
        if (TAKEN.contains(file)) {
          throw inUse(folder, "this process");
        }
        RunLock lock = lock(folder, file);
        TAKEN.add(file);
        return lock;
      } catch (IOException e) {
        String what =
            Files.exists(folder) && !Files.isDirectory(folder)
                ? "a file of that name is there; a folder was expected"
                : Unfinished.why(e);
        throw new DataException(
            "the folder " + folder + " cannot be used: " + what + ". Name another folder", e);
      }
    }
  }

  private static RunLock lock(Path folder, Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        String owner = Files.readString(file, StandardCharsets.UTF_8).strip();
        throw inUse(folder, owner.isEmpty() ? "another process" : "process " + owner);
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
      return new RunLock(file, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static OptionException inUse(Path folder, String owner) {
    return new OptionException(
        folder
            + " is in use by another training ("
            + owner
            + "). Wait until it is done, or name another folder");
  }

  /** Lets others in. The lock file stays: removing it could let two in at once. */
  @Override
  public void close() {
    synchronized (TAKEN) {
      if (!channel.isOpen()) {
        return;
      }
      try {
        channel.close();
      } catch (IOException e) {
        throw new DataException("the lock cannot be given back: " + Unfinished.why(e), e);
      } finally {
        TAKEN.remove(file);
      }
    }
  }
}
