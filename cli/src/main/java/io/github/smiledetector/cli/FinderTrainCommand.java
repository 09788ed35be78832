package io.github.smiledetector.cli;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.StoppedException;
import io.github.smiledetector.train.FinderTrainer;
import io.github.smiledetector.train.recipe.FinderProvenance;
import io.github.smiledetector.train.recipe.FinderRecipe;
import io.github.smiledetector.train.recipe.Schedule;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code smile finder train}: a face finder of one's own learns from made scenes. */
@Command(
    name = "train",
    description = {
      "Trains a face finder on scenes that are made of marked photos while it learns.",
      "",
      "No scene comes twice: each is drawn from the seed, the epoch and its place. One person's photos are either learnt"
          + " from or kept for validation; after each epoch the finder is judged on the same made scenes of those. Marked"
          + " photos below 120 px are pasted as faces only; larger ones in which nothing is marked, not even to be ignored, are"
          + " backgrounds. The learning rate rises over the first fifth of the steps and"
          + " falls to zero by the last, so a longer training is another one: it cannot be lengthened afterwards.",
      "",
      "RUN gets finder.onnx (use it as --finder RUN/finder.onnx), provenance.json, history.csv, .json and .png, split.json,"
          + " and checkpoints until it is done. Ctrl-C writes one; the same command with --resume goes on, and with"
          + " --deterministic comes to the same figures as if it had never stopped.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the finder is there",
      "2:wrong use, such as --resume with other options than before",
      "3:the finder is there, but some photos could not be read; they are listed in RUN/unreadable.csv",
      "4:labels or photos are of no use, or something cannot be written",
      "5:the training diverged: try a smaller learning rate",
      "130:interrupted; a checkpoint was written"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smile finder label photos --out photos.jsonl       # a teacher marks the faces",
      "  smile finder compose photos.jsonl --out look --count 60   # what the scenes look like",
      "  smile finder train photos.jsonl --out runs/try --epochs 2 --scenes-per-epoch 2000",
      "  smile finder train photos.jsonl crops.jsonl --faceless landscapes --out runs/finder",
      "  smile finder train photos.jsonl crops.jsonl --faceless landscapes --out runs/finder --resume"
    })
final class FinderTrainCommand implements Callable<Integer> {
  private static final int VALIDATION_SCENES = 500;

  @Parameters(
      paramLabel = "LABELS.jsonl",
      arity = "1..*",
      description = "Marked photos, as `smile finder label` writes them.")
  private List<Path> labels;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "RUN",
      description = "Folder for everything that comes out.")
  private Path out;

  @Option(
      names = "--faceless",
      paramLabel = "DIR",
      description =
          "Folder of more photos without any face, for backgrounds and for what is no face; may be given several times (default: LABELS' own, else backgrounds of one colour).")
  private List<Path> faceless = List.of();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "12",
      description = "How often the finder is validated (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--scenes-per-epoch",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Scenes to learn from in an epoch (default: ${DEFAULT-VALUE}).")
  private int scenesPerEpoch;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "32",
      description = "Scenes a step (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(
      names = "--image-size",
      paramLabel = "PX",
      defaultValue = "256",
      description =
          "Side of the scenes, a multiple of 32 up to 1024 (default: ${DEFAULT-VALUE}). The finder takes pictures of any size.")
  private int sidePx;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      defaultValue = "0.03",
      description = "Adam's learning rate at its highest (default: ${DEFAULT-VALUE}).")
  private double learningRate;

  @Option(
      names = "--averaging",
      paramLabel = "A",
      defaultValue = "0.998",
      description =
          "How much of the running mean of the weights a step keeps; the mean is what is judged and saved; 0 for none (default: ${DEFAULT-VALUE}).")
  private double averaging;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description =
          "Start of the random numbers: split, scenes, first weights (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--validation-share",
      paramLabel = "S",
      defaultValue = "0.05",
      description =
          "Share of the photos to judge on, by person where persons are known (default: ${DEFAULT-VALUE}).")
  private double validationShare;

  @Option(
      names = "--validation-scenes",
      paramLabel = "N",
      defaultValue = "" + VALIDATION_SCENES,
      description = "Scenes to judge on after each epoch (default: ${DEFAULT-VALUE}).")
  private int validationScenes;

  @Option(
      names = "--resume",
      description =
          "Go on from RUN's last checkpoint. Give the same options as before; begins anew where RUN holds nothing.")
  private boolean resume;

  @Mixin private RunningOptions running;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    FinderRecipe recipe =
        new FinderRecipe(
            epochs,
            scenesPerEpoch,
            batchSize,
            sidePx,
            learningRate,
            Schedule.ONE_CYCLE,
            averaging,
            seed,
            validationShare,
            validationScenes);
    List<Path> backgrounds =
        faceless.stream()
            .flatMap(folder -> FinderComposeCommand.pictures(folder).stream())
            .distinct()
            .toList();
    try (TrainingProgress progress = new TrainingProgress(spec.commandLine().getErr())) {
      FinderTrainer trainer =
          new FinderTrainer(labels, backgrounds, recipe, out, running.options(resume), progress);
      return Interruption.during(() -> trainOrSayHowToGoOn(trainer), trainer::stop);
    }
  }

  /** Says how to go on, or what went wrong, before the process is let end. */
  private int trainOrSayHowToGoOn(FinderTrainer trainer) {
    FinderProvenance done;
    try {
      done = trainer.train();
    } catch (StoppedException e) {
      spec.commandLine().getErr().println(e.getMessage());
      sayHowToGoOn();
      return ExitCode.of(e);
    } catch (RuntimeException e) {
      int exitCode = SmileCommand.report(e, spec.commandLine());
      if (e instanceof DataException && Files.isDirectory(out.resolve("checkpoints"))) {
        sayHowToGoOn();
      }
      return exitCode;
    }
    spec.commandLine().getOut().println(out.resolve(FinderTrainer.FINDER));
    return done.data().unreadable() == 0 ? ExitCode.DONE : ExitCode.SOME_INPUTS_FAILED;
  }

  private void sayHowToGoOn() {
    PrintWriter err = spec.commandLine().getErr();
    err.println("To go on, give the same command with --resume");
    err.flush();
  }
}
