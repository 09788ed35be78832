package io.github.smiledetector.action;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.action.ActionOutcome.Result;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.track.Opening;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CommandActionTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String NO_SUCH_PROGRAMS = "Windows has neither find, sleep nor true";

  @TempDir private Path folder;

  private static GateEvent event() {
    return GateEvent.of("entrance", new Opening("entrance-1", Duration.ofSeconds(3), 7));
  }

  private static ActionOutcome outcome(CommandAction action) throws Exception {
    return action.act(event()).get(30, SECONDS);
  }

  @Test
  void givesTheEventOnStandardInputAndTheArgumentsAsTheyAre() throws Exception {
    Path file = folder.resolve("said");
    String[] arguments = {
      "record", file.toString(), "two words", "$(touch x)", "*", "'", "`id`", "--", "", "a;b|c&d"
    };
    GateEvent event = event();
    try (CommandAction action = new CommandAction(ScriptedCommand.of(arguments))) {
      assertThat(action.act(event).get(30, SECONDS).result()).isEqualTo(Result.DONE);
    }
    assertThat(Files.readAllLines(file))
        .containsExactly(
            "two words", "$(touch x)", "*", "'", "`id`", "--", "", "a;b|c&d", event.json(), "");
  }

  @Test
  void failsWithTheExitCodeAndWhatTheCommandSaidOnOneLine() throws Exception {
    try (CommandAction action =
        new CommandAction(ScriptedCommand.of("exit", "3", "no gate\nhere", "1"))) {
      assertThat(outcome(action))
          .isEqualTo(ActionOutcome.failed("the command ended with exit code 3: no gate here"));
    }
  }

  @Test
  void readsAllOfALargeErrorAndKeepsItsBeginning() throws Exception {
    try (CommandAction action =
        new CommandAction(ScriptedCommand.of("exit", "1", "0123456789", "100000"))) {
      ActionOutcome outcome = outcome(action);
      assertThat(outcome.result()).isEqualTo(Result.FAILED);
      assertThat(outcome.detail()).contains("exit code 1: 0123456789").hasSizeBetween(1024, 1100);
    }
  }

  @Test
  void needsNobodyToReadTheStandardInput() throws Exception {
    try (CommandAction action = new CommandAction(ScriptedCommand.of("exit", "0", "", "0"))) {
      assertThat(outcome(action).result()).isEqualTo(Result.DONE);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = NO_SUCH_PROGRAMS)
  void endsACommandThatTakesTooLongAndAllThatItStarted() throws Exception {
    try (CommandAction action =
        new CommandAction(List.of("find", folder.toString(), "-exec", "sleep", "60", ";"), SHORT)) {
      CompletableFuture<ActionOutcome> outcome = action.act(event());
      List<ProcessHandle> family = List.of();
      while (family.size() < 2 && !outcome.isDone()) {
        family = ProcessHandle.current().descendants().toList();
      }
      assertThat(family).hasSize(2);
      assertThat(outcome.get(30, SECONDS).result()).isEqualTo(Result.FAILED);
      assertThat(outcome.join().detail()).contains("more than 0.3 s");
      for (ProcessHandle member : family) {
        member.onExit().get(10, SECONDS);
      }
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "env's --ignore-signal is GNU's")
  void killsACommandThatDoesNotEndWhenAskedTo() throws Exception {
    try (CommandAction action =
        new CommandAction(List.of("env", "--ignore-signal=TERM", "sleep", "60"), SHORT)) {
      CompletableFuture<ActionOutcome> outcome = action.act(event());
      List<ProcessHandle> family = List.of();
      while (family.isEmpty() && !outcome.isDone()) {
        family = ProcessHandle.current().descendants().toList();
      }
      assertThat(outcome.get(30, SECONDS).result()).isEqualTo(Result.FAILED);
      assertThat(family).hasSize(1);
      family.get(0).onExit().get(10, SECONDS);
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "setsid is Linux's")
  void doesNotWaitForWhatACommandLeavesBehind() throws Exception {
    try (CommandAction action = new CommandAction(List.of("setsid", "--fork", "sleep", "5"))) {
      assertThat(action.act(event()).get(4, SECONDS).result()).isEqualTo(Result.DONE);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = NO_SUCH_PROGRAMS)
  void refusesAnOpeningWhileTheLastOnesCommandIsRunning() throws Exception {
    try (CommandAction action = new CommandAction(List.of("sleep", "60"), SHORT)) {
      CompletableFuture<ActionOutcome> first = action.act(event());
      CompletableFuture<ActionOutcome> second = action.act(event());
      assertThat(second)
          .isCompletedWithValue(
              ActionOutcome.failed("the command of an earlier opening is still running"));
      assertThat(first.get(30, SECONDS).detail()).contains("more than 0.3 s");
      assertThat(outcome(action).detail()).contains("more than 0.3 s");
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = NO_SUCH_PROGRAMS)
  void runsTheNextCommandAfterOneForWhichThereWasNoThread() throws Exception {
    AtomicBoolean starved = new AtomicBoolean(true);
    ThreadFactory threads =
        command ->
            new Thread(command) {
              @Override
              public synchronized void start() {
                if (starved.getAndSet(false)) {
                  throw new OutOfMemoryError("unable to create native thread");
                }
                super.start();
              }
            };
    try (CommandAction action =
        new CommandAction(List.of("true"), CommandAction.USUAL_TIME_LIMIT, threads)) {
      assertThatThrownBy(() -> action.act(event())).isInstanceOf(OutOfMemoryError.class);
      assertThat(outcome(action).result()).isEqualTo(Result.DONE);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = NO_SUCH_PROGRAMS)
  void runsNothingForAStaleOpening() throws Exception {
    GateEvent stale =
        new GateEvent(
            "old", Instant.now().minusSeconds(10), Duration.ofSeconds(5), "entrance", "e-1", 1);
    try (CommandAction action = new CommandAction(List.of("true"))) {
      assertThat(action.act(stale).get(30, SECONDS).result()).isEqualTo(Result.TOO_LATE);
      assertThat(outcome(action).result()).isEqualTo(Result.DONE);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = NO_SUCH_PROGRAMS)
  void letsTheCommandEndBeforeItIsClosed() throws Exception {
    CommandAction action = new CommandAction(List.of("sleep", "0.2"));
    CompletableFuture<ActionOutcome> outcome = action.act(event());
    action.close();
    assertThat(outcome.get(1, SECONDS).result()).isEqualTo(Result.DONE);
    assertThat(outcome(action).detail()).contains("closed");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = NO_SUCH_PROGRAMS)
  void endsTheCommandIfClosingIsInterrupted() throws Exception {
    CommandAction action = new CommandAction(List.of("sleep", "60"));
    CompletableFuture<ActionOutcome> outcome = action.act(event());
    Thread.currentThread().interrupt();
    action.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(outcome.get(10, SECONDS).result()).isEqualTo(Result.FAILED);
    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a program is looked for when it is started")
  void rejectsAProgramThatIsNotThere() {
    String missing = folder.resolve("missing").toString();
    assertThatThrownBy(() -> new CommandAction(List.of(missing)))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("missing does not exist");
    assertThatThrownBy(() -> new CommandAction(List.of(folder.toString())))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("is not a file that may be executed");
    assertThatThrownBy(() -> new CommandAction(List.of("no-such-gate --lane 2")))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("in no folder of PATH");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "files need no right to be executed")
  void failsIfTheProgramIsGoneWhenTheGateOpens() throws Exception {
    Path program = Files.createFile(folder.resolve("gate"));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    try (CommandAction action = new CommandAction(List.of(program.toString()))) {
      Files.delete(program);
      assertThat(outcome(action).detail()).startsWith("the command could not be started");
    }
  }

  @Test
  void rejectsWhatIsNoCommand() {
    assertThatThrownBy(() -> new CommandAction(List.of()))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("missing");
    assertThatThrownBy(() -> new CommandAction(List.of("java", "a\0b")))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("NUL");
    assertThatThrownBy(() -> new CommandAction(ScriptedCommand.of("exit"), Duration.ZERO))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("time limit");
  }
}
