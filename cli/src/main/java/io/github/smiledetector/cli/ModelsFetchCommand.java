package io.github.smiledetector.cli;

import io.github.smiledetector.train.data.BackboneWeights;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code smile models fetch}: weights made elsewhere, into the cache. */
@Command(
    name = "fetch",
    description = {
      "Gets weights into the cache, where training finds them.",
      "",
      "mobilenet-v2 is MobileNetV2 1.0 trained on ImageNet, without its top, as a Keras HDF5 file"
          + " (9 MB) from the address that Keras itself uses. No digest of Keras's files is"
          + " published, so a download is accepted by its format and its size, and its SHA-256 is"
          + " printed for you to compare."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The cache is $SMILE_CACHE, else $XDG_CACHE_HOME/smile-detector, else"
          + " ~/.cache/smile-detector. A download that broke off goes on when the command is run"
          + " again, if the server can do that.",
      "",
      "Examples:",
      "  smile models fetch mobilenet-v2",
      "  smile models fetch mobilenet-v2 --size 96",
      "  smile models fetch mobilenet-v2 --from Downloads/mobilenet_v2_no_top.h5"
    })
final class ModelsFetchCommand implements Runnable {
  /** The weights that are known here. */
  private enum Model {
    MOBILENET_V2;

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
          "The picture size they were trained at: 96, 128, 160, 192 or 224 (default:"
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
    PrintWriter out = spec.commandLine().getOut();
    Optional<BackboneWeights.Installed> there =
        from.isPresent() ? Optional.empty() : BackboneWeights.fetched(sidePx);
    BackboneWeights.Installed weights = there.orElseGet(this::fetch);
    out.println(model + ": " + weights.file() + (there.isPresent() ? " (already there)" : ""));
    out.println("SHA-256 " + weights.sha256());
    out.println(
        weights.pinned()
            ? "This digest is known to smile-detector."
            : "No digest of this file is known to smile-detector: it has the format and the size of"
                + " Keras's own, and nothing more was checked.");
  }

  private BackboneWeights.Installed fetch() {
    try (ConsoleProgress progress =
        new ConsoleProgress(
            from.isPresent() ? "copy" : "download",
            ConsoleProgress.Unit.MEGABYTES,
            spec.commandLine().getErr())) {
      return from.isPresent()
          ? BackboneWeights.install(from.get(), sidePx, progress)
          : BackboneWeights.fetch(sidePx, progress);
    }
  }
}
