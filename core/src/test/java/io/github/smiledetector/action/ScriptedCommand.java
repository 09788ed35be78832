package io.github.smiledetector.action;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A command that does what its first arguments say, the same on all systems. */
final class ScriptedCommand {
  private ScriptedCommand() {}

  /** The arguments that run it. */
  static List<String> of(String... arguments) throws URISyntaxException {
    Path classes =
        Path.of(ScriptedCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return Stream.concat(
            Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes + File.pathSeparator,
                ScriptedCommand.class.getName()),
            Stream.of(arguments))
        .toList();
  }

  /** {@code record FILE ANYTHING...} or {@code exit CODE ERROR-TEXT TIMES}. */
  public static void main(String... arguments) throws IOException {
    if (arguments[0].equals("record")) {
      String input = new String(System.in.readAllBytes(), UTF_8);
      List<String> rest = Arrays.asList(arguments).subList(2, arguments.length);
      Files.write(
          Path.of(arguments[1]), Stream.concat(rest.stream(), Stream.of(input)).toList(), UTF_8);
    } else {
      for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
        System.err.print(arguments[2]);
      }
      System.exit(Integer.parseInt(arguments[1]));
    }
  }
}
