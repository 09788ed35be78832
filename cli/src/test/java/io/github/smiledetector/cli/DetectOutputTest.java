package io.github.smiledetector.cli;

import static io.github.smiledetector.cli.DetectRuns.detect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageWriterSpi;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code smile detect} writes. */
class DetectOutputTest {
  @TempDir private static Path shared;
  private static Path model;

  @TempDir private Path folder;

  @BeforeAll
  static void writeModel() throws IOException {
    model = DetectRuns.model(shared);
  }

  @Test
  void jsonIsAsItsSchemaSays() throws IOException {
    Path faceless = DetectRuns.faceless(folder.resolve("faceless.png"));
    Ran ran =
        detect(
            model,
            DetectRuns.HOPPER,
            DetectRuns.ASTRONAUT,
            faceless,
            folder.resolve("none"),
            folder + "/*.none",
            "--json");
    List<JsonNode> lines = DetectRuns.json(ran.out());
    assertThat(lines).hasSize(5);
    JsonSchema schema = schema();
    assertThat(lines).allSatisfy(line -> assertThat(schema.validate(line)).isEmpty());
  }

  @Test
  void judgesByTheMeaningAndWithTheNetworkThatAreAskedFor() throws IOException {
    Path two = DetectRuns.modelOfTwoMeanings(folder);
    JsonNode plain = DetectRuns.json(run(two, "--precision", "FP32")).get(0);
    assertThat(plain.get("meaning").asText()).isEqualTo("smile");
    assertThat(plain.get("precision").asText()).isEqualTo("fp32");
    assertThat(plain.at("/faces/0/smiling").asBoolean()).isFalse();
    JsonNode other = DetectRuns.json(run(two, "--meaning", "broad", "--precision=int8")).get(0);
    assertThat(other.get("meaning").asText()).isEqualTo("broad");
    assertThat(other.get("precision").asText()).isEqualTo("int8");
    assertThat(other.at("/faces/0/smiling").asBoolean()).isTrue();
    assertThat(other.at("/faces/0/probability").asDouble())
        .isGreaterThan(plain.at("/faces/0/probability").asDouble() + 0.01);
    assertThat(schema().validate(other)).isEmpty();
  }

