package io.github.smiledetector.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.smiledetector.train.data.LabelledPicture;
import io.github.smiledetector.train.fit.Speed;
import io.github.smiledetector.train.network.Weights;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code smile bench}: how fast this machine trains, and what limits it. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures how fast this machine does each part of a training on your pictures.",
      "",
      "All rates are pictures a second with all processors. Forward is the network alone, without any learning: no frozen epoch can be faster. Run it on a quiet machine, and compare figures of one run only.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smile bench data/smilesmiled",
      "  smile bench data/smilesmiled --image-size 96 --limit 0 --profile"
    })
final class BenchCommand implements Callable<Integer> {
  private static final int MOST_PICTURES = 1024;
  private static final int OPERATIONS_SHOWN = 12;

  @Parameters(
      paramLabel = "DATA",
      arity = "1..*",
      description =
          "Folder with one sub-folder of pictures a class, or CSV tables of pictures, as `smile train` takes them.")
  private List<Path> data;

  @Mixin private TableOptions tables;

  @Mixin private ClassOptions classes;
  @Mixin private RecipeOptions recipeOptions;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "4",
      description = "How long each rate is measured (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--profile",
      description =
          "Say too which of TensorFlow's operations the time of an unfrozen step goes to.")
  private boolean profile;

  @Option(names = "--json", description = "One JSON object instead of a table.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws JsonProcessingException {
    List<LabelledPicture> all = tables.read(data, classes).pictures();
    TrainingRecipe recipe = recipeOptions.recipe();
    Speed speed =
        new Speed(
            recipe,
            Weights.initial(recipe.seed()),
            all.subList(0, Math.min(MOST_PICTURES, all.size())),
            seconds);
    Map<String, Double> rates = byName(speed.measure());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("imageSidePx", recipe.imageSidePx());
      result.put("batchSize", recipe.batchSize());
      result.put("limit", recipe.limit());
      result.put("processors", Runtime.getRuntime().availableProcessors());
      result.put("picturesPerSecond", rates);
      if (profile) {
        result.put("microsecondsOfAStep", speed.profile());
      }
      out.println(new ObjectMapper().writeValueAsString(result));
    } else {
      out.printf(
          "pictures a second, %d px, batches of %d, limit %s, %d processors%n",
          recipe.imageSidePx(),
          recipe.batchSize(),
          recipe.limit(),
          Runtime.getRuntime().availableProcessors());
      rates.forEach((name, rate) -> out.printf(Locale.ROOT, "%-20s %,8.0f%n", name, rate));
      if (profile) {
        print(speed.profile());
      }
    }
    return ExitCode.DONE;
  }

  private static Map<String, Double> byName(Speed.Rates rates) {
    Map<String, Double> byName = new LinkedHashMap<>();
    byName.put("forwardOnnxRuntime", rates.forwardOnnxRuntime());
    byName.put("preparing", rates.preparing());
    rates.trunk().ifPresent(rate -> byName.put("trunk", rate));
    byName.put("learning", rates.learning());
    byName.put("frozenStep", rates.frozenStep());
    byName.put("unfrozenStep", rates.unfrozenStep());
    return byName;
  }

  private void print(Map<String, Long> microseconds) {
    PrintWriter out = spec.commandLine().getOut();
    long sum = microseconds.values().stream().mapToLong(Long::longValue).sum();
    out.printf(Locale.ROOT, "%nprocessor time of the learning part of one step: %,d us%n", sum);
    microseconds.entrySet().stream()
        .limit(OPERATIONS_SHOWN)
        .forEach(
            entry ->
                out.printf(
                    Locale.ROOT, "%5.1f %%  %s%n", 100.0 * entry.getValue() / sum, entry.getKey()));
  }
}
