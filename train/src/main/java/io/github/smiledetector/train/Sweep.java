package io.github.smiledetector.train;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.error.SmileDetectorException;
import io.github.smiledetector.error.StoppedException;
import io.github.smiledetector.train.data.LabelledPictures;
import io.github.smiledetector.train.evaluate.SweepPlot;
import io.github.smiledetector.train.evaluate.SweepTable;
import io.github.smiledetector.train.export.ProvenanceFile;
import io.github.smiledetector.train.files.RunLock;
import io.github.smiledetector.train.files.WholeFile;
import io.github.smiledetector.train.fit.TrainingListener;
import io.github.smiledetector.train.network.MobileNetV2;
import io.github.smiledetector.train.network.Parameter;
import io.github.smiledetector.train.network.Weights;
import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.Provenance;
import io.github.smiledetector.train.recipe.RunOptions;
import io.github.smiledetector.train.recipe.SweepResult;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Trains one recipe in many variants and sets their results side by side.
 *
 * <p>A sweep is a folder: a run for every point, named for what is varied ({@code
 * limit=0,train-dense=true}); {@code frozen} with the runs of frozen stages that points have in
 * common, each trained once; {@code sweep.csv}, {@code sweep.md} and {@code sweep.png}, written
 * anew after every point.
 *
 * <p>The same sweep run again goes on where it was; one with more points takes over those that are
 * there. Only one sweep at a time has a folder.
 *
 * <p>To be run once. Not thread-safe, except for {@link #stop()}.
 */
public final class Sweep {
  private static final String SHARED = "frozen";

  private final LabelledPictures pictures;
  private final List<Point> points;
  private final Path folder;
  private final RunOptions options;
  private final SweepListener listener;
  private final List<SweepResult> results = new ArrayList<>();
  private final Map<Path, Attempt> frozenStages = new HashMap<>();
  private volatile boolean stopWanted;
  private volatile Trainer underWay;

  /**
   * One variant of the recipe.
   *
   * @param values what is varied, by name, in the order of the table's columns
   * @param recipe the recipe with these values
   * @param stages one stage from the starting point, or both, the unfrozen one from the frozen
   *     one's model
   * @param startName tells starting points apart that one sweep begins from, such as {@code
   *     weights=none}; empty where all its points have the same
   * @param start asked when the point is trained
   */
  public record Point(
      Map<String, String> values,
      TrainingRecipe recipe,
      Set<Approach> stages,
      String startName,
      Supplier<StartingPoint> start) {
    /**
     * @throws OptionException if nothing is varied or there is no stage
     */
    public Point {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
      stages = Set.copyOf(stages);
      if (values.isEmpty() || stages.isEmpty()) {
        throw new OptionException("a point of a sweep needs a value that is varied, and a stage");
      }
    }

    /** Its values as people read them: {@code limit=0, train-dense=true}. */
    public String label() {
      return joined(", ");
    }

    private String joined(String between) {
      return values.entrySet().stream()
          .map(value -> value.getKey() + "=" + value.getValue())
          .collect(Collectors.joining(between));
    }

    private Approach lastStage() {
      return stages.contains(Approach.UNFROZEN) ? Approach.UNFROZEN : Approach.FROZEN;
    }

    private boolean sharesFrozenStage() {
      return stages.size() > 1;
    }
  }

  /** A stage that was tried: its model, or why there is none. */
  private record Attempt(Optional<TrainedModel> model, String failure) {}

  /**
   * A sweep that nobody has to listen to.
   *
   * @param pictures what to learn from
   * @param points in the order they are trained in
   * @param folder for everything that comes out; made where it is missing
   * @param options how to run; a sweep is always resumed
   * @param listener hears of progress
   * @throws OptionException if points have different options, are the same training, or one's limit
   *     is no layer or leaves nothing to learn
   */
  public Sweep(
      LabelledPictures pictures,
      List<Point> points,
      Path folder,
      RunOptions options,
      SweepListener listener) {
    this.pictures = pictures;
    this.points = List.copyOf(points);
    this.folder = folder;
    this.options =
        new RunOptions(true, options.strict(), options.deterministic(), options.checkpointEvery());
    this.listener = listener;
    requireDifferent(this.points);
    this.points.forEach(Sweep::trainableParameters);
  }

  /**
   * Trains every point that is not done yet.
   *
   * @return a result a point; failed ones have a reason instead of a model
   * @throws StoppedException after {@link #stop()}
   * @throws OptionException if the folder holds other trainings than these, or a sweep is at work
   *     there
   * @throws SmileDetectorException if a starting point cannot be had or results cannot be written
   */
  public List<SweepResult> run() {
    RunLock lock = RunLock.take(folder);
    try {
      WholeFile.removeUnfinished(folder);
      results.addAll(points.stream().map(this::found).toList());
      for (int i = 0; i < points.size(); i++) {
        trainPoint(i);
      }
      return List.copyOf(results);
    } finally {
      lock.close();
    }
  }

  private void trainPoint(int i) {
    if (stopWanted) {
      throw new StoppedException(
          "stopped before point %d of %d; nothing is lost".formatted(i + 1, points.size()));
    }
    Point point = points.get(i);
    TrainingListener ofTraining = listener.pointStarted(i + 1, points.size(), point);
    SweepResult result = train(point, toCome(point), ofTraining);
    results.set(i, result);
    writeResults();
    listener.pointFinished(result);
  }

  /**
   * Asks the sweep to end: the stage under way finishes its step and writes a checkpoint. May be
   * called from any thread.
   */
  public void stop() {
    stopWanted = true;
    Trainer trainer = underWay;
    if (trainer != null) {
      trainer.stop();
    }
  }

  private SweepResult train(Point point, SweepResult toCome, TrainingListener ofTraining) {
    if (!point.sharesFrozenStage()) {
      return outcome(toCome, straight(point, toCome.folder(), ofTraining));
    }
    Path shared = frozenRun(point);
    Attempt frozen = frozenStages.get(shared);
    if (frozen == null) {
      StartingPoint start = point.start().get();
      frozen = attempt(point, shared, ofTraining, trainer -> trainer.frozen(start));
      frozenStages.put(shared, frozen);
    }
    if (frozen.model().isEmpty()) {
      return toCome.withFailure(frozen.failure());
    }
    TrainedModel model = frozen.model().get();
    return outcome(
        toCome.withFrozen(model.provenance()),
        attempt(point, toCome.folder(), ofTraining, trainer -> trainer.unfrozen(model.folder())));
  }

  private Attempt straight(Point point, Path run, TrainingListener ofTraining) {
    StartingPoint start = point.start().get();
    return attempt(
        point,
        run,
        ofTraining,
        trainer ->
            point.lastStage() == Approach.FROZEN ? trainer.frozen(start) : trainer.unfrozen(start));
  }

  /** Wrong use would be the same for the points to come; all else is this point's own affair. */
  private Attempt attempt(
      Point point, Path run, TrainingListener ofTraining, Function<Trainer, TrainedModel> stage) {
    try (Trainer trainer = new Trainer(pictures, point.recipe(), run, options, ofTraining)) {
      underWay = trainer;
      if (stopWanted) {
        throw new StoppedException(
            "stopped before a stage of %s; nothing is lost".formatted(point.label()));
      }
      return new Attempt(Optional.of(stage.apply(trainer)), "");
    } catch (StoppedException | OptionException e) {
      throw e;
    } catch (SmileDetectorException e) {
      return new Attempt(Optional.empty(), e.getMessage());
    } finally {
      underWay = null;
    }
  }

  private static SweepResult outcome(SweepResult toCome, Attempt attempt) {
    return attempt
        .model()
        .map(model -> toCome.withModel(model.provenance()))
        .orElseGet(() -> toCome.withFailure(attempt.failure()));
  }

  private void writeResults() {
    SweepTable.write(results, folder);
    if (results.stream().anyMatch(result -> result.model().isPresent())) {
      SweepPlot.write(results, folder.resolve(SweepPlot.PNG));
    }
  }

  private SweepResult toCome(Point point) {
    return new SweepResult(
        point.values(),
        folder.resolve(fileName(point.joined(","))),
        point.lastStage(),
        trainableParameters(point),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static long trainableParameters(Point point) {
    int dense = Weights.DENSE_KERNEL.size() + Weights.DENSE_BIAS.size();
    if (point.lastStage() == Approach.FROZEN) {
      return dense;
    }
    TrainingRecipe recipe = point.recipe();
    long learning =
        MobileNetV2.LAYERS.stream()
            .skip(MobileNetV2.layerIndex(recipe.limit()))
            .flatMap(layer -> layer.parameters().stream())
            .filter(Parameter::learnable)
            .mapToInt(Parameter::size)
            .sum();
    learning += recipe.trainDense() ? dense : 0;
    if (learning == 0) {
      throw new OptionException(
          point.label()
              + ": nothing would learn. Let layers learn (--limit), or the dense layer (--train-dense)");
    }
    return learning;
  }

  /** What an earlier call has left, so that the table never loses rows while a sweep is resumed. */
  private SweepResult found(Point point) {
    SweepResult result = toCome(point);
    if (point.sharesFrozenStage()) {
      result =
          done(point, Approach.FROZEN, frozenRun(point)).map(result::withFrozen).orElse(result);
    }
    return done(point, point.lastStage(), result.folder()).map(result::withModel).orElse(result);
  }

  private Optional<Provenance> done(Point point, Approach stage, Path run) {
    Path model = run.resolve(stage.modelFolder());
    if (!Files.exists(model)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ProvenanceFile.read(model))
          .filter(there -> there.data().fingerprint().equals(pictures.fingerprint()))
          .filter(
              there -> there.recipe().relevantTo(stage).equals(point.recipe().relevantTo(stage)));
    } catch (ModelException e) {
      return Optional.empty(); // whoever trains the point says what is wrong with it
    }
  }

  /** The same stage has the same folder whatever else is varied, now or later. */
  private Path frozenRun(Point point) {
    String name = RecipeName.of(point.recipe().relevantTo(Approach.FROZEN));
    return folder
        .resolve(SHARED)
        .resolve(fileName(point.startName().isEmpty() ? name : name + "," + point.startName()));
  }

  /** A name that every file system takes. */
  private static String fileName(String text) {
    return text.replaceAll("[^A-Za-z0-9=,._+-]+", "_");
  }

  private static void requireDifferent(List<Point> points) {
    if (points.isEmpty()) {
      throw new OptionException("a sweep needs a point to train");
    }
    Map<List<Object>, Point> trainings = new HashMap<>();
    Map<String, Point> names = new HashMap<>();
    for (Point point : points) {
      if (!point.values().keySet().equals(points.get(0).values().keySet())) {
        throw new OptionException(
            "points of one sweep vary the same options: "
                + points.get(0).label()
                + "; "
                + point.label());
      }
      Point same =
          trainings.putIfAbsent(
              List.of(
                  point.stages(), point.recipe().relevantTo(point.lastStage()), point.startName()),
              point);
      if (same != null) {
        throw new OptionException(
            "%s and %s are one and the same training%s"
                .formatted(
                    same.label(),
                    point.label(),
                    same.recipe().equals(point.recipe())
                        ? ""
                        : ": what they differ in is read by the unfrozen stage only"));
      }
      Point named = names.putIfAbsent(fileName(point.joined(",")).toLowerCase(Locale.ROOT), point);
      if (named != null) {
        throw new OptionException(
            "%s and %s would have the same folder %s"
                .formatted(named.label(), point.label(), fileName(point.joined(","))));
      }
    }
  }
}
