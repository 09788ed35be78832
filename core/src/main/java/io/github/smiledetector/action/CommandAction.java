package io.github.smiledetector.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.github.smiledetector.error.OptionException;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;

/**
 * Runs a command when a gate opens. It is a program and its arguments, handed over as they are: no
 * shell reads them. The event's JSON is on its standard input, in UTF-8. It has this process's
 * environment and working folder; what it writes to standard output is dropped, and the beginning
 * of its standard error becomes part of the failure's detail.
 *
 * <p>It is done if the command ends with exit code 0 within its time. One that does not end is
 * asked to (SIGTERM), then killed, together with all processes it has started. One command runs at
 * a time: an event that comes meanwhile fails and is not kept.
 *
 * <p>Thread-safe. What a command leaves behind in the background when it ends is left alone, and so
 * is a command that runs while this process is killed.
 */
public final class CommandAction implements GateAction {
  /** How long a command may take unless something else is said: 10 s. */
  public static final Duration USUAL_TIME_LIMIT = Duration.ofSeconds(10);

  private static final Duration LONGEST_TIME_LIMIT = Duration.ofHours(1);
  private static final Duration GRACE = Duration.ofMillis(500);
  private static final int KEPT_ERROR_BYTES = 1024;
  private static final int LOOK_MILLIS = 5;

  private final List<String> arguments;
  private final Duration timeLimit;
  private final ThreadFactory threads;
  private final Object lock = new Object();
  private Thread running;
  private CompletableFuture<?> last = completedFuture(null);
  private boolean closed;

  /**
   * With the usual time limit.
   *
   * @param arguments the program and its arguments
   * @throws OptionException if there is no such program
   */
  public CommandAction(List<String> arguments) {
    this(arguments, USUAL_TIME_LIMIT);
  }

  /**
   * @param arguments the program, with its path or to be found on {@code PATH}, and its arguments
   * @param timeLimit how long it may take, above 0 to an hour
   * @throws OptionException if there is no such program, as far as that can be told, or the time is
   *     out of its range
   */
  public CommandAction(List<String> arguments, Duration timeLimit) {
    this(arguments, timeLimit, command -> new Thread(command, "gate command"));
  }

  CommandAction(List<String> arguments, Duration timeLimit, ThreadFactory threads) {
    this.arguments = List.copyOf(arguments);
    this.timeLimit = timeLimit;
    this.threads = threads;
    if (timeLimit.compareTo(Duration.ZERO) <= 0 || timeLimit.compareTo(LONGEST_TIME_LIMIT) > 0) {
      throw new OptionException(
          "a command's time limit must be above 0 to an hour, not "
              + timeLimit.toMillis() / 1000.0
              + " s");
    }
    if (this.arguments.isEmpty() || this.arguments.get(0).isBlank()) {
      throw new OptionException("the command that runs when a gate opens is missing");
    }
    if (this.arguments.stream().anyMatch(argument -> argument.indexOf('\0') >= 0)) {
      throw new OptionException(
          "the command "
              + program()
              + " has an argument with a NUL character, which none can have");
    }
    requireProgram();
  }

  private String program() {
    return arguments.get(0);
  }

  private void requireProgram() {
    boolean windows = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("win");
    try {
      Path path = Path.of(program());
      if (path.getNameCount() > 1 || path.isAbsolute()) {
        // Windows adds .exe by itself.
        if (!windows && !isProgram(path)) {
          throw new OptionException(
              "the command "
                  + program()
                  + (Files.exists(path)
                      ? " is not a file that may be executed"
                      : " does not exist (as seen from " + Path.of("").toAbsolutePath() + ")"));
        }
      } else if (!windows && !isOnPath()) {
        throw new OptionException(
            "the command "
                + program()
                + " is in no folder of PATH; name it with its path, and its arguments apart from"
                + " it");
      }
    } catch (InvalidPathException e) {
      throw new OptionException("the command " + program() + " is no name of a file", e);
    }
  }

  private boolean isOnPath() {
    String path = System.getenv("PATH");
    return path == null
        || Arrays.stream(path.split(File.pathSeparator, -1))
            .anyMatch(folder -> isProgram(Path.of(folder, program())));
  }

