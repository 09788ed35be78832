package io.github.smiledetector.cli;

import io.github.smiledetector.train.network.MobileNetV2;
import io.github.smiledetector.train.network.ModelSummary;
import io.github.smiledetector.train.network.Trainable;
import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code smile summary}: the network as a table. */
@Command(
    name = "summary",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Prints the network layer by layer: output shapes, parameters, what learns.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  smile summary                                   # as the frozen approach trains it",
      "  smile summary --approach unfrozen --limit 100",
      "  smile summary --all                             # with MobileNetV2's 154 layers and their indexes"
    })
final class SummaryCommand implements Callable<Integer> {
  @Option(
      names = "--image-size",
      paramLabel = "PX",
      description = "Side of the square that the network sees, from 32 (default: 160).")
  private int imageSize = TrainingRecipe.REFERENCE.imageSidePx();

  @Option(
      names = "--approach",
      paramLabel = "frozen|unfrozen",
      description = "Whose trainable layers to show (default: frozen).")
  private Approach approach = Approach.FROZEN;

  @Option(
      names = "--limit",
      paramLabel = "LAYER",
      description = "First layer that learns when unfrozen: index or name (default: 118).")
  private String limit = TrainingRecipe.REFERENCE.limit();

  @Option(names = "--train-dense", description = "The dense layer learns when unfrozen, too.")
  private boolean trainDense;

  @Option(names = "--all", description = "List the 154 layers of MobileNetV2, too.")
  private boolean all;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Trainable trainable =
        approach == Approach.FROZEN
            ? Trainable.DENSE_ONLY
            : new Trainable(MobileNetV2.layerIndex(limit), trainDense);
    spec.commandLine().getOut().print(ModelSummary.of(imageSize, trainable, all));
    spec.commandLine().getOut().flush();
    return ExitCode.DONE;
  }
}