  private static String run(Path model, Object... options) {
    List<Object> all = new ArrayList<>(List.of(DetectRuns.HOPPER, "--json"));
    all.addAll(List.of(options));
    Ran ran = detect(model, all.toArray());
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.DONE);
    return ran.out();
  }

  @Test
  void refusesMeaningsAndNetworksThatTheModelDoesNotHave() throws IOException {
    Ran grin =
        detect(DetectRuns.modelOfTwoMeanings(folder), DetectRuns.HOPPER, "--meaning", "grin");
    assertThat(grin.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(grin.err()).contains("no meaning \"grin\"; it has broad, smile");
    Ran int8 = detect(model, DetectRuns.HOPPER, "--precision", "int8");
    assertThat(int8.exitCode()).isEqualTo(ExitCode.BAD_MODEL);
    assertThat(int8.err()).contains("model sum has no 8-bit network");
    Ran int4 = detect(model, DetectRuns.HOPPER, "--precision", "int4");
    assertThat(int4.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(int4.err()).contains("--precision takes auto or fp32 or int8, not int4");
  }

  @Test
  void thePageSaysWhatCountsAsASmile() throws IOException {
    Path page = folder.resolve("page.html");
    run(DetectRuns.modelOfTwoMeanings(folder), "--precision=int8", "--report", page);
    assertThat(page)
        .content()
        .contains("Model sum (int8), faces found by compact. smile: a visible smile.");
  }

  @Test
  void theSchemaRefusesOtherLines() throws IOException {
    JsonSchema schema = schema();
    String face =
        "{'box':{'x':1,'y':1,'width':1,'height':1},'score':1,'probability':%s,'smiling':false}";
    String line =
        "{'schema':1,'file':'a','width':1,'height':1,'orientation':1,'faces':[" + face + "]}";
    assertThat(schema.validate(node(line.formatted("0.5")))).isEmpty();
    assertThat(schema.validate(node(line.formatted("1.5")))).isNotEmpty();
    assertThat(schema.validate(node(line.formatted("null")))).isNotEmpty();
    assertThat(schema.validate(node(line.formatted("null,'unjudged':'too-small'")))).isEmpty();
    assertThat(schema.validate(node(line.formatted("0.5,'unjudged':'too-small'")))).isNotEmpty();
    assertThat(schema.validate(node("{'schema':1,'file':'a'}"))).isNotEmpty();
  }

  private static JsonNode node(String text) throws IOException {
    return DetectRuns.json(text.replace('\'', '"')).get(0);
  }

  private static JsonSchema schema() throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(Files.readString(ProjectFolder.file("docs/detect-output.schema.json")));
  }

  @Test
  void csvHasARowAFaceAndOneForAFailure() throws IOException {
    Path faceless = DetectRuns.faceless(folder.resolve("a,b.png"));
    Ran ran = detect(model, DetectRuns.HOPPER, faceless, folder.resolve("none"), "--csv");
    String[] rows = ran.out().split("\r\n");
    assertThat(rows).hasSize(4);
    assertThat(rows[0]).startsWith("file,width,height,orientation,faces,face,box_x,");
    // Where exactly the face lies, the next training of the finder may see differently.
    assertThat(rows[1])
        .matches(
            ".*grace_hopper.jpg,512,600,1,1,1(,\\d+\\.\\d+){4},0\\.\\d+,0\\.\\d+,(true|false),,,");
    assertThat(rows[2]).isEqualTo("\"" + faceless + "\",60,40,1,0,,,,,,,,,,,");
    assertThat(rows[3]).contains(",,,,,,,,,,,,,,missing,no such file: ");
    long columns = rows[0].chars().filter(c -> c == ',').count();
    assertThat(rows[1].chars().filter(c -> c == ',').count()).isEqualTo(columns);
    assertThat(rows[3].chars().filter(c -> c == ',').count()).isEqualTo(columns);
  }

  @Test
  void csvHasNoCellThatASpreadsheetTakesForAFormula() {
    Ran ran = detect(model, "=HYPERLINK(\"x\").jpg", "@SUM(1).jpg", "+1.jpg", "--csv");
    assertThat(ran.out().split("\r\n"))
        .satisfiesExactly(
            header -> assertThat(header).startsWith("file"),
            row -> assertThat(row).startsWith("\"./=HYPERLINK(\"\"x\"\").jpg\","),
            row -> assertThat(row).startsWith("./@SUM(1).jpg,"),
            row -> assertThat(row).startsWith("./+1.jpg,"));
  }

  @Test
  void jsonAndCsvExcludeEachOther() {
    Ran ran = detect(model, DetectRuns.HOPPER, "--json", "--csv");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(ran.err()).contains("--json", "--csv", "mutually exclusive").doesNotContain("Usage");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no such names")
  void namesOfAnyKindStayOnOneLineAndWhole() throws IOException {
    String name = "new\nline \"quoted\" \u001B[31m 😀 \u202E.png";
    Path odd = DetectRuns.faceless(folder.resolve(name));
    Path broken = Files.writeString(folder.resolve("broken\n.jpg"), "no picture");
    Ran json = detect(model, odd, broken, "--json");
    assertThat(DetectRuns.files(json.out())).containsExactly(odd.toString(), broken.toString());
    assertThat(json.err().lines()).hasSize(2);
    assertThat(json.err()).containsPattern("broken\\\\(n|u000a)\\.jpg");
    Ran table = detect(model, odd);
    assertThat(table.out().lines()).hasSize(2);
    assertThat(table.out())
        .contains("new\\nline \"quoted\" \\u001B[31m 😀 \\u202E.png")
        .doesNotContain("\u001B", "\u202E");
    assertThat(detect(model, odd, "--csv").out()).contains("new\nline \"\"quoted\"\"");
  }

  @Test
  void writesToAFileAndIsQuiet() throws IOException {
    Path out = folder.resolve("out.jsonl");
    Files.writeString(out, "what was there before, and is longer than what comes ".repeat(20));
    Ran ran = detect(model, DetectRuns.HOPPER, "--json", "--out", out, "--quiet");
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).isEmpty();
    assertThat(DetectRuns.files(Files.readString(out)))
        .containsExactly(DetectRuns.HOPPER.toString());
  }

  @Test
  void doesNotWriteResultsOverAPicture() throws IOException {
    Path photo = DetectRuns.faceless(folder.resolve("a.png"));
    byte[] before = Files.readAllBytes(photo);
    for (String option : List.of("--out", "--report")) {
      Ran ran = detect(model, option, photo, DetectRuns.HOPPER);
      assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
      assertThat(ran.err()).contains(option, photo.toString());
      assertThat(photo).hasBinaryContent(before);
    }
  }

  @Test
  void doesNotWriteOverItsOwnInputsAndOutputs() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), DetectRuns.HOPPER.toString());
    Path same = Files.createDirectories(folder.resolve("sub")).resolve("..").resolve("file");
    for (List<String> options :
        List.of(
            List.of("--out", "--files-from"),
            List.of("--report", "--files-from"),
            List.of("--out", "--report"),
            List.of("--report", "--resume-from"))) {
      Ran ran =
          detect(model, DetectRuns.HOPPER, "--json", options.get(0), file, options.get(1), same);
      assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
      assertThat(ran.err()).contains(options.get(0) + " would write over " + options.get(1));
      assertThat(file).hasContent(DetectRuns.HOPPER.toString());
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no /dev/stdout")
  void writesToAPipe() throws Exception {
    List<String> piped = List.of("bash", "-c", "\"$@\" | cat; exit ${PIPESTATUS[0]}", "bash");
    try (SmileProcess process =
        SmileProcess.startUnder(
            piped, folder, "detect", "--model", model, "none", "--json", "--out", "/dev/stdout")) {
      assertThat(process.exitCode()).as(process.err()).isEqualTo(ExitCode.SOME_INPUTS_FAILED);
      assertThat(DetectRuns.files(process.out())).containsExactly("none");
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no such names")
  void messagesDoNothingToATerminal() {
    Ran ran = detect(folder.resolve("\u001B[2Jmodel"), DetectRuns.HOPPER, "--debug");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.BAD_MODEL);
    assertThat(ran.err()).contains("\\u001B[2Jmodel", "    at ").doesNotContain("\u001B");
  }

  @Test
  void aCopyThatCannotBeDrawnIsAFailureOfItsPicture() throws IOException {
    IIORegistry registry = IIORegistry.getDefaultInstance();
    ImageWriterSpi broken = new BrokenPngWriter();
    registry.registerServiceProvider(broken, ImageWriterSpi.class);
    try {
      registry
          .getServiceProviders(ImageWriterSpi.class, spi -> spi != broken, false)
          .forEachRemaining(other -> registry.setOrdering(ImageWriterSpi.class, broken, other));
      for (String option : List.of("--annotate", "--crops")) {
        Ran ran = detect(model, DetectRuns.HOPPER, "none", "--json", option, folder);
        List<JsonNode> lines = DetectRuns.json(ran.out());
        assertThat(lines).as(ran.err()).hasSize(2);
        assertThat(lines.get(0).get("error").get("kind").asText()).isEqualTo("not-written");
        assertThat(ran.err()).contains("cannot draw its copies", "no font library");
      }
    } finally {
      registry.deregisterServiceProvider(broken, ImageWriterSpi.class);
    }
  }

  /** Fails as drawing does where the system's libraries are missing. */
  private static final class BrokenPngWriter extends ImageWriterSpi {
    @Override
    public String[] getFormatNames() {
      return new String[] {"png"};
    }

    @Override
    public boolean canEncodeImage(ImageTypeSpecifier type) {
      throw new NoClassDefFoundError("no font library");
    }

    @Override
    public ImageWriter createWriterInstance(Object extension) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String getDescription(Locale locale) {
      return "broken";
    }
  }

  @Test
  void aCopyThatCannotBeWrittenIsAFailureOfItsPicture() throws IOException {
    Path seen = Files.createDirectories(folder.resolve("seen"));
    Files.createDirectories(seen.resolve("grace_hopper.smiles.png").resolve("in the way"));
    Ran ran = detect(model, DetectRuns.HOPPER, DetectRuns.ASTRONAUT, "--json", "--annotate", seen);
    List<JsonNode> lines = DetectRuns.json(ran.out());
    assertThat(lines.get(0).get("error").get("kind").asText()).isEqualTo("not-written");
    assertThat(lines.get(1).get("faces")).hasSize(1);
    assertThat(ran.exitCode()).isEqualTo(ExitCode.SOME_INPUTS_FAILED);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has other permissions")
  void copiesMayBeReadByWhoeverMayReadAnyOtherFile() throws IOException {
    detect(model, DetectRuns.HOPPER, "--annotate", folder);
    Path other = Files.writeString(folder.resolve("other"), "");
    assertThat(Files.getPosixFilePermissions(folder.resolve("grace_hopper.smiles.png")))
        .isEqualTo(Files.getPosixFilePermissions(other));
  }

  @Test
  void copiesLieBelowTheSameFoldersAsTheirPhotos() throws IOException {
    Path album = folder.resolve("album");
    Files.createDirectories(album.resolve("one"));
    Files.createDirectories(album.resolve("two"));
    Files.copy(DetectRuns.HOPPER, album.resolve("one/a.jpg"));
    Files.copy(DetectRuns.HOPPER, album.resolve("two/a.jpg"));
    detect(model, album, "--annotate", folder.resolve("seen"), "--crops", folder.resolve("faces"));
    assertThat(folder.resolve("seen/one/a.smiles.png")).exists();
    assertThat(folder.resolve("seen/two/a.smiles.png")).exists();
    assertThat(ImageIO.read(folder.resolve("faces/two/a.face-1.png").toFile()))
        .satisfies(crop -> assertThat(crop.getWidth()).isBetween(150, 180))
        .satisfies(crop -> assertThat(crop.getHeight()).isEqualTo(crop.getWidth()));
  }

  /** Faces come best score first, so a smaller one may follow a larger one. */
  @Test
  void cutsOutFacesOfEverySizeInOnePhoto() throws IOException {
    BufferedImage hopper = ImageIO.read(DetectRuns.HOPPER.toFile());
    BufferedImage group = new BufferedImage(900, 400, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = group.createGraphics();
    int left = 0;
    for (int heightPx : new int[] {400, 300, 200, 150}) {
      int widthPx = heightPx * hopper.getWidth() / hopper.getHeight();
      graphics.drawImage(hopper, left, 0, widthPx, heightPx, null);
      left += widthPx;
    }
    graphics.dispose();
    Path photo = folder.resolve("group.png");
    ImageIO.write(group, "png", photo.toFile());
    Path crops = folder.resolve("group-crops");
    Ran ran = detect(model, photo, "--crops", crops);
    assertThat(ran.exitCode()).isZero();
    assertThat(crops.resolve("group.face-3.png")).exists();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no /dev/full")
  void saysThatTheDiskIsFull() {
    Ran ran = detect(model, DetectRuns.HOPPER, "--json", "--out", "/dev/full");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.BAD_DATA);
    assertThat(ran.err()).contains("cannot write results to /dev/full", "No space left");
  }
}
