package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ends real detections before their end, by signals, a kill, and a reader that goes away. */
@Tag("edge")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no signals")
class InterruptedDetectionTest {
  /** A process started in the background of a script ignores SIGINT, and so do its children. */
  private static final List<String> HEEDING_SIGNALS = List.of("env", "--default-signal=INT,TERM");

  /** More than can be done before the signal comes. */
  private static final int PICTURES = 4000;

  @TempDir private Path folder;

  private Path album() throws IOException {
    Path album = Files.createDirectories(folder.resolve("album"));
    for (int i = 0; i < PICTURES; i++) {
      Files.createLink(album.resolve(i + ".jpg"), photo());
    }
    return album;
  }

  private Path photo() throws IOException {
    Path photo = folder.resolve("photo.jpg");
    return Files.exists(photo)
        ? photo
        : Files.copy(
            ProjectFolder.file("cli/src/main/resources")
                .resolve("io/github/smiledetector/cli/sample.jpg"),
            photo);
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "KILL, 137"})
  void keepsTheResultsSoFarAndGoesOnFromThere(String signal, int exitCode) throws Exception {
    assumeTrue(canHeedSignals(), "this system's env cannot make a process heed signals");
    Path album = album();
    Path out = folder.resolve("out.jsonl");
    Path page = folder.resolve("page.html");
    Object[] command = {
      "detect", album, "--json", "--out", out, "--resume-from", out, "--report", page
    };
    try (SmileProcess process =
        SmileProcess.startUnder(HEEDING_SIGNALS, folder.resolve("logs"), command)) {
      while (process.alive() && (!Files.exists(out) || Files.size(out) == 0)) {
        Thread.sleep(20);
      }
      process.signal(signal);
      assertThat(process.exitCode()).isEqualTo(exitCode);
      if (!signal.equals("KILL")) {
        assertThat(process.err()).startsWith("interrupted: ").hasLineCount(1);
        assertThat(page).content().contains("The run was stopped");
      }
    }
    long done = Files.readString(out).lines().count();
    assertThat(done).isBetween(1L, PICTURES - 1L);
    // The same again over what is left of it: the first and the last.
    try (var photos = Files.list(album)) {
      for (Path photo : photos.sorted().skip(done + 2).toList()) {
        Files.delete(photo);
      }
    }
    Ran ran = Ran.of(command);
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.DONE);
    List<String> files = DetectRuns.files(Files.readString(out));
    assertThat(files).doesNotHaveDuplicates().hasSize((int) done + 2).isSorted();
  }

  @Test
  void endsQuietlyWhenItsReaderHasGone() throws Exception {
    Path album = album();
    List<String> piped = List.of("bash", "-c", "\"$@\" | head -n 1; exit ${PIPESTATUS[0]}", "bash");
    try (SmileProcess process =
        SmileProcess.startUnder(piped, folder.resolve("logs"), "detect", album, "--json")) {
      assertThat(process.exitCode()).isEqualTo(ExitCode.DONE);
      assertThat(process.out().lines()).hasSize(1);
      assertThat(process.err()).isEmpty();
    }
  }

  private static boolean canHeedSignals() throws InterruptedException {
    try {
      return new ProcessBuilder("env", "--default-signal=INT,TERM", "true").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
