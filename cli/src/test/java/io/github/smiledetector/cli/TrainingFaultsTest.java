package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.smiledetector.train.checkpoint.Checkpoints;
import io.github.smiledetector.train.recipe.Approach;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What goes wrong in training from outside: each ends with the design's exit code and one message
 * that says what, where and what to do, and leaves nothing half-written.
 */
@Tag("edge")
class TrainingFaultsTest {
  private static final int MANY_EPOCHS = 100_000;

  @TempDir private static Path folder;
  private static Path faces;

  @TempDir private Path mine;

  @BeforeAll
  static void makeInputs() throws IOException {
    faces = DrawnFaces.draw(folder.resolve("faces"), 10);
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    assertThat(file).exists();
    Path single = folder.resolve("single");
    copy(faces.resolve(DrawnFaces.SMILING), single.resolve(DrawnFaces.SMILING));
    Path empty = folder.resolve("empty");
    copy(faces.resolve(DrawnFaces.SMILING), empty.resolve(DrawnFaces.SMILING));
    Files.createDirectories(empty.resolve(DrawnFaces.OTHER));
    Path lonely = folder.resolve("lonely");
    copy(faces.resolve(DrawnFaces.OTHER), lonely.resolve(DrawnFaces.OTHER));
    Files.createDirectories(lonely.resolve(DrawnFaces.SMILING));
    Files.copy(
        faces.resolve(DrawnFaces.SMILING).resolve("0.png"),
        lonely.resolve(DrawnFaces.SMILING).resolve("0.png"));
    Path illegible = folder.resolve("illegible");
    copy(faces.resolve(DrawnFaces.OTHER), illegible.resolve(DrawnFaces.OTHER));
    Files.createDirectories(illegible.resolve(DrawnFaces.SMILING));
    for (int i = 0; i < 10; i++) {
      Files.writeString(illegible.resolve(DrawnFaces.SMILING).resolve(i + ".jpg"), "text " + i);
    }
    Path other = folder.resolve("other.h5");
    try (WritableHdfFile hdf = HdfFile.write(other)) {
      hdf.putAttribute("layer_names", new String[] {"dense"});
      hdf.putGroup("dense").putDataset("kernel:0", new float[20_000]);
    }
    byte[] whole = Files.readAllBytes(other);
    Files.write(folder.resolve("truncated.h5"), Arrays.copyOf(whole, whole.length / 3));
    Files.writeString(folder.resolve("text.h5"), "these are no weights".repeat(100));
  }

