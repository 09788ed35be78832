package io.github.smiledetector.train;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.error.StoppedException;
import io.github.smiledetector.train.checkpoint.Checkpoints;
import io.github.smiledetector.train.checkpoint.StageIdentity;
import io.github.smiledetector.train.data.LabelledPicture;
import io.github.smiledetector.train.data.LabelledPictures;
import io.github.smiledetector.train.data.Split;
import io.github.smiledetector.train.data.Splits;
import io.github.smiledetector.train.evaluate.HistoryFiles;
import io.github.smiledetector.train.evaluate.HistoryPlot;
import io.github.smiledetector.train.export.ProvenanceFile;
import io.github.smiledetector.train.export.SavedModels;
import io.github.smiledetector.train.files.RunLock;
import io.github.smiledetector.train.files.WholeFile;
import io.github.smiledetector.train.files.WholeFolder;
import io.github.smiledetector.train.fit.DecodedPictures;
import io.github.smiledetector.train.fit.Stage;
import io.github.smiledetector.train.fit.TrainingData;
import io.github.smiledetector.train.fit.TrainingListener;
import io.github.smiledetector.train.fit.UnreadablePicture;
import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.History;
import io.github.smiledetector.train.recipe.Provenance;
import io.github.smiledetector.train.recipe.RunOptions;
import io.github.smiledetector.train.recipe.TrainingPosition;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Trains smile classifiers by transfer learning, in the reference's two approaches, on pictures in
 * one folder a class.
 *
 * <pre>{@code
 * LabelledPictures pictures = PictureFolders.read(Path.of("smilesmiled"), ClassChoice.smiling("positives"));
 * try (Trainer trainer = new Trainer(pictures, TrainingRecipe.REFERENCE, Path.of("runs/first"))) {
 *   TrainedModel frozen = trainer.frozen(StartingPoint.keras(weightsFile, 42));
 *   TrainedModel unfrozen = trainer.unfrozen(frozen.folder());
 * }
 * }</pre>
 *
 * <p>A run is a folder: {@code split.json}; {@code history.csv}, {@code history.json} and {@code
 * history.png} over all stages; a SavedModel a stage in {@code frozen_model} and {@code
 * unfrozen_model}, each with its {@code provenance.json}; {@code unreadable.csv} if pictures were
 * left out; {@code checkpoints} while a stage is not over. Only one trainer at a time has a run's
 * folder, from its first stage until it is closed.
 *
 * <p>Not thread-safe, except for {@link #stop()}.
 */
public final class Trainer implements AutoCloseable {
  private static final String SPLIT = "split.json";

  private final LabelledPictures pictures;
  private final TrainingRecipe recipe;
  private final Path run;
  private final RunOptions options;
  private final TrainingListener listener;
  private final Split split;
  private volatile boolean stopWanted;
  private RunLock lock;
  private TrainingData data;

  /**
   * A trainer for a new run that nobody listens to.
   *
   * @param pictures what to learn from
   * @param recipe how
   * @param run folder for everything that comes out; made where it is missing
   * @throws DataException if the pictures cannot be divided as the recipe says
   */
  public Trainer(LabelledPictures pictures, TrainingRecipe recipe, Path run) {
    this(pictures, recipe, run, RunOptions.DEFAULT, TrainingListener.NONE);
  }

  /**
   * @param pictures what to learn from
   * @param recipe how
   * @param run folder for everything that comes out; made where it is missing
   * @param options whether to go on with what is there, and other things besides the recipe
   * @param listener hears of progress
   * @throws DataException if the pictures cannot be divided as the recipe says
   */
  public Trainer(
      LabelledPictures pictures,
      TrainingRecipe recipe,
      Path run,
      RunOptions options,
      TrainingListener listener) {
    this.pictures = pictures;
    this.recipe = recipe;
    this.run = run;
    this.options = options;
    this.listener = listener;
    Stage.trainable(Approach.UNFROZEN, recipe); // wrong layers show before hours of training
    this.split = Splits.split(recipe.split(), pictures, recipe.validationShare(), recipe.seed());
  }

  /**
   * The frozen approach: only the dense layer learns.
   *
   * @param start backbone and fresh dense layer
   * @return the model, saved in the run's {@code frozen_model}
   * @throws OptionException if the run holds such a stage and is not to be resumed, or holds
   *     another one than this, or the training of a face finder, or a trainer is at work there
   * @throws StoppedException after {@link #stop()}
   * @throws io.github.smiledetector.error.SmileDetectorException if training diverges, no
   *     checkpoint can be read, or reading or writing fails
   */
  public TrainedModel frozen(StartingPoint start) {
    return train(Approach.FROZEN, start);
  }

  /**
   * The unfrozen approach: the backbone learns from the recipe's limit on, at its reduced learning
   * rate.
   *
   * @param frozenModel a model that {@link #frozen} saved, in this run or in another
   * @return the model, saved in the run's {@code unfrozen_model}
   * @throws OptionException if that model was trained on these pictures but divided otherwise: its
   *     validation pictures would be known to it; and as {@link #frozen}
   * @throws io.github.smiledetector.error.SmileDetectorException as {@link #frozen}
   */
  public TrainedModel unfrozen(Path frozenModel) {
    requireNewUnlessResumed(Approach.UNFROZEN);
    Provenance frozen = ProvenanceFile.read(frozenModel);
    if (frozen.data().fingerprint().equals(pictures.fingerprint())
        && !frozen.split().equals(division())) {
      throw new OptionException(
          frozenModel
              + " was trained on the same pictures with another split ("
              + frozen.split()
              + "; now "
              + division()
              + "), so it has seen some of the validation pictures. Use the same --split, --seed and --validation-share.");
    }
    return unfrozen(StartingPoint.model(frozenModel));
  }

  /**
   * The unfrozen approach without a frozen stage before it, for recipes in which everything learns
   * at once.
   *
   * @param start backbone and dense layer
   * @return the model, saved in the run's {@code unfrozen_model}
   * @throws io.github.smiledetector.error.SmileDetectorException as {@link #frozen}
   */
  public TrainedModel unfrozen(StartingPoint start) {
    return train(Approach.UNFROZEN, start);
  }

  /**
   * Asks the stage under way, or the next one, to end: it finishes its step, writes a checkpoint
   * and throws {@link StoppedException}. May be called from any thread.
   */
  public void stop() {
    stopWanted = true;
  }

  /** Pictures that cannot be read and are left out. Reads all pictures at the first call. */
  public List<UnreadablePicture> unreadable() {
    return data().decoded().unreadable();
  }

  private TrainedModel train(Approach approach, StartingPoint start) {
    requireNewUnlessResumed(approach);
    TrainingData readable = data();
    takeRun();
    Path folder = run.resolve(approach.modelFolder());
    Checkpoints<StageIdentity, TrainingPosition> checkpoints = Checkpoints.of(run, approach);
    StageIdentity identity =
        new StageIdentity(
            approach,
            pictures.fingerprint(),
            readable.decoded().unreadable().size(),
            division(),
            recipe,
            start.origin());
    if (Files.exists(folder)) {
      Provenance done = ProvenanceFile.read(folder);
      requireSame(StageIdentity.of(done), identity);
      completeHistory();
      checkpoints.delete();
      listener.alreadyDone(approach, folder);
      return new TrainedModel(folder, new History(approach, done.epochs()), done);
    }
    Optional<Checkpoints.Found<StageIdentity, TrainingPosition>> found = checkpoints.newest();
    found.ifPresent(
        there -> {
          requireSame(there.checkpoint().identity(), identity);
          there.damaged().forEach(listener::damagedCheckpoint);
          listener.resumed(approach, there.checkpoint().position(), there.file());
        });
    LeftOut.write(readable.decoded().unreadable(), run);
    split.write(run.resolve(SPLIT));
    Stage.Outcome outcome =
        new Stage(approach, identity, readable, checkpoints, options, () -> stopWanted, listener)
            .run(start.weights(), found.map(Checkpoints.Found::checkpoint));
    Provenance provenance = provenance(identity, outcome);
    WholeFolder.write(
        folder,
        unfinished -> {
          SavedModels.write(unfinished, outcome.weights(), recipe.imageSidePx());
          ProvenanceFile.write(unfinished, provenance);
        });
    completeHistory();
    checkpoints.delete();
    return new TrainedModel(folder, outcome.history(), provenance);
  }

  /** Whether a folder holds such a training, finished or not. */
  static boolean isIn(Path run) {
    return Arrays.stream(Approach.values())
        .anyMatch(
            approach ->
                Files.exists(run.resolve(approach.modelFolder()))
                    || Checkpoints.of(run, approach).newestFile().isPresent());
  }

  /** Asked before the pictures are read, which may take long. */
  private void requireNewUnlessResumed(Approach approach) {
    if (FinderTrainer.isIn(run)) {
      throw new OptionException(
          run
              + " holds the training of a face finder, whose split and history this one would"
              + " replace: name another folder");
    }
    boolean finished = Files.exists(run.resolve(approach.modelFolder()));
    if (!options.resume() && (finished || Checkpoints.of(run, approach).newestFile().isPresent())) {
      if (lock == null) {
        RunLock.take(run).close(); // where another training is at work, that is what to say
      }
      throw new OptionException(
          run
              + " already holds "
              + (finished ? "a finished " : "an unfinished ")
              + approach.label()
              + " stage. Resume it (--resume), or name another folder");
    }
  }

  private void requireSame(StageIdentity there, StageIdentity now) {
    List<String> differences = there.differencesTo(now);
    if (!differences.isEmpty()) {
      throw new OptionException(
          run
              + " holds another "
              + there.approach().label()
              + " stage, so it cannot go on as this one: "
              + String.join("; ", differences)
              + ". Use the same options and pictures, or name another folder");
    }
  }

  private Provenance provenance(StageIdentity identity, Stage.Outcome outcome) {
    return new Provenance(
        Provenance.FORMAT_VERSION,
        identity.approach().label(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        RunningSoftware.describe(),
        new Provenance.Data(
            pictures.name(),
            pictures.fingerprint(),
            pictures.smilingClass(),
            pictures.otherClass(),
            pictures.smilingCount(),
            pictures.pictures().size() - pictures.smilingCount(),
            data().decoded().colour(),
            identity.unreadable(),
            pictures.pictures().stream().mapToDouble(LabelledPicture::share).min().orElse(1)),
        identity.split(),
        recipe,
        identity.start(),
        outcome.history().epochs(),
        0.5);
  }

  private Provenance.Division division() {
    return new Provenance.Division(
        split.kind().label(),
        split.seed(),
        split.validationShare(),
        data().training().size(),
        data().validation().size());
  }

  /** All pictures are read once before anything is written, so that what is wrong shows at once. */
  private TrainingData data() {
    if (data == null) {
      DecodedPictures decoded = new DecodedPictures(pictures.pictures(), this::read);
      List<UnreadablePicture> unreadable = decoded.unreadable();
      if (options.strict()) {
        LeftOut.requireNone(unreadable);
      }
      if (!unreadable.isEmpty()) {
        listener.leftOut(unreadable);
      }
      Set<String> leftOut =
          unreadable.stream().map(UnreadablePicture::name).collect(Collectors.toSet());
      Split readable = Splits.without(leftOut, split, pictures);
      if (recipe.batchSize() > readable.training().size()) {
        throw new OptionException(
            "a batch of "
                + recipe.batchSize()
                + " pictures is more than the "
                + readable.training().size()
                + " there are to train on: use a smaller --batch-size, or more pictures");
      }
      data = new TrainingData(decoded, readable.training(), readable.validation());
    }
    return data;
  }

  private void read(long done, long total) {
    if (stopWanted) {
      throw new StoppedException("stopped while the pictures were read; nothing was trained yet");
    }
    listener.read(done, total);
  }

  private void takeRun() {
    if (lock != null) {
      return;
    }
    lock = RunLock.take(run);
    WholeFile.removeUnfinished(run);
  }

  /**
   * Writes the history of all stages that are done here, from their models, unless it is there. The
   * JSON file comes last: what it tells has been written whole, even if the process was killed
   * after a model was finished.
   */
  private void completeHistory() {
    List<History> histories = new ArrayList<>();
    for (Approach approach : Approach.values()) {
      Path model = run.resolve(approach.modelFolder());
      if (Files.exists(model)) {
        histories.add(new History(approach, ProvenanceFile.read(model).epochs()));
      }
    }
    Path json = run.resolve(HistoryFiles.JSON);
    if (!Files.exists(json) || !HistoryFiles.read(json).equals(histories)) {
      HistoryPlot.write(histories, run.resolve(HistoryPlot.PNG));
      HistoryFiles.write(histories, run);
    }
  }

  /** Lets other trainers have the run's folder. */
  @Override
  public void close() {
    if (lock != null) {
      lock.close();
      lock = null;
    }
  }
}
