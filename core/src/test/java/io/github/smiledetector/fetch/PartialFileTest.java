package io.github.smiledetector.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DataException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class PartialFileTest {
  private static final Origin ORIGIN =
      new Origin(URI.create("https://example.org/file"), Optional.of("\"v1\""), 4);

  @TempDir Path folder;

  @Test
  @EnabledOnOs(OS.LINUX)
  void saysThatTheDiskIsFull() throws IOException {
    FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
    try (PartialFile part = new PartialFile(folder.resolve("part"), full, Optional.empty())) {
      assertThatThrownBy(() -> part.append(ByteBuffer.allocate(10)))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll(folder.toString(), "No space left on device", "Make room");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void saysThatAFolderCannotBeWrittenTo() {
    // No file can be made there, not even by root.
    assertThatThrownBy(() -> PartialFile.resumable(Path.of("/proc/file.bin")))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("/proc: cannot be written to", "allow writing");
  }

  @Test
  void saysThatAFolderCannotBeMade() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    assertThatThrownBy(() -> PartialFile.resumable(file.resolve("file.bin")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(file + ": cannot be made");
  }

  @Test
  void acceptsALinkToAFolder() throws Exception {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    try (PartialFile part = PartialFile.resumable(link.resolve("file.bin"))) {
      part.restart(ORIGIN);
      part.append(ByteBuffer.allocate(4));
      // The same part by its other name.
      try (PartialFile second = PartialFile.resumable(real.resolve("file.bin"))) {
        assertThat(second.path()).isNotEqualTo(part.path());
      }
      part.moveTo(link.resolve("file.bin"));
    }
    assertThat(real.resolve("file.bin")).hasSize(4);
    assertThat(real).isDirectoryContaining("glob:**/file.bin");
  }

  @Test
  void isHeldByOneAtATimeAndFoundAgainAfterwards() throws Exception {
    Path target = folder.resolve("file.bin");
    try (PartialFile first = PartialFile.resumable(target)) {
      first.restart(ORIGIN);
      first.append(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      for (int i = 0; i < 2; i++) {
        try (PartialFile second = PartialFile.resumable(target)) {
          assertThat(second.size()).isZero();
          assertThat(second.isKept()).isFalse();
        }
      }
      assertThat(first.isWhole()).isFalse();
    }
    try (PartialFile later = PartialFile.resumable(target)) {
      assertThat(later.size()).isEqualTo(3);
      assertThat(later.isSpliced()).isTrue();
      assertThat(later.resumeValidator()).hasValue("\"v1\"");
      later.append(ByteBuffer.wrap(new byte[] {4}));
      assertThat(later.isWhole()).isTrue();
      later.moveTo(target);
    }
    assertThat(target).hasBinaryContent(new byte[] {1, 2, 3, 4});
    assertThat(folder.toFile().list()).containsExactly("file.bin");
  }

  @Test
  void isHeldAgainstOtherProcessesAfterOtherThreadsTriedToo() throws Exception {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    try (PartialFile first = PartialFile.resumable(real.resolve("file.bin"))) {
      // On POSIX systems a second channel of the locked file, closed, would give up the lock.
      PartialFile.resumable(real.resolve("file.bin")).close();
      PartialFile.resumable(link.resolve("file.bin")).close();
      Process other =
          new ProcessBuilder(
                  FetchCase.java(OtherProcess.class, real.resolve("file.bin").toString()))
              .redirectErrorStream(true)
              .start();
      assertThat(new String(other.getInputStream().readAllBytes(), UTF_8))
          .contains(".file.bin.")
          .isNotEqualTo(first.path().toString());
    }
    assertThat(real).isEmptyDirectory();
  }

  /** Says where it would put a target's bytes. */
  static final class OtherProcess {
    public static void main(String[] args) {
      try (PartialFile part = PartialFile.resumable(Path.of(args[0]))) {
        System.out.print(part.path());
      }
    }
  }

  @Test
  void doesNotBuildOnMoreThanWasAnnounced() throws Exception {
    Path target = folder.resolve("file.bin");
    try (PartialFile first = PartialFile.resumable(target)) {
      first.restart(ORIGIN);
      first.append(ByteBuffer.allocate(5));
    }
    try (PartialFile later = PartialFile.resumable(target)) {
      assertThat(later.size()).isZero();
      assertThat(later.isFrom(ORIGIN.address())).isFalse();
    }
    assertThat(folder).isEmptyDirectory();
  }
}
