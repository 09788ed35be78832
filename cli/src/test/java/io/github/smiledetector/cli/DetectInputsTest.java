package io.github.smiledetector.cli;

import static io.github.smiledetector.cli.DetectRuns.detect;
import static io.github.smiledetector.cli.DetectRuns.faceless;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.smiledetector.DetectorOptions;
import io.github.smiledetector.face.FaceFinder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code smile detect} can be given. */
class DetectInputsTest {
  @TempDir private static Path shared;
  private static Path model;

  @TempDir private Path folder;

  @BeforeAll
  static void writeModel() throws IOException {
    model = DetectRuns.model(shared);
  }

  @Test
  void walksAFolderInTheOrderOfNamesAndLeavesOutWhatIsNoPicture() throws IOException {
    for (String name :
        List.of(
            "b.PNG",
            "a/z.png",
            "a/y.jpeg",
            "c.png",
            ".hidden/x.png",
            ".d.png",
            "e.smiles.png",
            "e.face-12.png")) {
      faceless(folder.resolve(name));
    }
    Files.writeString(folder.resolve("notes.txt"), "no picture");
    Files.writeString(folder.resolve("README"), "no picture");
    Ran ran = detect(model, folder, "--json");
    assertThat(DetectRuns.files(ran.out()))
        .containsExactlyElementsOf(
            List.of("a/y.jpeg", "a/z.png", "b.PNG", "c.png").stream()
                .map(name -> folder.resolve(name).toString())
                .toList());
    assertThat(ran.err()).startsWith("4 pictures: ").contains("4 other files left out");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void triesAFileThatIsNamedWhateverItIsCalled() throws IOException {
    Path named = Files.copy(DetectRuns.HOPPER, folder.resolve("@hidden"));
    assertThat(detect(model, named, "--json").out()).contains("\"width\":512");
  }

  @Test
  void takesAPictureWhoseNameBeginsWithAnAtSign() {
    Ran ran = detect(model, "@no_such_list.jpg", "--json");
    assertThat(ran.err()).contains("no such file: @no_such_list.jpg");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.SOME_INPUTS_FAILED);
  }

  @Test
  void doesNotFindCopiesAndCropsThatItMakesMeanwhile() throws IOException {
    Files.copy(DetectRuns.HOPPER, folder.resolve("a.jpg"));
    faceless(folder.resolve("seen/old.png"));
    Ran ran =
        detect(
            model,
            folder,
            "--json",
            "--annotate",
            folder.resolve("seen"),
            "--crops",
            folder.resolve("z"));
    assertThat(DetectRuns.files(ran.out())).containsExactly(folder.resolve("a.jpg").toString());
    assertThat(folder.resolve("seen/a.smiles.png")).exists();
    assertThat(folder.resolve("z/a.face-1.png")).exists();
  }

