package io.github.smiledetector.cli;

import io.github.smiledetector.train.data.ClassChoice;
import io.github.smiledetector.train.data.LabelledPictures;
import io.github.smiledetector.train.data.PictureFolders;
import io.github.smiledetector.train.data.Smilesmiled;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code smile data fetch}: a data set from the network or a local archive, ready to train on. */
@Command(
    name = "fetch",
    description = {
      "Gets a data set, makes sure of it and unpacks it to one folder per class.",
      "",
      "smilesmiled is SMILEsmileD: 13,165 grey faces of 64x64 pixels cropped from LFW, 3,690 with a"
          + " broad smile. It comes from GitHub's archive of hromi/SMILEsmileD (27 MB, kept in the"
          + " cache) and is accepted by the names and contents of all its pictures. DIR is either"
          + " whole or not made at all. The pictures are other people's: see THIRD-PARTY.md for"
          + " their terms."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The cache is $SMILE_CACHE, else $XDG_CACHE_HOME/smile-detector, else"
          + " ~/.cache/smile-detector. A download that broke off goes on when the command is run"
          + " again, if the server can do that.",
      "",
      "Examples:",
      "  smile data fetch smilesmiled",
      "  smile data fetch smilesmiled --from Downloads/SMILEsmileD-master.zip",
      "  smile data fetch smilesmiled --to /data/faces/smilesmiled"
    })
final class DataFetchCommand implements Runnable {
  /** The data sets that are known here. */
  private enum DataSet {
    SMILESMILED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(paramLabel = "NAME", description = "The data set: ${COMPLETION-CANDIDATES}.")
  private DataSet dataSet;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "An archive that is already here, instead of the network.")
  private Optional<Path> from;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "The folder to make (default: data/NAME).")
  private Optional<Path> to;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    Path folder = to.orElseGet(() -> Path.of("data", dataSet.toString()));
    if (Smilesmiled.isAt(folder)) {
      out.println(folder + " already holds SMILEsmileD, every picture as it should be.");
      return;
    }
    Path archive = from.orElseGet(this::download);
    try (ConsoleProgress progress = progress("unpack", ConsoleProgress.Unit.PICTURES)) {
      Smilesmiled.unpack(archive, folder, progress);
    }
    LabelledPictures found = PictureFolders.read(folder, ClassChoice.GUESS);
    int smiling = found.smilingCount();
    out.printf(
        Locale.ROOT,
        "%s: SMILEsmileD, %,d pictures, %,d smiling in %s, %,d not in %s%n",
        folder,
        found.pictures().size(),
        smiling,
        found.smilingClass(),
        found.pictures().size() - smiling,
        found.otherClass());
  }

  private Path download() {
    try (ConsoleProgress progress = progress("download", ConsoleProgress.Unit.MEGABYTES)) {
      return Smilesmiled.archive(progress);
    }
  }

  private ConsoleProgress progress(String task, ConsoleProgress.Unit unit) {
    return new ConsoleProgress(task, unit, spec.commandLine().getErr());
  }
}