  private static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }

  @Override
  public String name() {
    return "command";
  }

  @Override
  public CompletableFuture<ActionOutcome> act(GateEvent event) {
    synchronized (lock) {
      if (closed) {
        return completedFuture(ActionOutcome.failed("closed: no command is started any more"));
      }
      if (running != null) {
        return completedFuture(
            ActionOutcome.failed("the command of an earlier opening is still running"));
      }
      CompletableFuture<ActionOutcome> outcome = new CompletableFuture<>();
      Thread command = threads.newThread(() -> run(event, outcome));
      command.setDaemon(true);
      command.start();
      // Not before: where the system has no thread left, nothing runs.
      running = command;
      last = outcome;
      return outcome.copy();
    }
  }

  private void run(GateEvent event, CompletableFuture<ActionOutcome> outcome) {
    ActionOutcome ended = ActionOutcome.failed("a fault of this program");
    try {
      ended = run(event);
    } catch (IOException e) {
      ended = ActionOutcome.failed("the command could not be started: " + e.getMessage());
    } catch (InterruptedException e) {
      ended = ActionOutcome.failed("the command was ended, for this program ends");
    } catch (RuntimeException e) {
      ended = ActionOutcome.failed("a fault of this program: " + e);
    } finally {
      // First, for whoever hears of the end may act again.
      synchronized (lock) {
        running = null;
      }
      outcome.complete(ended);
    }
  }

  private ActionOutcome run(GateEvent event) throws IOException, InterruptedException {
    if (Deadline.of(event).isOver()) {
      return ActionOutcome.tooLate("the opening's lifetime was over before the command began");
    }
    Deadline deadline = Deadline.in(timeLimit);
    Process process =
        new ProcessBuilder(arguments).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    boolean ended = false;
    try {
      tell(process, event);
      ended = await(process, deadline, errors);
    } finally {
      if (!ended) {
        destroy(process);
      }
    }
    String said = errors.size() == 0 ? "" : ": " + errors.toString(Charset.defaultCharset());
    if (!ended) {
      return ActionOutcome.failed(
          "the command was ended, for it took more than "
              + timeLimit.toMillis() / 1000.0
              + " s"
              + said);
    }
    return process.exitValue() == 0
        ? ActionOutcome.done("the command ended with exit code 0")
        : ActionOutcome.failed("the command ended with exit code " + process.exitValue() + said);
  }

  /** Does not block: an event is smaller than a pipe. */
  private static void tell(Process process, GateEvent event) {
    try (OutputStream input = process.getOutputStream()) {
      input.write((event.json() + "\n").getBytes(UTF_8));
    } catch (IOException dropped) {
      // The command does not want to know.
    }
  }

  /**
   * Waits for the end and takes what comes on standard error, all of it, so that nobody waits for
   * room in the pipe. Reads only what is there: processes that the command leaves behind may hold
   * the pipe open for long.
   *
   * @return false if it did not end in time
   */
  private static boolean await(Process process, Deadline deadline, ByteArrayOutputStream kept)
      throws InterruptedException {
    InputStream errors = process.getErrorStream();
    boolean ended = false;
    while (!ended && !deadline.isOver()) {
      ended = process.waitFor(LOOK_MILLIS, MILLISECONDS);
      read(errors, deadline, kept);
    }
    return ended;
  }

  private static void read(InputStream errors, Deadline deadline, ByteArrayOutputStream kept) {
    byte[] buffer = new byte[1 << 13];
    try {
      while (errors.available() > 0 && !deadline.isOver()) {
        int read = errors.read(buffer, 0, Math.min(buffer.length, errors.available()));
        kept.write(buffer, 0, Math.max(0, Math.min(read, KEPT_ERROR_BYTES - kept.size())));
      }
    } catch (IOException dropped) {
      // What the command said is lost; how it ended is not.
    }
  }

  /** Ends a command and whatever it has started, first kindly. */
  private static void destroy(Process process) {
    Set<ProcessHandle> family = new HashSet<>();
    gather(process.toHandle(), family);
    family.forEach(ProcessHandle::destroy);
    Deadline grace = Deadline.in(GRACE);
    boolean interrupted = false;
    while (!grace.isOver() && family.stream().anyMatch(ProcessHandle::isAlive)) {
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        interrupted = true;
        break;
      }
    }
    // Those who were not there when the others were asked.
    Set.copyOf(family).forEach(member -> gather(member, family));
    family.forEach(ProcessHandle::destroyForcibly);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void gather(ProcessHandle process, Set<ProcessHandle> family) {
    family.add(process);
    process.descendants().forEach(family::add);
  }

  @Override
  public void close() {
    Thread command;
    CompletableFuture<?> rest;
    synchronized (lock) {
      closed = true;
      command = running;
      rest = last;
    }
    Waiting.untilEnd(
        rest,
        () -> {
          if (command != null) {
            command.interrupt();
          }
        });
  }
}
