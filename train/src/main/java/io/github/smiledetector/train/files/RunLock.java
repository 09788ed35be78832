package io.github.smiledetector.train.files;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a folder for one process at a time. The operating system lets go of it when the process
 * ends, however it ends.
 */
public final class RunLock implements AutoCloseable {
  private static final String NAME = ".lock";

  private final FileChannel channel;

  private RunLock(FileChannel channel) {
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
    Path file = folder.resolve(NAME);
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        String owner = Files.readString(file, StandardCharsets.UTF_8).strip();
        channel.close();
        throw new OptionException(
            folder
                + " is in use by another training"
                + (owner.isEmpty() ? "" : " (process " + owner + ")")
                + ". Wait until it is done, or name another folder");
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
      return new RunLock(channel);
    } catch (IOException e) {
      String what =
          Files.exists(folder) && !Files.isDirectory(folder)
              ? "a file of that name is there; a folder was expected"
              : Unfinished.why(e);
      throw new DataException("the folder " + folder + " cannot be used: " + what, e);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // by this very process
    }
  }

  /** Lets others in. The lock file stays: removing it could let two in at once. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new DataException("the lock cannot be given back: " + Unfinished.why(e), e);
    }
  }
}