  @Test
  void looksIntoAFolderThatIsNamedThoughCopiesGoThere() throws IOException {
    Path photo = Files.copy(DetectRuns.HOPPER, folder.resolve("a.jpg"));
    for (String option : List.of("--annotate", "--crops")) {
      Ran ran = detect(model, folder, "--json", option, folder);
      assertThat(DetectRuns.files(ran.out())).containsExactly(photo.toString());
    }
    assertThat(folder.resolve("a.smiles.png")).exists();
    assertThat(folder.resolve("a.face-1.png")).exists();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "makes no links for everybody")
  void aLinkThatLeadsToItselfFailsOnlyWhereItIsCalledAPicture() throws IOException {
    Path notes = folder.resolve("notes");
    Files.createSymbolicLink(notes, notes);
    faceless(folder.resolve("a.png"));
    Ran other = detect(model, folder);
    assertThat(other.exitCode()).as(other.err()).isEqualTo(ExitCode.DONE);
    assertThat(other.err()).contains("1 other file left out");
    Path picture = folder.resolve("b.png");
    Files.createSymbolicLink(picture, picture);
    Ran called = detect(model, folder);
    assertThat(called.exitCode()).isEqualTo(ExitCode.SOME_INPUTS_FAILED);
    assertThat(called.err()).contains("b.png cannot be read: ");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "makes no links for everybody")
  void namesLinksInACircleAndGoesOn() throws IOException {
    faceless(folder.resolve("sub/a.png"));
    Files.createSymbolicLink(folder.resolve("sub/loop"), folder);
    Files.createSymbolicLink(folder.resolve("sub/gone.png"), folder.resolve("nowhere"));
    faceless(folder.resolve("z.png"));
    Ran ran = detect(model, folder, "--json");
    assertThat(DetectRuns.files(ran.out()))
        .containsExactlyElementsOf(
            List.of("sub/a.png", "sub/gone.png", "sub/loop", "z.png").stream()
                .map(name -> folder.resolve(name).toString())
                .toList());
    assertThat(DetectRuns.json(ran.out()).get(2).get("error").get("kind").asText())
        .isEqualTo("folder");
    assertThat(ran.err()).contains("loop leads back to " + folder);
    assertThat(ran.exitCode()).isEqualTo(ExitCode.SOME_INPUTS_FAILED);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has other permissions")
  void namesAFolderThatCannotBeListedAndGoesOn() throws IOException {
    Path closed = Files.createDirectories(folder.resolve("closed"));
    faceless(folder.resolve("z.png"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    try {
      assumeTrue(!Files.isReadable(closed), "whoever runs the tests may read everything");
      Ran ran = detect(model, folder, "--json");
      assertThat(ran.err()).contains(closed + " cannot be read: permission denied");
      assertThat(DetectRuns.files(ran.out())).hasSize(2);
      assertThat(ran.exitCode()).isEqualTo(ExitCode.SOME_INPUTS_FAILED);
    } finally {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void expandsPatterns() throws IOException {
    for (String name :
        List.of("a.png", "a.smiles.png", "b.png", "sub/c.png", "sub/deep/d.png", "sub/e.gif")) {
      faceless(folder.resolve(name));
    }
    assertThat(matching("*.png")).containsExactly("a.png", "b.png");
    assertThat(matching("**/*.png"))
        .containsExactly("a.png", "b.png", "sub/c.png", "sub/deep/d.png");
    assertThat(matching("sub/*.{png,gif}")).containsExactly("sub/c.png", "sub/e.gif");
    assertThat(matching("**/*.{png,gif}"))
        .containsExactly("a.png", "b.png", "sub/c.png", "sub/deep/d.png", "sub/e.gif");
    assertThat(matching("{sub,none}/**/**/{c,d}.png"))
        .containsExactly("sub/c.png", "sub/deep/d.png");
    assertThat(detect(model, folder + "/" + "**/a*/".repeat(7) + "x.png").err())
        .contains("more than 6 times **/");
    assertThat(matching("[a]*")).containsExactly("a.png");
    assertThat(matching("*/?.png")).containsExactly("sub/c.png");
  }

  private List<String> matching(String pattern) throws IOException {
    return DetectRuns.files(detect(model, folder + "/" + pattern, "--json").out()).stream()
        .map(file -> folder.relativize(Path.of(file)).toString())
        .toList();
  }

  @Test
  void saysThatAPatternMatchesNothing() {
    Ran ran = detect(model, folder + "/*.jpg");
    assertThat(ran.err()).contains("*.jpg matches no file");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.SOME_INPUTS_FAILED);
  }

  @Test
  void takesAFileWhoseNameLooksLikeAPattern() throws IOException {
    Path odd = faceless(folder.resolve("a[1].png"));
    assertThat(DetectRuns.files(detect(model, odd, "--json").out()))
        .containsExactly(odd.toString());
  }

  @Test
  void takesListsOfPaths() throws IOException {
    Path a = faceless(folder.resolve("a.png"));
    Path b = faceless(folder.resolve("b b.png"));
    Path lines = Files.writeString(folder.resolve("lines"), a + "\r\n\n" + b);
    assertThat(DetectRuns.files(detect(model, "--files-from", lines, "--json").out()))
        .containsExactly(a.toString(), b.toString());
    Path odd = faceless(folder.resolve("new\nline.png"));
    Path nul = Files.writeString(folder.resolve("nul"), odd + "\0" + a + "\0");
    assertThat(DetectRuns.files(detect(model, "-0", "--files-from", nul, b, "--json").out()))
        .containsExactly(b.toString(), odd.toString(), a.toString());
  }

  @Test
  void readsAPictureOrAListFromStandardInput() throws IOException {
    Ran picture = withInput(Files.readAllBytes(DetectRuns.HOPPER), "-", "--json");
    JsonNode line = DetectRuns.json(picture.out()).get(0);
    assertThat(line.get("file").asText()).isEqualTo("(standard input)");
    assertThat(line.get("faces")).hasSize(1);
    Ran list =
        withInput(
            DetectRuns.HOPPER.toString().getBytes(StandardCharsets.UTF_8),
            "--files-from",
            "-",
            "--json");
    assertThat(DetectRuns.files(list.out())).containsExactly(DetectRuns.HOPPER.toString());
    Ran both = withInput(new byte[0], "-", "--files-from", "-");
    assertThat(both.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(both.err()).contains("standard input");
  }

  @Test
  void refusesStandardInputByItsFirstBytesThoughItNeverEnds() {
    AtomicLong taken = new AtomicLong();
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            taken.incrementAndGet();
            return 'y';
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            taken.addAndGet(length);
            Arrays.fill(bytes, offset, offset + length, (byte) 'y');
            return length;
          }
        };
    Ran ran = withInput(endless, "-", "--json");
    assertThat(ran.out()).contains("\"file\":\"(standard input)\"", "unknown-format");
    assertThat(taken).hasValueLessThan(1 << 20);
  }

  @Test
  void takesStandardInputOnce() {
    Ran ran = withInput(new byte[0], "-", "-");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(ran.err()).contains("name - once");
  }

  private static Ran withInput(byte[] input, Object... arguments) {
    return withInput(new ByteArrayInputStream(input), arguments);
  }

  private static Ran withInput(InputStream input, Object... arguments) {
    InputStream before = System.in;
    System.setIn(input);
    try {
      return detect(model, arguments);
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void refusesAFileThatIsNoList() throws IOException {
    Path zeros = Files.write(folder.resolve("zeros"), new byte[100_000]);
    Ran ran = detect(model, "--files-from", zeros);
    assertThat(ran.err()).contains("zeros", "65536 bytes");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.BAD_DATA);
    assertThat(detect(model, "--files-from", folder.resolve("none")).exitCode())
        .isEqualTo(ExitCode.WRONG_USE);
  }

  @Test
  void asksForPhotosWhereNoneAreNamed() {
    Ran ran = detect(model);
    assertThat(ran.err()).contains("--files-from").doesNotContain("Usage");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
  }

  @Test
  void refusesAFinderThatIsNotKnown() {
    Ran ran = detect(model, DetectRuns.HOPPER, "--finder", "eagle");
    assertThat(ran.err())
        .contains(
            "--finder takes compact, yunet, haar or the file of a finder of your own, *.onnx, not eagle",
            "smile detect --help");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
  }

  @Test
  void takesAFinderOfYourOwnFromItsFile() throws IOException {
    Path finder =
        ProjectFolder.file(
            "core/src/test/resources/io/github/smiledetector/inference/compact-cells.onnx");
    Path photo = folder.resolve("red.png");
    BufferedImage red = new BufferedImage(96, 96, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 8 * 8; i++) {
      red.setRGB(32 + i % 8, 40 + i / 8, 0xFF0000);
    }
    ImageIO.write(red, "png", photo.toFile());
    Ran ran = Ran.of("detect", photo, "--finder", finder, "--json");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
    // It takes red cells for faces, one and a half times as wide as the cells.
    assertThat(DetectRuns.json(ran.out()).get(0).get("faces"))
        .extracting(face -> Math.round(face.get("box").get("width").asDouble()))
        .containsExactly(13L);
  }

  @Test
  void saysThatTheFileOfAFinderIsMissing() {
    Path missing = folder.resolve("finder.onnx");
    Ran ran = detect(model, DetectRuns.HOPPER, "--finder", missing);
    assertThat(ran.err()).contains("no file " + missing);
    assertThat(ran.exitCode()).isEqualTo(ExitCode.BAD_MODEL);
  }

  @Test
  void usesTheLibrarysFinderWhereNoneIsAskedFor() {
    try (FaceFinder usual = DetectorOptions.DEFAULT.finder().get()) {
      assertThat(FinderName.USUAL).isEqualTo(usual.name());
    }
  }

  @Test
  void neverUsesAnotherFinderThanTheOneAskedFor() throws Exception {
    Path logs = folder.resolve("logs");
    List<String> emptyCache = List.of("env", "SMILE_FINDER=yunet", "SMILE_CACHE=" + logs);
    try (SmileProcess process =
        SmileProcess.startUnder(emptyCache, logs, "detect", DetectRuns.HOPPER)) {
      assertThat(process.exitCode()).isEqualTo(ExitCode.BAD_MODEL);
      assertThat(process.err()).contains("smile models fetch yunet");
      assertThat(process.out()).isEmpty();
    }
  }

  @Test
  void helpSaysTheBatchSizeThatIsUsed() {
    assertThat(Ran.of("detect", "--help").out().replaceAll("\\s+", " "))
        .contains("longer among 32 (default: " + DetectorOptions.DEFAULT.batchSize() + ")");
  }

  @Test
  void keepsItsOptionsLimits() {
    assertThat(detect(model, DetectRuns.HOPPER, "--max-megapixels", "0.1", "--json").out())
        .contains("\"kind\":\"too-large\"");
    Ran small = detect(model, DetectRuns.HOPPER, "--json", "--smallest-face", "400");
    assertThat(small.out()).doesNotContain("\"smiling\":true");
    assertThat(detect(model, DetectRuns.HOPPER, "--threads", "-1").exitCode())
        .isEqualTo(ExitCode.WRONG_USE);
    assertThat(detect(model, DetectRuns.HOPPER, "--max-megapixels", "0").exitCode())
        .isEqualTo(ExitCode.WRONG_USE);
    assertThat(detect(model, DetectRuns.HOPPER, "--max-faces", "0").exitCode())
        .isEqualTo(ExitCode.WRONG_USE);
  }
}
