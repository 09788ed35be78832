package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the launcher starts, seen by a Java and a Maven that only write down how they were called.
 */
@Tag("edge")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class LauncherStartTest {
  private static final String ARCHIVE_OPTION = "-XX:SharedArchiveFile=";

  @TempDir private Path folder;
  private Path release;
  private Path calls;
  private String javaOptions = "";

  @BeforeEach
  void aReleaseWithoutSources() throws IOException {
    release = Files.createDirectories(folder.resolve("a release/lib")).getParent();
    Files.copy(ProjectFolder.file("smile"), release.resolve("smile"));
    for (String jar : List.of("smile-detector-cli", "tensorflow-core-api-1", "xchart-3")) {
      Files.createFile(release.resolve("lib/" + jar + ".jar"));
    }
    calls = folder.resolve("calls");
    java("17.0.1");
    program(
        "jdk/bin/java",
        """
        printf '%s\\n' "$@" END >> "$CALLS"
        for word in "$@"; do
          case $word in
            -XX:ArchiveClassesAtExit=*) echo classes > "${word#*=}" ;;
          esac
        done
        """);
    program("bin/mvn", "echo mvn >> \"$CALLS\"\n");
  }

  @Test
  void theFirstStartMakesTheArchiveThatAllOthersUse() throws Exception {
    assertThat(start("detect", "a photo.png")).hasSize(2);
    List<String> second = onlyStart("detect", "a photo.png");
    assertThat(second).endsWith("detect", "a photo.png");
    assertThat(archiveOf(second)).hasContent("classes");
    assertThat(archiveOf(onlyStart("--version"))).isEqualTo(archiveOf(second));
    assertThat(archiveOf(onlyStart("train", "faces"))).isEqualTo(archiveOf(second));
  }

  @Test
  void makesAnotherArchiveForAnotherJava() throws Exception {
    start("--version");
    Path first = archiveOf(onlyStart("--version"));
    java("17.0.2");
    start("--version");
    assertThat(archiveOf(onlyStart("--version"))).isNotEqualTo(first);
  }

  @Test
  void makesAnArchiveAgainThatWasCutOff() throws Exception {
    start("--version");
    Path archive = archiveOf(onlyStart("--version"));
    Files.writeString(archive, "cla");
    assertThat(start("--version")).hasSize(2);
    assertThat(archive).hasContent("classes");
  }

  @Test
  void goesWithoutAnArchiveWhereJavaMakesNoneAndTriesOnlyOnce() throws Exception {
    program("jdk/bin/java", "printf '%s\\n' \"$@\" END >> \"$CALLS\"\n");
    assertThat(start("--version")).hasSize(2);
    assertThat(onlyStart("--version")).noneMatch(word -> word.startsWith(ARCHIVE_OPTION));
  }

  @Test
  void goesWithoutAnArchiveInAFolderThatIsNotTheUsers() throws Exception {
    assertThat(release.toFile().setWritable(false)).isTrue();
    assumeThat(Files.isWritable(release)).as("may write everywhere, as root may").isFalse();
    assertThat(onlyStart("--version")).noneMatch(word -> word.startsWith(ARCHIVE_OPTION));
  }

  @Test
  void addsTensorFlowsJarsAtTheEndOfTheClassPathForTraining() throws Exception {
    start("--version");
    String without = classPathOf(onlyStart("detect", "train.png"));
    assertThat(without.split(":"))
        .extracting(jar -> Path.of(jar).getFileName().toString())
        .containsExactly("smile-detector-cli.jar", "xchart-3.jar");
    assertThat(classPathOf(onlyStart("train", "faces")))
        .isEqualTo(without + ":" + release.toRealPath().resolve("lib/tensorflow-core-api-1.jar"));
  }

  @Test
  void addsTensorFlowsJarsForThePartsOfACommandThatNeedThem() throws Exception {
    start("--version");
    String without = classPathOf(onlyStart("detect", "train"));
    assertThat(without).doesNotContain("tensorflow");
    for (String part : List.of("label", "compose", "evaluate", "--help")) {
      assertThat(classPathOf(onlyStart("finder", part))).isEqualTo(without);
    }
    assertThat(classPathOf(onlyStart("finder"))).isEqualTo(without);
    assertThat(classPathOf(onlyStart("finder", "train", "a.jsonl")))
        .contains("tensorflow-core-api");
    assertThat(classPathOf(onlyStart("--debug", "finder", "train")))
        .contains("tensorflow-core-api");
  }

  @Test
  void leavesTheCollectorToWhoeverNamesOne() throws Exception {
    start("--version");
    assertThat(onlyStart("detect")).contains("-XX:+UseParallelGC");
    javaOptions = "-Xmx1g -XX:+UseZGC";
    for (String command : List.of("detect", "train")) {
      assertThat(onlyStart(command))
          .filteredOn(word -> word.startsWith("-XX:+Use"))
          .containsExactly("-XX:+UseZGC");
    }
  }

  @Test
  void aReleaseWithoutItsLibrariesSaysSoAndCallsNoMaven() throws Exception {
    Files.delete(release.resolve("lib/smile-detector-cli.jar"));
    assertThat(start(1, "--version")).isEmpty();
    assertThat(folder.resolve("err")).content().contains("unpack the release again");
  }

  /** As a JDK describes itself. */
  private void java(String version) throws IOException {
    Files.createDirectories(folder.resolve("jdk"));
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  private void program(String name, String script) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** The words of each call that the launcher makes. */
  private List<List<String>> start(String... arguments) throws Exception {
    return start(0, arguments);
  }

  private List<List<String>> start(int exitCode, String... arguments) throws Exception {
    Files.writeString(calls, "");
    List<String> command = new ArrayList<>(List.of("bash", release.resolve("smile").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(folder.resolve("jdk/release").toFile()))
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().put("SMILE_JAVA_OPTS", javaOptions);
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    builder.environment().put("CALLS", calls.toString());
    builder.environment().merge("PATH", "", (path, none) -> folder.resolve("bin") + ":" + path);
    assertThat(builder.start().waitFor())
        .as(() -> contents(folder.resolve("err")))
        .isEqualTo(exitCode);
    return Stream.of(contents(calls).split("END\n"))
        .filter(call -> !call.isEmpty())
        .map(call -> Arrays.asList(call.split("\n")))
        .toList();
  }

  private List<String> onlyStart(String... words) throws Exception {
    List<List<String>> started = start(words);
    assertThat(started).hasSize(1);
    return started.get(0);
  }

  private static Path archiveOf(List<String> call) {
    return call.stream()
        .filter(word -> word.startsWith(ARCHIVE_OPTION))
        .map(word -> Path.of(word.substring(ARCHIVE_OPTION.length())))
        .findFirst()
        .orElseThrow();
  }

  private static String classPathOf(List<String> call) {
    return call.get(call.indexOf("-cp") + 1);
  }

  private static String contents(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
