package io.github.smiledetector.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.smiledetector.DetectorOptions;
import io.github.smiledetector.cli.detect.VisibleText;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.train.data.LabelColumn;
import io.github.smiledetector.train.evaluate.Comparison;
import io.github.smiledetector.train.evaluate.CropJudge;
import io.github.smiledetector.train.evaluate.Estimate;
import io.github.smiledetector.train.evaluate.Evaluation;
import io.github.smiledetector.train.evaluate.EvaluationData;
import io.github.smiledetector.train.evaluate.EvaluationJson;
import io.github.smiledetector.train.evaluate.FaceChoice;
import io.github.smiledetector.train.evaluate.FaceJudge;
import io.github.smiledetector.train.evaluate.Judgements;
import io.github.smiledetector.train.evaluate.Metric;
import io.github.smiledetector.train.evaluate.PhotoJudge;
import io.github.smiledetector.train.evaluate.Predictions;
import io.github.smiledetector.train.evaluate.Reading;
import io.github.smiledetector.train.evaluate.Requirement;
import io.github.smiledetector.train.evaluate.Slicing;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** {@code smile evaluate}: how well a model answers on labelled pictures. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Says how well a model answers on labelled pictures.")
final class EvaluateCommand implements Callable<Integer> {
  private static final String EMBEDDED = "embedded";

  @Parameters(index = "0", paramLabel = "MODEL", description = "m")
  private Path model;

  @Parameters(index = "1", paramLabel = "DATA", description = "d")
  private Path data;

  @Option(names = "--label", paramLabel = "COLUMN[=WORD]", defaultValue = "smile")
  private String label;

  @Mixin private ClassOptions classes;

  @Option(names = "--whole")
  private boolean whole;

  @Option(names = "--finder", paramLabel = "haar|yunet", defaultValue = "${env:SMILE_FINDER:-haar}")
  private FinderName finder;

  @Option(names = "--face", paramLabel = "largest|central", defaultValue = "largest")
  private FaceChoice face;

  @Option(names = "--threshold", paramLabel = "P")
  private Double threshold;

  @Option(names = "--slice", paramLabel = "COLUMN")
  private List<String> slices = new ArrayList<>();

  @Option(names = "--against", paramLabel = "OTHER")
  private Path against;

  @Option(names = "--require", paramLabel = "RULE")
  private List<String> required = new ArrayList<>();

  @Option(names = "--predictions", paramLabel = "FILE.csv")
  private Path predictions;

  @Option(names = "--json")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws JsonProcessingException {
    List<Requirement> requirements = required.stream().map(Requirement::parse).toList();
    EvaluationData pictures =
        EvaluationData.read(data, LabelColumn.parse(label), classes.choice());
    List<Slicing> slicings = slices.stream().map(each -> pictures.slicing(each, whole)).toList();
    Evaluation evaluation = evaluate(model, pictures, slicings);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        new ObjectMapper()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(EvaluationJson.of(evaluation)));
    out.flush();
    return 0;
  }

  private Evaluation evaluate(Path named, EvaluationData pictures, List<Slicing> slicings) {
    try (FaceJudge judge = judge(named);
        ConsoleProgress progress =
            new ConsoleProgress(
                "evaluate", ConsoleProgress.Unit.PICTURES, spec.commandLine().getErr())) {
      Judgements judgements = judge.judge(pictures.pictures().pictures(), progress);
      return Evaluation.of(judgements, judge.reading(), slicings);
    }
  }

  private FaceJudge judge(Path named) {
    if (isTable(named)) {
      return new Predictions(named, withThreshold(Reading.PLAIN));
    }
    if (!whole) {
      ModelBundle bundle = bundle(named);
      return new CropJudge(bundle, withThreshold(Reading.of(bundle.description())));
    }
    DetectorOptions options = DetectorOptions.DEFAULT.withFinder(finder::open);
    if (!isEmbedded(named)) {
      options = options.withModel(named);
    }
    if (threshold != null) {
      options = options.withThreshold(threshold);
    }
    return new PhotoJudge(options, face);
  }

  private Reading withThreshold(Reading reading) {
    return threshold == null ? reading : reading.withThreshold(threshold);
  }

  private static boolean isEmbedded(Path named) {
    return named.toString().equals(EMBEDDED);
  }

  private static boolean isTable(Path named) {
    return Files.isRegularFile(named) || named.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
  }

  private static ModelBundle bundle(Path named) {
    return isEmbedded(named) ? ModelBundle.embedded() : ModelBundle.read(named);
  }
}
