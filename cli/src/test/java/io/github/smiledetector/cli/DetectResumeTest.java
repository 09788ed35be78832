package io.github.smiledetector.cli;

import static io.github.smiledetector.cli.DetectRuns.detect;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code smile detect --resume-from}: nothing is done twice, and nothing is lost. */
class DetectResumeTest {
  @TempDir private static Path shared;
  private static Path model;

  @TempDir private Path folder;
  private Path album;
  private Path out;

  @BeforeAll
  static void writeModel() throws IOException {
    model = DetectRuns.model(shared);
  }

  @BeforeEach
  void fillAlbum() throws IOException {
    album = folder.resolve("album");
    out = folder.resolve("out");
    DetectRuns.faceless(album.resolve("a.png"));
    DetectRuns.faceless(album.resolve("b, \"b\".png"));
    // Two faces, so two rows of CSV.
    Files.copy(ProjectFolder.file("docs/images/detect.jpg"), album.resolve("c.jpg"));
    Files.copy(DetectRuns.HOPPER, album.resolve("d.jpg"));
  }

  private Ran run(String format) {
    return detect(model, album, format, "--out", out, "--resume-from", out, "--smallest-face", 70);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--json", "--csv"})
  void goesOnFromWhereverItWasCutOff(String format) throws IOException {
    assertThat(run(format).exitCode()).isEqualTo(ExitCode.DONE);
    byte[] whole = Files.readAllBytes(out);
    for (int kept = 0; kept <= whole.length; kept += 1 + whole.length / 6) {
      Files.write(out, Arrays.copyOf(whole, kept));
      Ran ran = run(format);
      assertThat(ran.exitCode()).as("cut off behind %d bytes: %s", kept, ran.err()).isZero();
      assertThat(out).as("cut off behind %d bytes", kept).hasBinaryContent(whole);
    }
    assertThat(run(format).err()).contains("0 pictures", "4 done before");
  }

  @Test
  void triesAgainWhatFailed() throws IOException {
    Path late = Files.writeString(album.resolve("e.png"), "not yet");
    assertThat(run("--json").exitCode()).isEqualTo(ExitCode.SOME_INPUTS_FAILED);
    Files.delete(late);
    DetectRuns.faceless(late);
    Ran ran = run("--json");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(ran.err()).contains("1 picture: ", "4 done before");
    List<String> files = new ArrayList<>(DetectRuns.files(Files.readString(out)));
    assertThat(files).hasSize(6).endsWith(late.toString(), late.toString());
  }

  @Test
  void leavesOutWhatAnotherFileHolds() throws IOException {
    run("--csv");
    Ran ran = detect(model, album, DetectRuns.ASTRONAUT, "--json", "--resume-from", out);
    assertThat(DetectRuns.files(ran.out())).containsExactly(DetectRuns.ASTRONAUT.toString());
  }

  @Test
  void copiesKeepTheirNamesFromRunToRun() throws IOException {
    Path one = Files.copy(DetectRuns.HOPPER, folder.resolve("x.jpg"));
    Path two = DetectRuns.faceless(folder.resolve("x.png"));
    Path seen = folder.resolve("seen");
    detect(model, one, "--json", "--out", out);
    detect(model, one, two, "--json", "--out", out, "--resume-from", out, "--annotate", seen);
    assertThat(seen.resolve("x-2.smiles.png")).exists();
    assertThat(seen.resolve("x.smiles.png")).doesNotExist();
  }

  @Test
  void refusesATableToGoOnWith() {
    Ran ran = detect(model, album, "--out", out, "--resume-from", out);
    assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(ran.err()).contains("give --json or --csv");
    assertThat(out).doesNotExist();
  }

  @Test
  void beginsHoweverTheSameFileIsWritten() {
    Path same = folder.resolve("album").resolve("..").resolve("out");
    Ran ran = detect(model, album, "--json", "--out", out, "--resume-from", same);
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void doesNotMixFormats() {
    run("--json");
    Ran ran = run("--csv");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(ran.err()).contains("holds JSON");
  }

  @Test
  void refusesAFileThatIsNoResult() throws IOException {
    Files.writeString(out, "name,value\n1,2\n");
    Ran ran = run("--csv");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.BAD_DATA);
    assertThat(ran.err()).contains(out + ", line 1", "other columns");
    assertThat(out).hasContent("name,value\n1,2\n");
    Files.delete(out);
    run("--csv");
    Files.writeString(out, Files.readString(out).replace(",60,40,1,0,", ",60,40,1,x,"));
    assertThat(run("--csv").err()).contains(out + ", line 2", "\"x\" faces");
    Files.writeString(out, "{\"schema\":2,\"file\":\"a\"}\n");
    assertThat(run("--json").err()).contains("schema 2");
    assertThat(detect(model, album, "--resume-from", folder.resolve("none")).exitCode())
        .isEqualTo(ExitCode.WRONG_USE);
  }
}
