package io.github.smiledetector.cli;

import static io.github.smiledetector.cli.DetectRuns.detect;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.fetch.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code smile detect --report}. */
class DetectReportTest {
  @TempDir private static Path shared;
  private static Path model;

  @TempDir private Path folder;

  @BeforeAll
  static void writeModel() throws IOException {
    model = DetectRuns.model(shared);
  }

  @Test
  void isOnePageThatAsksNothingOfAnyOtherPlace() throws IOException {
    String page = report(DetectRuns.HOPPER, DetectRuns.faceless(folder.resolve("a.png")), "none");
    assertThat(page)
        .contains("<h1>Smiles in 3 pictures</h1>")
        .contains("default-src 'none'; img-src data:;")
        .contains("no face found")
        .contains("no such file: none")
        .doesNotContainPattern("(src|href)=\"(?!data:image/jpeg;base64,)");
    assertThat(page.split("<li class=\"card\">", -1)).hasSize(4);
    assertThat(filesIn(folder)).containsExactlyInAnyOrder("a.png", "report.html");
  }

  @Test
  void allowsNoScriptAndNoStyleButItsOwn() throws IOException {
    String page = report(DetectRuns.HOPPER);
    assertThat(page)
        .contains("script-src '" + digest(page, "<script>(.*?)</script>") + "'")
        .contains("style-src '" + digest(page, "<style>(.*?)</style>") + "'");
  }

  private static String digest(String page, String pattern) {
    Matcher inner = Pattern.compile(pattern, Pattern.DOTALL).matcher(page);
    assertThat(inner.find()).isTrue();
    byte[] digest = Sha256.start().digest(inner.group(1).getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no such names")
  void fileNamesAreNothingButText() throws IOException {
    Path script = DetectRuns.faceless(folder.resolve("<script>alert(1)<").resolve("script>.png"));
    Path image = Files.writeString(folder.resolve("\"'><img src=x onerror=alert(1)>.png"), "no");
    String page = report(script, image);
    assertThat(page)
        .doesNotContain("<script>alert", "<img src=x")
        .contains("&lt;script&gt;alert(1)&lt;")
        .contains("&quot;&#39;&gt;&lt;img src=x onerror=alert(1)&gt;.png is no picture");
  }

  @Test
  void countsAllThatItDoesNotShow() throws IOException {
    Object[] many = new Object[2003];
    for (int i = 0; i < many.length; i++) {
      many[i] = "missing" + i;
    }
    many[0] = DetectRuns.HOPPER;
    many[2002] = DetectRuns.HOPPER;
    String page = report(many);
    assertThat(page.split("<li class=\"card\">", -1)).hasSize(2001);
    assertThat(page)
        .contains("Shown are the first 2,000 pictures. Counts and histogram are of all 2,003.")
        .contains("\"all\":2003,\"failed\":2001,");
    Matcher bins = Pattern.compile("\"faces\":\\[([0-9,]+)]").matcher(page);
    assertThat(bins.find()).isTrue();
    assertThat(Stream.of(bins.group(1).split(",")).mapToInt(Integer::parseInt).sum()).isEqualTo(2);
  }

  @Test
  void saysThatItCannotBeWrittenBeforeTheFirstPicture() throws IOException {
    Path in = folder.resolve("none").resolve("report.html");
    Ran ran = detect(model, DetectRuns.HOPPER, "--report", in);
    assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(ran.err()).contains("--report " + in);
    assertThat(ran.out()).isEmpty();
    assertThat(filesIn(folder)).isEmpty();
  }

  private String report(Object... photos) throws IOException {
    Path page = folder.resolve("report.html");
    detect(
        model, Stream.concat(Stream.of(photos), Stream.of("--report", page, "--json")).toArray());
    return Files.readString(page);
  }

  private static List<String> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
