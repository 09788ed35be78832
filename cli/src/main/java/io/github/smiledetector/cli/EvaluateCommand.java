package io.github.smiledetector.cli;

import io.github.smiledetector.DetectorOptions;
import io.github.smiledetector.classifier.Precision;
import io.github.smiledetector.cli.evaluate.EvaluationPage;
import io.github.smiledetector.cli.evaluate.EvaluationRun;
import io.github.smiledetector.cli.evaluate.EvaluationText;
import io.github.smiledetector.cli.evaluate.PeakMemory;
import io.github.smiledetector.cli.evaluate.RunJson;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.train.data.LabelTable;
import io.github.smiledetector.train.data.LabelledPictures;
import io.github.smiledetector.train.evaluate.Comparison;
import io.github.smiledetector.train.evaluate.CropJudge;
import io.github.smiledetector.train.evaluate.Evaluation;
import io.github.smiledetector.train.evaluate.EvaluationData;
import io.github.smiledetector.train.evaluate.FaceChoice;
import io.github.smiledetector.train.evaluate.FaceJudge;
import io.github.smiledetector.train.evaluate.Judgements;
import io.github.smiledetector.train.evaluate.Metric;
import io.github.smiledetector.train.evaluate.ModelSpeed;
import io.github.smiledetector.train.evaluate.ModelUse;
import io.github.smiledetector.train.evaluate.PhotoJudge;
import io.github.smiledetector.train.evaluate.Predictions;
import io.github.smiledetector.train.evaluate.Reading;
import io.github.smiledetector.train.evaluate.Requirement;
import io.github.smiledetector.train.evaluate.Slicing;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
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
    description = {
      "Says how well a model answers on labelled pictures: accuracy, AUC, calibration and more, each with a 95 %% interval from 1,000 resamples (by person where the table has a column person, else by picture).",
      "",
      "DATA is a folder with one sub-folder of face crops a class, or a CSV table with a header: one row a picture, a column file with its path as seen from the table's folder, and a label. Rows with an empty label are left out; labels between 0 and 1 count as a smile from 0.5 on. A column share says how much of the picture's side the face's square takes, in the middle (1 if absent).",
      "",
      "With --whole the pictures are photos, and the face is found first: one that is missed is a wrong answer.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:measured, and every --require is met",
      "3:measured, but some pictures could not be read; they are listed and left out",
      "4:DATA or predictions are missing or bad",
      "5:MODEL is missing or bad",
      "6:measured, but a --require is not met"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smile evaluate mine.smile faces               # folders of face crops",
      "  smile evaluate embedded faces --report a.html # a page with plots",
      "  smile evaluate mine.smile labels.csv --label expression=grin --slice glasses",
      "  smile evaluate embedded photos.csv --whole --finder yunet --slice size",
      "  smile evaluate new.smile faces --against old.smile",
      "  smile evaluate m.smile faces --precision fp32 --against m.smile --against-precision int8",
      "  smile evaluate new.smile faces --require 'auc>=0.98' --require 'ece<0.03'",
      "                                                # in a build: ends with 6",
      "  smile evaluate mine.smile faces --predictions mine.csv",
      "  smile evaluate mine.csv faces                 # from such a file, at once"
    })
