package io.github.smiledetector.cli;

import io.github.smiledetector.cli.evaluate.FinderPage;
import io.github.smiledetector.cli.evaluate.FinderRun;
import io.github.smiledetector.cli.evaluate.FinderRunJson;
import io.github.smiledetector.cli.evaluate.FinderText;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.train.data.FaceLabels;
import io.github.smiledetector.train.data.MarkedPhoto;
import io.github.smiledetector.train.evaluate.FaceCutOut;
import io.github.smiledetector.train.evaluate.FinderEvaluation;
import io.github.smiledetector.train.evaluate.FinderMetric;
import io.github.smiledetector.train.evaluate.FinderSpeed;
import io.github.smiledetector.train.evaluate.FinderTrial;
import io.github.smiledetector.train.evaluate.JudgedFinder;
import io.github.smiledetector.train.evaluate.PictureSheet;
import io.github.smiledetector.train.evaluate.Requirement;
import io.github.smiledetector.train.evaluate.TitledPicture;
import io.github.smiledetector.train.files.WholeFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code smile finder evaluate}: how well face finders find marked faces, side by side. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Says how well face finders find the marked faces of photos, side by side: recall, precision, false faces a photo, average precision, landmarks and time, with 95 %% intervals from 1,000 resamples (by person where the labels name them, else by photo).",
      "",
      "LABELS are files of JSON lines, one photo a line with its faces. A face found is right if its box and a marked one coincide enough; each marked face counts once, the best scores choose first. Faces marked as ignored, and those below --smallest-face, count neither way.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:measured, and every --require is met",
      "2:wrong use, such as a finder that does not exist",
      "3:measured, but some photos could not be read; they are listed and left out",
      "4:LABELS are missing or bad, or of photos of another size",
      "5:a finder's network is missing or bad",
      "6:measured, but a --require is not met"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smile finder evaluate photos.jsonl --finder haar --finder yunet",
      "  smile finder evaluate photos.jsonl --finder yunet --rotate 0,15,30,45 --report a.html",
      "  smile finder evaluate photos.jsonl --finder yunet --require 'recall>=0.998' --no-time",
      "                                                # in a build: ends with 6"
    })
final class FinderEvaluateCommand implements Callable<Integer> {
  /** Low enough for whole curves: what scores less is hardly ever a face. */
  private static final double LOWEST_SCORE = 0.05;

  private static final int MOST_ON_A_SHEET = 48;
  private static final int CUT_OUT_PX = 256;

  @Parameters(
      paramLabel = "LABELS",
      arity = "1..*",
      description = "Files of photos with marked faces (*.jsonl).")
  private List<Path> labels;

  @Option(
      names = "--finder",
      paramLabel = FinderName.LABEL,
      completionCandidates = FinderName.Names.class,
      required = true,
      description =
          "Can be given several times: the first is the one that is judged (--require), and the others' times are held against its.")
  private List<FinderName> names;

  @Option(
      names = "--smallest-face",
      paramLabel = "PX",
      defaultValue = "20",
      description =
          "Longer side of the smallest face that is asked for (default: ${DEFAULT-VALUE}).")
  private int smallestPx;

  @Option(
      names = "--iou",
      paramLabel = "SHARE",
      defaultValue = "0.5",
      description =
          "Intersection over union from which on two boxes mean the same face (default: ${DEFAULT-VALUE}).")
  private double overlap;

  @Option(
      names = "--rotate",
      paramLabel = "DEGREES",
      split = ",",
      description =
          "Measure too on photos turned by so much, every other one the other way, such as 0,15,30,45.")
  private List<Integer> degrees = new ArrayList<>();

  @Option(names = "--no-time", description = "Do not measure how long the finders take.")
  private boolean noTime;

