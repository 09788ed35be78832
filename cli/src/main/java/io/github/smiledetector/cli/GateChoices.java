package io.github.smiledetector.cli;

import io.github.smiledetector.action.CommandAction;
import io.github.smiledetector.action.GateAction;
import io.github.smiledetector.action.WebhookAction;
import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.track.GateOptions;
import io.github.smiledetector.track.WhoCounts;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that say when a smile opens a gate, and what happens then. */
final class GateChoices {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final String MAKE_SECRET = "echo \"whsec_$(openssl rand -base64 32)\"";

  @ArgGroup(
      validate = false,
      heading =
          "%nThe gate of each camera (a client of /v1/stream, or the page). It opens for a smile that is held, not for a short one, and once a smile (docs/gate.md):%n")
  private Opens opens = new Opens();

  @ArgGroup(
      validate = false,
      heading =
          "%nWhat happens when a gate opens. With any of it, the gate's options are the ones above, whatever a client asks for, and the cooldown is one for all cameras. A photo held to the camera smiles too: nothing of value should hang on a smile alone.%n")
  private Acts acts = new Acts();

  private static final class Opens {
    @Option(
        names = "--gate-probability",
        paramLabel = "P",
        description =
            "Smile probability, smoothed over time, that has to be reached, above 0 to 1 (default: 0.8).")
    private Double probability;

    @Option(
        names = "--gate-hold",
        paramLabel = "SECONDS",
        description = "How long the smile has to be held (default: 1).")
    private Double holdSeconds;

    @Option(
        names = "--gate-cooldown",
        paramLabel = "SECONDS",
        description = "How long there is no other opening after one (default: 5).")
    private Double cooldownSeconds;

    @Option(
        names = "--gate-who",
        paramLabel = "nearest|any|all",
        description =
            "Whose smile counts: the largest face's, anybody's, or everybody's at the same time (default: nearest).")
    private WhoCounts who;

    @Option(
        names = "--gate-neutral-first",
        paramLabel = "SECONDS",
        description =
            "How long the same face has to be seen without a smile before (default: 0, not asked for). It makes a photo useless, though not a film.")
    private Double neutralSeconds;

    @Option(
        names = "--gate-largest-gap",
        paramLabel = "SECONDS",
        description =
            "Longest time between two looks at a face that its hold survives, up to 60 (default: 0.5). More lets slow cameras open it, and lets more happen that nobody sees.")
    private Double gapSeconds;
  }

  private static final class Acts {
    @Option(
        names = "--on-open",
        paramLabel = "COMMAND",
        description =
            "A program to run: its name or path, not a line for a shell. The event is a line of JSON on its input. It has 10 s, and one runs at a time.")
    private String command;

    @Option(
        names = "--on-open-arg",
        paramLabel = "ARG",
        description =
            "An argument for it, as it is; may be given several times, in their order. One that looks like an option: --on-open-arg=--lane")
    private List<String> arguments = List.of();

    @Option(
        names = "--webhook",
        paramLabel = "URL",
        description =
            "An https address, or http on this machine, that is sent the event, signed as Standard Webhooks has it, within 5 s or not at all.")
    private URI webhook;

    @Option(
        names = "--webhook-secret-file",
        paramLabel = "FILE",
        description = "File with the secret that it is signed with. Make one with: " + MAKE_SECRET)
    private Path secretFile;

    @Option(
        names = "--gate-name",
        paramLabel = "NAME",
        description =
            "What the event calls the gates of this server, so that whoever is told by several knows which it was (default: a name that is new at each start).")
    private String name;
  }

  /**
   * When a gate opens.
   *
   * @throws OptionException if a value is out of its range
   */
  GateOptions options() {
    GateOptions options = GateOptions.DEFAULT;
    if (opens.probability != null) {
      // As far below as usual, but where there is not that much room, half of it.
      double below = Math.min(options.hysteresis(), opens.probability / 2);
      options = options.withProbability(opens.probability, below);
    }
    if (opens.holdSeconds != null) {
      options = options.withHold(time(opens.holdSeconds, "--gate-hold"));
    }
    if (opens.cooldownSeconds != null) {
      options = options.withCooldown(time(opens.cooldownSeconds, "--gate-cooldown"));
    }
    if (opens.who != null) {
      options = options.withWhoCounts(opens.who);
    }
    if (opens.neutralSeconds != null) {
      options = options.withNeutralFirst(time(opens.neutralSeconds, "--gate-neutral-first"));
    }
    if (opens.gapSeconds != null) {
      options = options.withLargestGap(time(opens.gapSeconds, "--gate-largest-gap"));
    }
    return options;
  }

  private static Duration time(double seconds, String option) {
    if (!Double.isFinite(seconds)) {
      throw new OptionException(option + " takes seconds, such as 1.5, not " + seconds);
    }
    return Duration.ofNanos(Math.round(seconds * NANOS_PER_SECOND));
  }

  /** What events call the gates, if they are to have a name. */
  Optional<String> name() {
    return Optional.ofNullable(acts.name);
  }

  /**
   * What happens when one does; to be closed.
   *
   * @throws OptionException if there is no such program, or an option needs another one
   * @throws DataException if the secret's file cannot be used
   */
  List<GateAction> actions() {
    if (acts.command == null && !acts.arguments.isEmpty()) {
      throw new OptionException("--on-open-arg is for the command that --on-open names");
    }
    if ((acts.webhook == null) != (acts.secretFile == null)) {
      throw new OptionException("--webhook and --webhook-secret-file need each other");
    }
    if (acts.name != null && acts.command == null && acts.webhook == null) {
      throw new OptionException("--gate-name is for what --on-open or --webhook is told");
    }
    List<GateAction> actions = new ArrayList<>();
    if (acts.command != null) {
      List<String> words = new ArrayList<>(List.of(acts.command));
      words.addAll(acts.arguments);
      actions.add(new CommandAction(words));
    }
    if (acts.webhook != null) {
      actions.add(
          new WebhookAction(
              acts.webhook, SecretFile.read(acts.secretFile, "webhook's secret", MAKE_SECRET)));
    }
    return actions;
  }
}