final class EvaluateCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description =
          "Folder of a model bundle; embedded for the model inside; or a CSV file (*.csv) of answers made elsewhere, with columns file and logit (or probability), empty where no face was found.")
  private Path model;

  @Parameters(
      index = "1",
      paramLabel = "DATA",
      description = "Folder of class folders, or a CSV table.")
  private Path data;

  @Mixin private TableOptions tables;
  @Mixin private ClassOptions classes;

  @Option(
      names = "--meaning",
      paramLabel = "NAME",
      description =
          "Which of the model's meanings gives probabilities and threshold, such as broad; `smile doctor` lists them (default: the model's own choice).")
  private String meaning;

  @Option(
      names = "--precision",
      paramLabel = "auto|fp32|int8",
      description = "Which of the model's networks answers, as for detect (default: auto).")
  private Precision precision;

  @Option(
      names = "--validation-of",
      paramLabel = "RUN",
      description =
          "Only those of DATA, the data a training had, that it was validated on; RUN is the training's folder.")
  private Path run;

  @Option(names = "--whole", description = "The pictures are photos: find the face first.")
  private boolean whole;

  @Option(
      names = "--finder",
      paramLabel = FinderName.LABEL,
      completionCandidates = FinderName.Names.class,
      defaultValue = FinderName.DEFAULT,
      description =
          "What finds the faces with --whole, as for detect (default here: ${DEFAULT-VALUE}).")
  private FinderName finder;

  @Option(
      names = "--face",
      paramLabel = "largest|central",
      defaultValue = "largest",
      description = "The face of a photo that its label is about (default: ${DEFAULT-VALUE}).")
  private FaceChoice face;

  @Option(
      names = "--threshold",
      paramLabel = "P",
      description =
          "Smile probability from which on a face is smiling (default: the meaning's own; 0.5 for a CSV file).")
  private Double threshold;

  @Option(
      names = "--slice",
      paramLabel = "COLUMN",
      description =
          "Measure the parts of the pictures too, by the words in this column of the table; numbers with more than 8 values are divided into quarters. With --whole, size divides by the width of the face. Can be given several times.")
  private List<String> slices = new ArrayList<>();

  @Option(
      names = "--against",
      paramLabel = "OTHER",
      description =
          "Another model, given as MODEL is: the difference with its interval, and McNemar's exact test.")
  private Path against;

  @Option(
      names = "--against-meaning",
      paramLabel = "NAME",
      description = "The other model's meaning (default: as --meaning).")
  private String againstMeaning;

  @Option(
      names = "--against-precision",
      paramLabel = "auto|fp32|int8",
      description =
          "The other model's network; OTHER may be the same model (default: as --precision).")
  private Precision againstPrecision;

  @Option(
      names = "--require",
      paramLabel = "RULE",
      description =
          "End with 6 unless this holds: a metric by its name in JSON, one of >=, >, <=, < and a number, such as 'auc>=0.98'. Can be given several times.")
  private List<String> required = new ArrayList<>();

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description =
          "Write a page for a browser: figures, plots, slices and the 24 most wrong pictures. It is one file and asks nothing of any other place.")
  private Path report;

  @Option(names = "--no-pictures", description = "No pictures of faces in the report.")
  private boolean noPictures;

  @Option(
      names = "--predictions",
      paramLabel = "FILE.csv",
      description = "Write every picture's file, logit, probability and label.")
  private Path predictions;

  @Option(names = "--json", description = "Print one JSON object with everything.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<Requirement<Metric>> requirements =
        required.stream().map(each -> Requirement.parse(each, List.of(Metric.values()))).toList();
    refuseFolder(report, "--report");
    refuseFolder(predictions, "--predictions");
    refuseUseOfNoModel();
    EvaluationData pictures = pictures();
    List<Slicing> slicings = slices.stream().map(each -> pictures.slicing(each, whole)).toList();

    EvaluationRun.Measured measured;
    Optional<EvaluationRun.Against> other;
    // Both are opened first: what is wrong with the second is better heard before the work.
    try (FaceJudge judge = judge(model, meaning, precision);
        FaceJudge second =
            against == null
                ? null
                : judge(
                    against,
                    againstMeaning == null ? meaning : againstMeaning,
                    againstPrecision == null ? precision : againstPrecision)) {
      measured = measure(judge, pictures, slicings);
      other =
          Optional.ofNullable(second)
              .map(each -> measure(each, pictures, List.of()))
              .map(
                  each ->
                      new EvaluationRun.Against(
                          each, Comparison.of(measured.evaluation(), each.evaluation())));
    }
    EvaluationRun run =
        new EvaluationRun(
            measured,
            pictures.pictures().name(),
            pictures.pictures().smilingClass(),
            whole ? Optional.of(finder.toString()) : Optional.empty(),
            other,
            cost(measured),
            requirements);
    write(run);
    return end(run);
  }

  /** Meanings and precisions are a model's; answers made elsewhere have none. */
  private void refuseUseOfNoModel() {
    if (TableOptions.isTable(model) && (meaning != null || precision != null)) {
      throw new OptionException(
          "--meaning and --precision go with a model, but "
              + model
              + " holds answers made elsewhere");
    }
    if ((against == null || TableOptions.isTable(against))
        && (againstMeaning != null || againstPrecision != null)) {
      throw new OptionException(
          "--against-meaning and --against-precision go with a model given as --against"
              + (against == null ? "" : ", but " + against + " holds answers made elsewhere"));
    }
  }

  private EvaluationData pictures() {
    LabelledPictures labelled = tables.read(List.of(data), classes);
    if (run != null) {
      labelled = labelled.validationOf(run.resolve("split.json"));
    }
    return TableOptions.isTable(data)
        ? EvaluationData.of(labelled, LabelTable.read(data))
        : EvaluationData.of(labelled);
  }

  private EvaluationRun.Measured measure(
      FaceJudge judge, EvaluationData pictures, List<Slicing> slicings) {
    Reading reading =
        threshold == null ? judge.reading() : judge.reading().withThreshold(threshold);
    Judgements judgements;
    try (ConsoleProgress progress =
        new ConsoleProgress(
            "evaluate", ConsoleProgress.Unit.PICTURES, spec.commandLine().getErr())) {
      judgements = judge.judge(pictures.pictures().pictures(), progress);
    }
    return new EvaluationRun.Measured(
        judge.name(), judge.use(), Evaluation.of(judgements, reading, slicings));
  }

  private FaceJudge judge(Path named, String asked, Precision numbers) {
    if (TableOptions.isTable(named)) {
      return new Predictions(named, Reading.PLAIN);
    }
    Precision network = numbers == null ? Precision.AUTO : numbers;
    if (!whole) {
      return new CropJudge(NamedModel.read(named), Optional.ofNullable(asked), network);
    }
    DetectorOptions options =
        DetectorOptions.DEFAULT.withFinder(finder::open).withPrecision(network);
    if (asked != null) {
      options = options.withMeaning(asked);
    }
    if (!NamedModel.isEmbedded(named)) {
      options = options.withModel(named);
    }
    return new PhotoJudge(options, face);
  }

  private EvaluationRun.Cost cost(EvaluationRun.Measured measured) {
    Judgements judgements = measured.evaluation().judgements();
    int pictures = judgements.judged().size() + judgements.leftOut().size();
    Optional<ModelUse> use = measured.use();
    return new EvaluationRun.Cost(
        use.isPresent()
            ? OptionalDouble.of(pictures / judgements.seconds())
            : OptionalDouble.empty(),
        use.isPresent()
            ? OptionalDouble.of(
                ModelSpeed.millisPerFace(NamedModel.read(model), use.get().precision()))
            : OptionalDouble.empty(),
        PeakMemory.bytes());
  }

  static void refuseFolder(Path file, String option) {
    if (file != null && Files.isDirectory(file)) {
      throw new OptionException(option + " " + file + " is a folder; name a file");
    }
  }

  private void write(EvaluationRun run) {
    if (predictions != null) {
      Predictions.write(run.evaluation(), predictions);
    }
    if (report != null) {
      EvaluationPage.write(run, report, !noPictures);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(RunJson.text(run));
    } else {
      EvaluationText.lines(run).forEach(out::println);
    }
    out.flush();
  }

  /** Says what was not as it should be. */
  private int end(EvaluationRun run) {
    ErrorLines lines = new ErrorLines(spec.commandLine());
    int exitCode = lines.tell(run.evaluation().judgements().leftOut());
    run.notMet().forEach(lines::tell);
    return run.notMet().isEmpty() ? exitCode : ExitCode.REQUIREMENT_NOT_MET;
  }
}