  @Option(
      names = "--require",
      paramLabel = "RULE",
      description =
          "End with 6 unless this holds of the first finder: a metric by its name in JSON, one of >=, >, <=, < and a number, such as 'recall>=0.998'. Can be given several times.")
  private List<String> required = new ArrayList<>();

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description =
          "Write a page for a browser: figures, curves, the surest false faces and the largest missed ones. It is one file and asks nothing of any other place.")
  private Path report;

  @Option(names = "--no-pictures", description = "No pictures of faces in the report.")
  private boolean noPictures;

  @Option(
      names = "--sheet-missed",
      paramLabel = "FILE.png",
      description = "Draw the largest faces that were missed.")
  private Path missedSheet;

  @Option(
      names = "--sheet-false",
      paramLabel = "FILE.png",
      description = "Draw the surest faces found where none is marked.")
  private Path falseSheet;

  @Option(
      names = "--json",
      paramLabel = "FILE.json",
      description = "Write one JSON object with everything.")
  private Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<Requirement<FinderMetric>> requirements =
        required.stream()
            .map(each -> Requirement.parse(each, List.of(FinderMetric.values())))
            .toList();
    EvaluateCommand.refuseFolder(report, "--report");
    EvaluateCommand.refuseFolder(json, "--json");
    EvaluateCommand.refuseFolder(missedSheet, "--sheet-missed");
    EvaluateCommand.refuseFolder(falseSheet, "--sheet-false");
    refuseTwice();
    List<MarkedPhoto> photos = new ArrayList<>();
    labels.forEach(file -> photos.addAll(FaceLabels.read(file)));
    FinderTrial trial = new FinderTrial(photos, overlap, smallestPx, degrees);
    FinderRun run;
    List<JudgedFinder> finders = new ArrayList<>();
    try {
      names.forEach(name -> finders.add(open(name)));
      FinderTrial.Result result = look(trial, finders);
      run =
          new FinderRun(
              labels.stream()
                  .map(file -> file.getFileName().toString())
                  .collect(Collectors.joining(", ")),
              trial,
              result,
              noTime ? List.of() : times(result.photos(), finders),
              requirements);
    } finally {
      finders.forEach(JudgedFinder::close);
    }
    write(run);
    return end(run);
  }

  private static JudgedFinder open(FinderName name) {
    FaceFinder usual = name.open();
    try {
      FaceFinder eager = name.equals(FinderName.HAAR) ? usual : name.open(LOWEST_SCORE);
      return new JudgedFinder(name.toString(), usual, eager, name.threshold());
    } catch (RuntimeException e) {
      usual.close();
      throw e;
    }
  }

  private void refuseTwice() {
    Set<FinderName> seen = new HashSet<>();
    for (FinderName name : names) {
      if (!seen.add(name)) {
        throw new OptionException("--finder " + name + " is given twice");
      }
    }
  }

  private FinderTrial.Result look(FinderTrial trial, List<JudgedFinder> finders) {
    try (ConsoleProgress progress = progress("look")) {
      return trial.run(finders, progress);
    }
  }

  private List<FinderSpeed> times(List<MarkedPhoto> photos, List<JudgedFinder> finders) {
    try (ConsoleProgress progress = progress("time")) {
      return FinderSpeed.measure(photos, finders, smallestPx, progress);
    }
  }

  private ConsoleProgress progress(String task) {
    return new ConsoleProgress(task, ConsoleProgress.Unit.PICTURES, spec.commandLine().getErr());
  }

  private void write(FinderRun run) {
    if (json != null) {
      WholeFile.write(json, FinderRunJson.text(run));
    }
    if (report != null) {
      FinderPage.write(run, report, !noPictures);
    }
    if (missedSheet != null) {
      sheet(run, "Faces missed, the largest", FinderEvaluation::missedFaces, missedSheet);
    }
    if (falseSheet != null) {
      sheet(run, "False faces, the surest", FinderEvaluation::wrongFaces, falseSheet);
    }
    PrintWriter out = spec.commandLine().getOut();
    FinderText.lines(run).forEach(out::println);
    out.flush();
  }

  /** As many of each finder; of a finder without any, none. */
  private void sheet(
      FinderRun run, String title, Function<FinderEvaluation, List<FaceCutOut>> choice, Path png) {
    List<TitledPicture> pictures = new ArrayList<>();
    for (FinderEvaluation evaluation : run.result().evaluations()) {
      choice.apply(evaluation).stream()
          .limit(MOST_ON_A_SHEET / names.size())
          .map(
              face ->
                  new TitledPicture(
                      evaluation.name() + " " + face.caption() + "  " + face.file().getFileName(),
                      face.picture(CUT_OUT_PX)))
          .forEach(pictures::add);
    }
    if (pictures.isEmpty()) {
      new ErrorLines(spec.commandLine()).tell(png + " is not written: there is no such face");
      return;
    }
    new PictureSheet(title, run.what(), pictures).write(png);
  }

  /** Says what was not as it should be. */
  private int end(FinderRun run) {
    ErrorLines lines = new ErrorLines(spec.commandLine());
    int exitCode = lines.tell(run.result().leftOut());
    run.notMet().forEach(lines::tell);
    return run.notMet().isEmpty() ? exitCode : ExitCode.REQUIREMENT_NOT_MET;
  }
}
