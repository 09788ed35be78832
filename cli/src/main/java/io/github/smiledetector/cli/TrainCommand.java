package io.github.smiledetector.cli;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.error.StoppedException;
import io.github.smiledetector.train.TrainedModel;
import io.github.smiledetector.train.Trainer;
import io.github.smiledetector.train.data.LabelColumn;
import io.github.smiledetector.train.data.LabelledPictures;
import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.EpochResult;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code smile train}: both approaches of transfer learning on a folder of pictures. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains a smile classifier on pictures in one folder a class, or in tables.",
      "",
      "frozen:   only the dense layer on top of MobileNetV2 learns.",
      "unfrozen: MobileNetV2 learns too, from --limit on, at a tenth of the learning rate; starts from a frozen model.",
      "Defaults are those of the reference script, so a run without options repeats its experiment.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smile data fetch smilesmiled",
      "  smile models fetch mobilenet-v2",
      "  smile train data/smilesmiled                      # the reference experiment, both approaches",
      "  smile train data/smilesmiled --recipe quick       # a good model in a fraction of the time",
      "  smile train crops/mine/labels.csv crops/fer/labels.csv --recipe general",
      "  smile train data/smilesmiled --out runs/a --resume  # go on after Ctrl-C, a crash or a full disk",
      "  smile train faces --smiling grin --approach both --image-size 96 --limit 0 --train-dense --out runs/mine",
      "  smile export runs/mine/unfrozen_model --out mine.smile"
    })
final class TrainCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DATA",
      arity = "1..*",
      description = {
        "Folder with one sub-folder of pictures a class; or one or more CSV tables with a column file and a label, learnt from together.",
        "Columns with a meaning: smile (the label, 0 to 1), weight (how much a picture counts), person, share (of the side, in the middle, that the network sees)."
      })
  private List<Path> data;

  @Mixin private TableOptions tables;

  @Option(
      names = "--broad",
      paramLabel = "COLUMN[=WORD]",
      description =
          "In a table: a second label, for broad smiles only, as some label them. The network then learns to put slight smiles between none and broad ones (with --recipe general, or --margin).")
  private String broad;

  @Option(
      names = "--table-weights",
      paramLabel = "W",
      split = ",",
      description =
          "How much the pictures of each table count in the loss, such as 1,0.5 for two (default: all the same).")
  private List<Double> tableWeights = List.of();

  @Mixin private ClassOptions classes;

  @Option(
      names = "--approach",
      paramLabel = "frozen|unfrozen|both",
      defaultValue = "both",
      description = "What to train (default: ${DEFAULT-VALUE}).")
  private Approaches approach;

  @Option(
      names = "--out",
      paramLabel = "RUN",
      description = "Folder for models, history and plot (default: runs/<date and time>).")
  private Path out;

  @Option(
      names = "--frozen-model",
      paramLabel = "MODEL",
      description =
          "With --approach unfrozen: the frozen model to start from (default: RUN/frozen_model).")
  private Path frozenModel;

  @Mixin private RecipeOptions recipeOptions;

  @Option(
      names = "--resume",
      description =
          "Go on with what RUN holds: from the last checkpoint, or with the next stage. Give the same options as before; begins anew where RUN holds nothing.")
  private boolean resume;

  @Mixin private RunningOptions running;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    LabelledPictures labelled =
        tables.read(
            data,
            classes,
            broad == null ? Optional.empty() : Optional.of(LabelColumn.parse(broad)),
            tableWeights);
    TrainingRecipe recipe = recipeOptions.recipe(labelled);
    if (frozenModel != null && approach != Approaches.UNFROZEN) {
      throw new OptionException(
          "--frozen-model goes with --approach unfrozen only; the other approaches train their own");
    }
    if (resume && out == null) {
      throw new OptionException("--resume needs --out: the folder of the run to go on with");
    }
    Path run =
        out != null
            ? out
            : Path.of(
                "runs",
                LocalDateTime.now(ZoneId.systemDefault())
                    .format(DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss")));
    TrainingProgress.sayPictures(err, data.get(0), labelled);
    try (TrainingProgress progress = new TrainingProgress(err);
        Trainer trainer = new Trainer(labelled, recipe, run, running.options(resume), progress)) {
      return Interruption.during(() -> trainOrSayHowToGoOn(trainer, recipe, run), trainer::stop);
    }
  }

  /** Says how to go on, or what went wrong, before the process is let end. */
  private int trainOrSayHowToGoOn(Trainer trainer, TrainingRecipe recipe, Path run) {
    try {
      trainStages(trainer, recipe, run);
    } catch (StoppedException e) {
      spec.commandLine().getErr().println(e.getMessage());
      sayHowToGoOn(run);
      return ExitCode.of(e);
    } catch (RuntimeException e) {
      int exitCode = SmileCommand.report(e, spec.commandLine());
      if (e instanceof DataException && Files.isDirectory(run.resolve("checkpoints"))) {
        sayHowToGoOn(run);
      }
      return exitCode;
    }
    spec.commandLine().getOut().println(run);
    return trainer.unreadable().isEmpty() ? ExitCode.DONE : ExitCode.SOME_INPUTS_FAILED;
  }

  private void sayHowToGoOn(Path run) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf("To go on, give the same command with --out %s --resume%n", run);
    err.flush();
  }

  private void trainStages(Trainer trainer, TrainingRecipe recipe, Path run) {
    Set<Approach> stages = approach.stages(recipeOptions.preset());
    if (stages.contains(Approach.FROZEN)) {
      report(trainer.frozen(recipeOptions.startingPoint(recipe)));
    }
    if (approach == Approaches.BOTH && !stages.contains(Approach.FROZEN)) {
      report(trainer.unfrozen(recipeOptions.startingPoint(recipe)));
    } else if (stages.contains(Approach.UNFROZEN)) {
      report(
          trainer.unfrozen(
              frozenModel != null ? frozenModel : run.resolve(Approach.FROZEN.modelFolder())));
    }
  }

  private void report(TrainedModel model) {
    PrintWriter err = spec.commandLine().getErr();
    EpochResult best = model.history().best().orElseThrow();
    err.printf(
        Locale.ROOT,
        "%s: best validation accuracy %.2f %% in epoch %d, last %.2f %%; saved in %s%n",
        model.history().approach().label(),
        100 * best.validationAccuracy(),
        best.epoch(),
        100
            * model
                .history()
                .epochs()
                .get(model.history().epochs().size() - 1)
                .validationAccuracy(),
        model.folder());
    err.flush();
  }
}
