package io.github.smiledetector.cli;

import io.github.smiledetector.error.StoppedException;
import io.github.smiledetector.train.Sweep;
import io.github.smiledetector.train.data.LabelledPictures;
import io.github.smiledetector.train.evaluate.SweepPlot;
import io.github.smiledetector.train.evaluate.SweepTable;
import io.github.smiledetector.train.recipe.SweepResult;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code smile sweep}: one training for each combination of options, side by side. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains once for each combination of the options varied, and sets the results side by side.",
      "",
      "Each combination is a run of its own below SWEEP, as `smile train` leaves it. After each, SWEEP/sweep.csv, sweep.md (a table) and sweep.png (a plot) are written anew.",
      "Frozen stages that combinations have in common are trained once, in SWEEP/frozen.",
      "The same command goes on after Ctrl-C or a crash, and so does one with more values: what is done is not done again.",
      "A training that fails is listed with its reason, and the others go on.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  # which layers should learn, and the dense layer with them? Ten runs, one frozen stage",
      "  smile sweep data/smilesmiled --out runs/limits --vary limit=0,40,80,118,140 --vary train-dense=false,true",
      "  # what do smaller pictures cost?",
      "  smile sweep data/smilesmiled --out runs/sizes --vary image-size=64,96,160",
      "  # how much is chance? The same training from several seeds, each with a split of its own",
      "  smile sweep data/smilesmiled --out runs/seeds --vary seed=1,2,3 --split stratified --recipe quick",
      "  # the frozen stage alone, on pictures of one's own",
      "  smile sweep faces --smiling grin --out runs/rates --approach frozen --epochs 20 --vary learning-rate=0.01,0.001"
    })
final class SweepCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DATA",
      arity = "1..*",
      description =
          "Folder with one sub-folder of pictures a class, or CSV tables of pictures, as `smile train` takes them.")
  private List<Path> data;

  @Mixin private TableOptions tables;

  @Mixin private ClassOptions classes;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "SWEEP",
      description = "Folder for the runs, the table and the plot.")
  private Path out;

  @Option(
      names = "--vary",
      required = true,
      paramLabel = "NAME=V1,V2,...",
      description =
          "An option below, from --recipe to --validation-share, without its dashes, and its values; flags are true or false. Give it again for each option varied.")
  private List<String> vary;

  @Option(
      names = "--approach",
      paramLabel = "frozen|unfrozen|both",
      defaultValue = "both",
      description =
          "What to train: one stage from the backbone's weights, or the frozen one and the unfrozen one after it (default: ${DEFAULT-VALUE}).")
  private Approaches approach;

  /** For the parser and the help; each combination is read into one of its own. */
  @Mixin
  @SuppressWarnings("UnusedVariable")
  private RecipeOptions recipeOptions;

  @Mixin private RunningOptions running;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    VariedOptions varied = new VariedOptions(vary, spec.commandLine().getParseResult());
    List<Map<String, String>> combinations = varied.combinations();
    combinations.forEach(varied::options);
    LabelledPictures labelled = tables.read(data, classes);
    List<Sweep.Point> points =
        combinations.stream()
            .map(combination -> point(combination, varied.options(combination), labelled))
            .toList();
    PrintWriter err = spec.commandLine().getErr();
    TrainingProgress.sayPictures(err, data.get(0), labelled);
    try (SweepProgress progress = new SweepProgress(err)) {
      Sweep sweep = new Sweep(labelled, points, out, running.options(true), progress);
      return Interruption.during(() -> runOrSayHowToGoOn(sweep), sweep::stop);
    }
  }

  private Sweep.Point point(
      Map<String, String> combination, RecipeOptions options, LabelledPictures labelled) {
    TrainingRecipe recipe = options.recipe(labelled);
    String weights = combination.get("weights");
    return new Sweep.Point(
        combination,
        recipe,
        approach.stages(options.preset()),
        weights == null ? "" : "weights=" + weights,
        () -> options.startingPoint(recipe));
  }

  private int runOrSayHowToGoOn(Sweep sweep) {
    PrintWriter err = spec.commandLine().getErr();
    List<SweepResult> results;
    try {
      results = sweep.run();
    } catch (StoppedException e) {
      err.printf("%s%nTo go on, give the same command again%n", e.getMessage());
      err.flush();
      return ExitCode.of(e);
    }
    err.printf(
        "%n%s%nTable: %s; plot: %s%n",
        SweepTable.text(results), out.resolve(SweepTable.MARKDOWN), out.resolve(SweepPlot.PNG));
    err.flush();
    spec.commandLine().getOut().println(out);
    boolean whole =
        results.stream()
            .allMatch(
                result ->
                    result.model().filter(model -> model.data().unreadable() == 0).isPresent());
    return whole ? ExitCode.DONE : ExitCode.SOME_INPUTS_FAILED;
  }
}
