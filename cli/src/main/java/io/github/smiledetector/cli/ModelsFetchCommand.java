package io.github.smiledetector.cli;

import io.github.smiledetector.face.YuNetFile;
import io.github.smiledetector.fetch.Fetched;
import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.train.data.BackboneWeights;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code smile models fetch}: weights made elsewhere, into the cache. */
@Command(
    name = "fetch",
    description = {
      "Gets networks and weights into the cache, where detection and training find them.",
      "",
      "mobilenet-v2 is MobileNetV2 1.0 trained on ImageNet, without its top, as a Keras HDF5 file"
          + " (9 MB) from the address that Keras itself uses. No digest of Keras's files is"
          + " published, so a download is accepted by its format and its size, and its SHA-256 is"
          + " printed for you to compare.",
      "",
      "yunet is the face finder YuNet (0.2 MB, MIT licence) from OpenCV's collection of models, known"
          + " by its digest; `smile detect --finder yunet` uses it."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The cache is $SMILE_CACHE, else $XDG_CACHE_HOME/smile-detector, else"
          + " ~/.cache/smile-detector. A download that broke off goes on when the command is run"
          + " again, if the server can do that.",
      "",
      "Examples:",
      "  smile models fetch yunet",
      "  smile models fetch mobilenet-v2",
      "  smile models fetch mobilenet-v2 --size 96",
      "  smile models fetch mobilenet-v2 --from Downloads/mobilenet_v2_no_top.h5"
    })
final class ModelsFetchCommand implements Runnable {
  /** The weights that are known here. */
  private enum Model {
    MOBILENET_V2,
    YUNET;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Parameters(paramLabel = "NAME", description = "The weights: ${COMPLETION-CANDIDATES}.")
  private Model model;

  @Option(
      names = "--size",
      paramLabel = "PX",
      defaultValue = "160",
      description =
          "Of mobilenet-v2: the picture size it was trained at: 96, 128, 160, 192 or 224 (default:"
              + " ${DEFAULT-VALUE}, the reference's).")
  private int sidePx;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "A file that is already here, instead of the network.")
  private Optional<Path> from;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    switch (model) {
      case MOBILENET_V2 -> backbone();
      case YUNET -> yuNet();
    }
  }

  private void yuNet() {
    Optional<Path> there = from.isPresent() ? Optional.empty() : YuNetFile.fetched();
    Path file = there.orElseGet(() -> fetch(this::yuNet).file());
    say(file, there.isPresent(), YuNetFile.SHA256);
    spec.commandLine().getOut().println("This digest is known to smile-detector.");
  }

  private Fetched yuNet(Progress progress) {
    return from.isPresent() ? YuNetFile.install(from.get(), progress) : YuNetFile.fetch(progress);
  }

  private void backbone() {
    Optional<BackboneWeights.Installed> there =
        from.isPresent() ? Optional.empty() : BackboneWeights.fetched(sidePx);
    BackboneWeights.Installed weights = there.orElseGet(() -> fetch(this::backbone));
    say(weights.file(), there.isPresent(), weights.sha256());
    spec.commandLine()
        .getOut()
        .println(
            weights.pinned()
                ? "This digest is known to smile-detector."
                : "No digest of this file is known to smile-detector: it has the format and the size of"
                    + " Keras's own, and nothing more was checked.");
  }

  private BackboneWeights.Installed backbone(Progress progress) {
    return from.isPresent()
        ? BackboneWeights.install(from.get(), sidePx, progress)
        : BackboneWeights.fetch(sidePx, progress);
  }

  private void say(Path file, boolean wasThere, String sha256) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(model + ": " + file + (wasThere ? " (already there)" : ""));
    out.println("SHA-256 " + sha256);
  }

  private <R> R fetch(Function<Progress, R> how) {
    try (ConsoleProgress progress =
        new ConsoleProgress(
            from.isPresent() ? "copy" : "download",
            ConsoleProgress.Unit.MEGABYTES,
            spec.commandLine().getErr())) {
      return how.apply(progress);
    }
  }
}