  /** The options come last, so that they stand over these. */
  private static Object[] train(Path pictures, Path run, String... options) {
    List<Object> words =
        new ArrayList<>(
            List.of("train", pictures, "--smiling", DrawnFaces.SMILING, "--image-size", 32));
    List<String> given = List.of(options);
    if (!given.contains("--weights")) {
      words.addAll(List.of("--weights", "none"));
    }
    if (!given.contains("--batch-size")) {
      words.addAll(List.of("--batch-size", 8));
    }
    if (!given.contains("--epochs")) {
      words.addAll(List.of("--epochs", 1));
    }
    if (given.contains("--image-size")) {
      words.removeAll(List.of("--image-size", 32));
    }
    words.addAll(given);
    words.addAll(List.of("--out", run));
    return words.toArray();
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        // pictures | options | exit code | in the message
        "file      |                               | 4 | is no folder",
        "missing   |                               | 4 | does not exist",
        "single    |                               | 4 | two classes need two folders",
        "empty     |                               | 4 | has no picture",
        "lonely    |                               | 4 | the training part would hold 0 smiling",
        "illegible |                               | 4 | 10 pictures cannot be read and are left out",
        "faces     | --image-size 31               | 2 | at least 32",
        "faces     | --batch-size 17               | 2 | more than the 16 there are to train on",
        "faces     | --limit no_such_layer         | 2 | no layer 'no_such_layer'",
        "faces     | --limit 155                   | 2 | no layer '155'",
        "faces     | --limit 154                   | 2 | nothing would learn",
        "faces     | --limit out_relu              | 2 | nothing would learn",
        "faces     | --checkpoint-every 0          | 2 | must be positive",
        "faces     | --checkpoint-every 1e300      | 2 | at most a day",
        "faces     | --frozen-model x              | 2 | --approach unfrozen only",
        "faces     | --approach unfrozen           | 5 | provenance.json",
        "faces     | --weights FOLDER/missing.h5   | 5 | smile models fetch",
        "faces     | --weights FOLDER/text.h5      | 5 | text.h5",
        "faces     | --weights FOLDER/other.h5     | 5 | other.h5",
        "faces     | --weights FOLDER/truncated.h5 | 5 | truncated.h5",
        "faces     | --weights FOLDER              | 5 | no weights file",
      })
  void saysWhatIsWrongBeforeAnythingIsWritten(
      String pictures, String options, int exitCode, String message) {
    Path run = mine.resolve("run");
    String[] given =
        options == null ? new String[0] : options.replace("FOLDER", folder.toString()).split(" ");
    Ran ran = Ran.of(train(folder.resolve(pictures), run, given));
    assertOneMessage(ran, exitCode, message);
    assertThat(run).doesNotExist();
  }

  @Test
  void refusesAFileWhereTheRunsFolderShouldBe() throws IOException {
    Path file = Files.writeString(mine.resolve("file"), "kept");
    assertOneMessage(Ran.of(train(faces, file)), ExitCode.BAD_DATA, "a folder was expected");
    assertOneMessage(Ran.of(train(faces, file.resolve("run"))), ExitCode.BAD_DATA, "file/run");
    assertThat(file).hasContent("kept");
  }

  @Test
  void refusesAFolderThatHoldsAFinishedStageUnlessItIsToBeResumed() {
    Path run = mine.resolve("run");
    Object[] frozen = train(faces, run, "--approach", "frozen");
    assertThat(Ran.of(frozen).exitCode()).isZero();
    assertOneMessage(Ran.of(frozen), ExitCode.WRONG_USE, "finished frozen stage", "--resume");

    Ran again = Ran.of(train(faces, run, "--approach", "frozen", "--resume"));
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.err()).contains("done already");
    assertOneMessage(
        Ran.of(train(faces, run, "--approach", "frozen", "--resume", "--learning-rate", "0.5")),
        ExitCode.WRONG_USE,
        "learning rate 0.001 there, 0.5 now");
  }

  @Test
  void refusesTwoAtOnceAndAnotherTrainingsCheckpoints() throws Exception {
    Path run = mine.resolve("run");
    String epochs = Integer.toString(MANY_EPOCHS);
    Object[] endless =
        train(faces, run, "--approach", "frozen", "--epochs", epochs, "--checkpoint-every", "0.2");
    try (SmileProcess first = SmileProcess.start(mine.resolve("logs"), endless)) {
      awaitCheckpoint(first, run);
      try (SmileProcess second = SmileProcess.start(mine.resolve("second"), endless)) {
        assertThat(second.exitCode()).as(second.err()).isEqualTo(ExitCode.WRONG_USE);
        assertThat(second.err())
            .contains("in use by another training (process " + first.pid() + ")");
      }
      assertThat(first.alive()).as("the first goes on").isTrue();
      first.kill();
    }
    List<Path> before = whole(run);
    assertOneMessage(Ran.of(endless), ExitCode.WRONG_USE, "unfinished frozen stage", "--resume");
    assertOneMessage(
        Ran.of(
            train(
                faces,
                run,
                "--approach",
                "frozen",
                "--epochs",
                epochs,
                "--resume",
                "--dropout",
                "0.5",
                "--seed",
                "7")),
        ExitCode.WRONG_USE,
        "holds another frozen stage",
        "dropout 0.2 there, 0.5 now",
        "seed 42 there, 7 now",
        "name another folder");
    Path changed = DrawnFaces.draw(mine.resolve("changed"), 11);
    assertOneMessage(
        Ran.of(train(changed, run, "--approach", "frozen", "--epochs", epochs, "--resume")),
        ExitCode.WRONG_USE,
        "pictures (fingerprint)");
    assertThat(whole(run)).isEqualTo(before);
  }

  @Test
  void aLossThatIsNotFiniteStopsTheRunAndKeepsTheLastGoodCheckpoint() throws Exception {
    Path run = mine.resolve("run");
    Ran ran =
        Ran.of(
            train(
                faces,
                run,
                "--approach",
                "frozen",
                "--epochs",
                "50",
                "--learning-rate",
                "1e38",
                "--checkpoint-every",
                "0.001"));
    assertOneMessage(
        ran,
        ExitCode.BAD_MODEL,
        "the training diverged",
        "smaller learning rate",
        "The last good checkpoint is kept: " + run);
    Checkpoints.Found<?, ?> kept = Checkpoints.of(run, Approach.FROZEN).newest().orElseThrow();
    assertThat(kept.damaged()).isEmpty();
    for (float[] values : kept.checkpoint().state().values().values()) {
      for (float value : values) {
        assertThat(Float.isFinite(value)).isTrue();
      }
    }
    assertThat(run.resolve("frozen_model")).doesNotExist();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "a read that fails is made with /proc")
  void unreadablePicturesAreListedAndLeftOutOrRefused() throws Exception {
    Path pictures = DrawnFaces.draw(mine.resolve("faces"), 12);
    Path smiling = pictures.resolve(DrawnFaces.SMILING);
    byte[] jpeg = Files.readAllBytes(ProjectFolder.file("samples/grace_hopper.jpg"));
    Files.write(smiling.resolve("truncated.jpg"), Arrays.copyOf(jpeg, jpeg.length / 2));
    Files.createFile(smiling.resolve("empty.jpg"));
    Files.writeString(smiling.resolve("text.jpg"), "no picture");
    Files.createSymbolicLink(smiling.resolve("dangling.jpg"), mine.resolve("nowhere"));
    // Reading address 0 of one's own memory is an input/output error, for root too.
    Files.createSymbolicLink(smiling.resolve("failing.jpg"), Path.of("/proc/self/mem"));
    Process pipe = new ProcessBuilder("mkfifo", smiling.resolve("pipe.jpg").toString()).start();
    assertThat(pipe.waitFor()).isZero();

    Path strict = mine.resolve("strict");
    assertOneMessage(
        Ran.of(train(pictures, strict, "--approach", "frozen", "--strict")),
        ExitCode.BAD_DATA,
        "6 pictures cannot be read",
        "dangling.jpg",
        "without --strict");
    assertThat(strict).doesNotExist();

    Path run = mine.resolve("run");
    Ran ran = Ran.of(train(pictures, run, "--approach", "frozen"));
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.SOME_INPUTS_FAILED);
    List<String> listed = Files.readAllLines(run.resolve("unreadable.csv"));
    assertThat(listed).hasSize(7).first().isEqualTo("picture,reason");
    assertThat(listed.subList(1, 7))
        .anyMatch(line -> line.matches("\"grin/truncated.jpg\",\".*damaged.*\""))
        .anyMatch(line -> line.matches("\"grin/empty.jpg\",\".*empty.*\""))
        .anyMatch(line -> line.matches("\"grin/text.jpg\",\".*no picture.*\""))
        .anyMatch(line -> line.matches("\"grin/dangling.jpg\",\".*no such file.*\""))
        .anyMatch(line -> line.matches("\"grin/pipe.jpg\",\".*no ordinary file.*\""))
        .anyMatch(line -> line.matches("\"grin/failing.jpg\",\".*Input/output error.*\""));
    assertThat(run.resolve("frozen_model")).isDirectory();
    for (String each : List.of("truncated", "empty", "text", "dangling", "failing", "pipe")) {
      assertThat(ran.err()).contains(each + ".jpg");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskLeavesNothingHalfWritten() throws Exception {
    Path disk = Files.createDirectory(mine.resolve("disk"));
    assumeTrue(
        done("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk.toString()),
        "a small disk can be mounted");
    try {
      // The model takes 9 MiB.
      Path run = disk.resolve("run");
      Ran ran = Ran.of(train(faces, run, "--approach", "frozen"));
      assertOneMessage(
          ran, ExitCode.BAD_DATA, "frozen_model", "No space left on device", "--resume");
      assertThat(run.resolve("frozen_model")).doesNotExist();
      assertThat(filesUnder(run)).noneMatch(file -> file.toString().contains("unfinished"));
      assertThat(Checkpoints.of(run, Approach.FROZEN).newest().orElseThrow().damaged()).isEmpty();

      assertThat(done("mount", "-o", "remount,size=40m", disk.toString())).isTrue();
      Ran again = Ran.of(train(faces, run, "--approach", "frozen", "--resume"));
      assertThat(again.exitCode()).as(again.err()).isZero();
      assertThat(again.err()).contains("going on in epoch 2");

      // A checkpoint of the whole network takes 26 MiB, and there are two at a time.
      Ran checkpoint = Ran.of(train(faces, run, "--resume", "--limit", "0", "--epochs", "3"));
      assertThat(checkpoint.exitCode()).isEqualTo(ExitCode.WRONG_USE);
      Ran unfrozen =
          Ran.of(train(faces, run, "--approach", "unfrozen", "--limit", "0", "--epochs", "3"));
      assertOneMessage(
          unfrozen, ExitCode.BAD_DATA, "cannot write", "checkpoints", "No space left on device");
      assertThat(filesUnder(run)).noneMatch(file -> file.toString().contains("unfinished"));
    } finally {
      assertThat(done("umount", disk.toString())).isTrue();
    }
  }

  /** Needs no rights: files may not grow beyond a limit. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aFileThatCannotGrowLeavesNothingHalfWritten() throws Exception {
    String natives = "/ai/onnxruntime/native/linux-" + architecture() + "/";
    Path unpacked = Files.createDirectory(mine.resolve("natives"));
    for (String name : List.of("libonnxruntime.so", "libonnxruntime4j_jni.so")) {
      // ONNX Runtime unpacks them at every start; they are larger than the limit.
      try (InputStream in = TrainingFaultsTest.class.getResourceAsStream(natives + name)) {
        assumeTrue(in != null, "ONNX Runtime's libraries lie in its jar");
        Files.copy(in, unpacked.resolve(name));
      }
    }
    Path run = mine.resolve("run");
    List<String> limited =
        List.of(
            "env",
            "JAVA_TOOL_OPTIONS=-Donnxruntime.native.path=" + unpacked,
            "bash",
            "-c",
            "ulimit -f 2048; exec \"$@\"", // 2 MiB
            "bash");
    try (SmileProcess process =
        SmileProcess.startUnder(
            limited, mine.resolve("logs"), train(faces, run, "--approach", "frozen"))) {
      assertThat(process.exitCode()).as(process.err()).isEqualTo(ExitCode.BAD_DATA);
      assertThat(process.err()).contains("frozen_model", "File too large").doesNotContain("\tat ");
    }
    assertThat(run.resolve("frozen_model")).doesNotExist();
    assertThat(filesUnder(run)).noneMatch(file -> file.toString().contains("unfinished"));
    assertThat(Ran.of(train(faces, run, "--approach", "frozen", "--resume")).exitCode()).isZero();
  }

  private static String architecture() {
    return System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x64";
  }

  private static void awaitCheckpoint(SmileProcess process, Path run) throws Exception {
    Checkpoints<?, ?> checkpoints = Checkpoints.of(run, Approach.FROZEN);
    while (process.alive() && checkpoints.newestFile().isEmpty()) {
      Thread.sleep(20);
    }
  }

  private static void assertOneMessage(Ran ran, int exitCode, String... parts) {
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(exitCode);
    assertThat(ran.err())
        .contains(parts)
        .doesNotContain("fault of smile-detector")
        .doesNotContain("Exception")
        .doesNotContain("\tat ");
    assertThat(ran.out()).isEmpty();
  }

  private static boolean done(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static List<Path> filesUnder(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted().toList();
    }
  }

  /** Without what the kill cut off. */
  private static List<Path> whole(Path run) throws IOException {
    return filesUnder(run).stream()
        .filter(file -> !file.toString().endsWith(".unfinished"))
        .toList();
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path target = to.resolve(from.relativize(file));
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
