package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code THIRD-PARTY.md} names the libraries that the program is put together from. */
@Tag("edge")
class ThirdPartyTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| `[^:`]+:([^`]+)` \\| (\\S+) \\|", Pattern.MULTILINE);

  /** On the tests' class path only. */
  private static final Pattern FOR_TESTS =
      Pattern.compile(
          "(junit|archunit|assertj|byte-buddy|opentest4j|apiguardian|surefire|json-schema-validator|itu)-?.*");

  @Test
  void namesEveryLibraryWithItsVersion() throws IOException {
    Map<String, String> named = named();
    List<String> unnamed =
        jars().stream()
            .filter(jar -> !jar.startsWith("smile-detector-") && !FOR_TESTS.matcher(jar).matches())
            .filter(jar -> named.entrySet().stream().noneMatch(row -> isThat(jar, row)))
            .toList();
    assertThat(unnamed).isEmpty();
  }

  @Test
  void namesNoOtherLibrary() throws IOException {
    List<String> jars = jars();
    assertThat(named().entrySet())
        .isNotEmpty()
        .allMatch(row -> jars.stream().anyMatch(jar -> isThat(jar, row)));
  }

  /** With or without a classifier behind the version. */
  private static boolean isThat(String jar, Map.Entry<String, String> row) {
    String start = row.getKey() + "-" + row.getValue();
    return jar.equals(start + ".jar") || jar.startsWith(start + "-");
  }

  private static List<String> jars() {
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(System.getProperty("java.class.path"))
        .filter(entry -> entry.endsWith(".jar"))
        .map(entry -> Path.of(entry).getFileName().toString())
        .toList();
  }

  private static Map<String, String> named() throws IOException {
    Map<String, String> versions = new TreeMap<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("..", "THIRD-PARTY.md")));
    while (row.find()) {
      versions.put(row.group(1), row.group(2));
    }
    return versions;
  }
}
