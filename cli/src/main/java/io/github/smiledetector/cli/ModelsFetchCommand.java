package io.github.smiledetector.cli;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.face.YuNetFile;
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

/** {@code smile models fetch}: weights and networks made elsewhere, into the cache. */
@Command(
    name = "fetch",
    description = {
      "Gets weights and networks that others made into the cache, where they are found.",
      "",
      "yunet is the face finder YuNet (230 kB, MIT licence) from OpenCV's collection of models, known"
          + " by its SHA-256: any other file is refused.",
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
      "  smile models fetch yunet",
      "  smile models fetch yunet --from Downloads/face_detection_yunet_2026may.onnx",
      "  smile models fetch mobilenet-v2",
      "  smile models fetch mobilenet-v2 --size 96",
      "  smile models fetch mobilenet-v2 --from Downloads/mobilenet_v2_no_top.h5"
    })
final class ModelsFetchCommand implements Runnable {
  /** What is known here. */
  private enum Model {
    MOBILENET_V2,
    YUNET;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Parameters(paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}.")
  private Model model;

  @Option(
      names = "--size",
      paramLabel = "PX",
      description =
          "For mobilenet-v2, the picture size it was trained at: 96, 128, 160, 192 or 224 (default:"
              + " 160, the reference's).")
  private Optional<Integer> sidePx;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "A file that is already here, instead of the network.")
  private Optional<Path> from;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    if (model == Model.YUNET) {
      yuNet();
    } else {
      mobileNet(sidePx.orElse(BackboneWeights.DEFAULT_SIDE_PX));
    }
  }

  private void yuNet() {
    if (sidePx.isPresent()) {
      throw new OptionException("--size is for mobilenet-v2; there is one yunet for all sizes");
    }
    Optional<Path> there = from.isPresent() ? Optional.empty() : YuNetFile.fetched();
    Path file =
        there.orElseGet(
            () ->
                brought(
                        progress ->
                            from.isPresent()
                                ? YuNetFile.install(from.get(), progress)
                                : YuNetFile.fetch(progress))
                    .file());
    say(file, there.isPresent(), YuNetFile.SHA256);
    spec.commandLine().getOut().println("This digest is known to smile-detector.");
  }

  private void mobileNet(int side) {
    Optional<BackboneWeights.Installed> there =
        from.isPresent() ? Optional.empty() : BackboneWeights.fetched(side);
    BackboneWeights.Installed weights =
        there.orElseGet(
            () ->
                brought(
                    progress ->
                        from.isPresent()
                            ? BackboneWeights.install(from.get(), side, progress)
                            : BackboneWeights.fetch(side, progress)));
    say(weights.file(), there.isPresent(), weights.sha256());
    spec.commandLine()
        .getOut()
        .println(
            weights.pinned()
                ? "This digest is known to smile-detector."
                : "No digest of this file is known to smile-detector: it has the format and the size"
                    + " of Keras's own, and nothing more was checked.");
  }

  private void say(Path file, boolean there, String sha256) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(model + ": " + file + (there ? " (already there)" : ""));
    out.println("SHA-256 " + sha256);
  }

  private <T> T brought(Function<ConsoleProgress, T> bringing) {
    try (ConsoleProgress progress =
        new ConsoleProgress(
            from.isPresent() ? "copy" : "download",
            ConsoleProgress.Unit.MEGABYTES,
            spec.commandLine().getErr())) {
      return bringing.apply(progress);
    }
  }
}
