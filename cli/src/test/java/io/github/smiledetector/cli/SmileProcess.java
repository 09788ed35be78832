package io.github.smiledetector.cli;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command in a process of its own, to be killed, interrupted or limited. */
final class SmileProcess implements AutoCloseable {
  private static final List<String> JAVA =
      List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:TieredStopAtLevel=1", // these runs are short
          "-Xmx1g",
          "-cp",
          System.getProperty("java.class.path"),
          SmileCommand.class.getName());
  private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+)");

  private final Process process;
  private final Path out;
  private final Path err;

  private SmileProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts it.
   *
   * @param logs folder for what it prints; each start writes over what the one before printed
   * @param arguments of the command
   */
  static SmileProcess start(Path logs, Object... arguments) throws IOException {
    return startUnder(List.of(), logs, arguments);
  }

  /**
   * Starts it through another program.
   *
   * @param wrapper words before the command, such as of {@code env} or {@code bash}
   */
  static SmileProcess startUnder(List<String> wrapper, Path logs, Object... arguments)
      throws IOException {
    Path out = Files.createDirectories(logs).resolve("out");
    Path err = logs.resolve("err");
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(JAVA);
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "2");
    builder.environment().put("OPENCV_LOG_LEVEL", "SILENT");
    return new SmileProcess(builder.start(), out, err);
  }

  boolean alive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** Where {@code serve} answers, once it says so. */
  URI address() throws InterruptedException {
    while (true) {
      Matcher said = LISTENING.matcher(out());
      if (said.find()) {
        return URI.create(said.group(1));
      }
      if (!alive()) {
        throw new AssertionError("the server has ended; it said: " + err());
      }
      Thread.sleep(50);
    }
  }

  /** Waits until it has ended. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      throw new AssertionError("the process does not end; it said: " + err());
    }
    return process.exitValue();
  }

  /** SIGKILL: it learns nothing of it. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Sends a signal that it may react to, such as INT. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
        .inheritIO()
        .start()
        .waitFor();
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Leaves no process behind when a test fails. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
