package io.github.smiledetector.train.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  @TempDir private Path folder;

  /** Takes a folder, says whether it could, and holds it until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] folder) throws InterruptedException {
      RunLock lock;
      try {
        lock = RunLock.take(Path.of(folder[0]));
      } catch (OptionException e) {
        System.out.println(e.getMessage());
        return;
      }
      System.out.println("taken");
      Thread.sleep(60_000);
      lock.close();
    }
  }

  private Process holder() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            folder.toString())
        .redirectErrorStream(true)
        .start();
  }

  @Test
  void oneAtATimeWithinAProcess() {
    RunLock first = RunLock.take(folder.resolve("run"));
    assertThatThrownBy(() -> RunLock.take(folder.resolve("./run")))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("in use by another training (this process)");
    RunLock.take(folder.resolve("other")).close();
    first.close();
    RunLock again = RunLock.take(folder.resolve("run"));
    first.close(); // once more, which must not give the new one away
    assertThatThrownBy(() -> RunLock.take(folder.resolve("run")))
        .isInstanceOf(OptionException.class);
    again.close();
  }

  /** On POSIX systems a process loses its lock when it closes the file anywhere. */
  @Test
  void aRefusalWithinTheProcessDoesNotLetOtherProcessesIn() throws Exception {
    try (RunLock lock = RunLock.take(folder)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> RunLock.take(folder)).isInstanceOf(OptionException.class);
      Process other = holder();
      assertThat(other.inputReader().readLine())
          .contains("in use by another training (process " + ProcessHandle.current().pid() + ")");
      other.destroyForcibly();
    }
  }

  @Test
  void isGoneWithAKilledProcess() throws Exception {
    Process other = holder();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("taken");
      assertThatThrownBy(() -> RunLock.take(folder))
          .isInstanceOf(OptionException.class)
          .hasMessageContaining("process " + other.pid());
    } finally {
      other.destroyForcibly().waitFor();
    }
    RunLock.take(folder).close();
  }

  @Test
  void saysWhatIsInTheWay() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "kept");
    assertThatThrownBy(() -> RunLock.take(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a folder was expected");
    assertThat(file).hasContent("kept");
  }
}
