package io.github.smiledetector.cli;

import io.github.smiledetector.classifier.Precision;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.model.Calibration;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.model.ModelDescription;
import io.github.smiledetector.train.data.LabelledPictures;
import io.github.smiledetector.train.evaluate.BundleCalibration;
import io.github.smiledetector.train.evaluate.CalibrationMethod;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code smile calibrate}: labelled faces say what a model's answer means. */
@Command(
    name = "calibrate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Fits a model's probabilities to labelled face crops and finds the threshold for them: the network stays as it is, its answer gets a meaning.",
      "",
      "A model can have several meanings, such as smile and broad; the one named is added or replaced, the others stay. Take faces that the model was not trained on: of those it learnt it is too sure.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:fitted to all faces",
      "3:fitted, but some pictures could not be read; they are listed and left out",
      "4:DATA is missing or bad, or goes against the model",
      "5:BUNDLE is missing or bad"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smile calibrate mine.smile faces/labels.csv --out calibrated.smile",
      "  smile calibrate mine.smile faces/labels.csv --meaning broad --label expression=grin \\",
      "      --says \"a broad smile\" --out two.smile",
      "  smile calibrate mine.smile faces --smiling smiling --method temperature --threshold 0.5 --out calibrated.smile",
      "  smile detect party.jpg --model two.smile --meaning broad"
    })
final class CalibrateCommand implements Callable<Integer> {
  private static final String EQUAL_ERRORS = "equal-errors";

  @Parameters(
      index = "0",
      paramLabel = "BUNDLE",
      description =
          "Folder of a model bundle, as `smile export` writes it; embedded for the model inside.")
  private Path model;

  @Parameters(
      index = "1",
      paramLabel = "DATA",
      description =
          "Face crops as the model was trained on them: a folder with one sub-folder a class, or a CSV table with a column file.")
  private Path data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "BUNDLE",
      description = "Folder of the bundle to write; may be the same one.")
  private Path out;

  @Option(
      names = "--meaning",
      paramLabel = "NAME",
      description = "Name of the meaning that is fitted (default: ${DEFAULT-VALUE}).")
  private String meaning = ModelDescription.SMILE;

  @Option(
      names = "--says",
      paramLabel = "TEXT",
      description =
          "What counts as a smile in this meaning, in a line for people (default: as before; for a new one, the data's name).")
  private String says;

  @Option(
      names = "--default",
      description = "Make it the meaning that is taken where none is asked for.")
  private boolean byDefault;

  @Mixin private TableOptions tables;
  @Mixin private ClassOptions classes;

  @Option(
      names = "--method",
      paramLabel = "platt|temperature",
      description =
          "What is fitted: slope and intercept, or the slope alone (default: ${DEFAULT-VALUE}).")
  private CalibrationMethod method = CalibrationMethod.PLATT;

  @Option(
      names = "--threshold",
      paramLabel = "equal-errors|P",
      description =
          "Smile probability from which on a face is smiling: a number, or the one at which smiles are missed as often as other faces are called a smile (default: ${DEFAULT-VALUE}).")
  private String threshold = EQUAL_ERRORS;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress.")
  private boolean quiet;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    BundleCalibration calibration =
        new BundleCalibration(
            meaning, Optional.ofNullable(says), method, givenThreshold(), byDefault);
    ModelBundle.requireFree(out);
    ModelBundle bundle = NamedModel.read(model);
    BundleCalibration.Result result = fit(calibration, bundle, tables.read(List.of(data), classes));
    result.bundle().write(out);
    tell(result);
    return new ErrorLines(spec.commandLine()).tell(result.leftOut());
  }

  private BundleCalibration.Result fit(
      BundleCalibration calibration, ModelBundle bundle, LabelledPictures pictures) {
    if (quiet) {
      return calibration.fit(bundle, pictures, Progress.NONE);
    }
    try (ConsoleProgress progress =
        new ConsoleProgress(
            "calibrate", ConsoleProgress.Unit.PICTURES, spec.commandLine().getErr())) {
      return calibration.fit(bundle, pictures, progress);
    }
  }

  private OptionalDouble givenThreshold() {
    if (threshold.equalsIgnoreCase(EQUAL_ERRORS)) {
      return OptionalDouble.empty();
    }
    double number = Double.NaN;
    try {
      number = Double.parseDouble(threshold);
    } catch (NumberFormatException e) {
      // said below
    }
    if (!(number >= 0 && number <= 1)) {
      throw new OptionException(
          "--threshold takes " + EQUAL_ERRORS + " or a probability from 0 to 1, not " + threshold);
    }
    return OptionalDouble.of(number);
  }

  private void tell(BundleCalibration.Result result) {
    PrintWriter to = spec.commandLine().getOut();
    BundleCalibration.Outcome before = result.before();
    BundleCalibration.Outcome after = result.after();
    line(
        to,
        "%s: %s; %,d faces%s",
        meaning,
        after.meaning().says(),
        result.faces(),
        result.leftOut().isEmpty()
            ? ""
            : String.format(Locale.ROOT, ", %,d more cannot be read", result.leftOut().size()));
    line(to, "%-14s %8s %8s", "", "before", "after");
    row(to, "log loss", "%.4f", before.quality().logLoss(), after.quality().logLoss());
    row(to, "ECE", "%.4f", before.quality().expectedError(), after.quality().expectedError());
    row(to, "threshold", "%.4f", before.meaning().threshold(), after.meaning().threshold());
    row(to, "misses", "%.2f %%", 100 * before.errors().misses(), 100 * after.errors().misses());
    row(
        to,
        "false alarms",
        "%.2f %%",
        100 * before.errors().falseAlarms(),
        100 * after.errors().falseAlarms());
    Calibration fitted = after.meaning().calibration();
    line(
        to,
        "%-14s sigmoid(%.4f * logit %+.4f), by %s",
        "probability",
        fitted.slope(),
        fitted.intercept(),
        method);
    result
        .eightBit()
        .ifPresent(
            quality ->
                line(
                    to,
                    "%-14s ECE %.4f (%+.4f), log loss %.4f; fitted to fp32%s",
                    "8-bit network",
                    quality.expectedError(),
                    quality.expectedError() - after.quality().expectedError(),
                    quality.logLoss(),
                    Precision.AUTO.in(result.bundle()) == Precision.INT8
                        ? ""
                        : ", and this processor is not known to be made for int8"));
    line(
        to,
        "wrote %s; meanings: %s, by default %s",
        out,
        String.join(", ", result.bundle().description().meanings().keySet()),
        result.bundle().description().defaultMeaning());
    to.flush();
  }

  private static void row(PrintWriter to, String what, String format, double before, double after) {
    line(
        to,
        "%-14s %8s %8s",
        what,
        String.format(Locale.ROOT, format, before),
        String.format(Locale.ROOT, format, after));
  }

  private static void line(PrintWriter to, String format, Object... values) {
    to.println(String.format(Locale.ROOT, format, values));
  }
}
