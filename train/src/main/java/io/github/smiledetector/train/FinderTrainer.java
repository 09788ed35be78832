package io.github.smiledetector.train;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.error.StoppedException;
import io.github.smiledetector.fetch.Sha256;
import io.github.smiledetector.train.checkpoint.Checkpoints;
import io.github.smiledetector.train.checkpoint.FinderIdentity;
import io.github.smiledetector.train.data.FaceLabels;
import io.github.smiledetector.train.data.MarkedPhoto;
import io.github.smiledetector.train.data.MarkedSplit;
import io.github.smiledetector.train.evaluate.HistoryFiles;
import io.github.smiledetector.train.evaluate.HistoryPlot;
import io.github.smiledetector.train.export.ProvenanceFile;
import io.github.smiledetector.train.files.RunLock;
import io.github.smiledetector.train.files.WholeFile;
import io.github.smiledetector.train.fit.FinderListener;
import io.github.smiledetector.train.fit.FinderPhotos;
import io.github.smiledetector.train.fit.FinderTraining;
import io.github.smiledetector.train.fit.LoopListener;
import io.github.smiledetector.train.fit.UnreadablePicture;
import io.github.smiledetector.train.network.FinderModel;
import io.github.smiledetector.train.recipe.FinderPosition;
import io.github.smiledetector.train.recipe.FinderProvenance;
import io.github.smiledetector.train.recipe.FinderRecipe;
import io.github.smiledetector.train.recipe.Provenance;
import io.github.smiledetector.train.recipe.RunOptions;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Trains a face finder for {@code CompactFaceFinder} on scenes that are made of marked photos.
 *
 * <p>A run is a folder: {@code split.json}; {@code checkpoints} while it is not over; then {@code
 * history.csv}, {@code history.json}, {@code history.png}, {@code provenance.json} and, last,
 * {@value #FINDER}; {@code unreadable.csv} if photos were left out. Only one training at a time has
 * the folder.
 *
 * <p>Not thread-safe, except for {@link #stop()}.
 */
public final class FinderTrainer {
  /** The network, in the run's folder. */
  public static final String FINDER = "finder.onnx";

  private static final String SPLIT = "split.json";

  private final List<Path> labels;
  private final List<Path> faceless;
  private final FinderRecipe recipe;
  private final Path run;
  private final RunOptions options;
  private final FinderListener listener;
  private volatile boolean stopWanted;

  /**
   * @param labels files of marked photos, as {@link FaceLabels} reads them
   * @param faceless photos that show no face, for backgrounds; may be none
   * @param recipe how
   * @param run folder for everything that comes out; made where it is missing
   * @param options whether to go on with what is there, and other things besides the recipe
   * @param listener hears of progress
   */
  public FinderTrainer(
      List<Path> labels,
      List<Path> faceless,
      FinderRecipe recipe,
      Path run,
      RunOptions options,
      FinderListener listener) {
    this.labels = List.copyOf(labels);
    this.faceless = List.copyOf(faceless);
    this.recipe = recipe;
    this.run = run;
    this.options = options;
    this.listener = listener;
  }

  /**
   * Asks the training to end: it finishes its step, writes a checkpoint and throws {@link
   * StoppedException}. May be called from any thread.
   */
  public void stop() {
    stopWanted = true;
  }

  /**
   * Trains.
   *
   * @return where the finder comes from, with the figures of its epochs
   * @throws OptionException if the run holds a training and is not to be resumed, or holds another
   *     one than this, or that of a smile classifier, or one is at work there
   * @throws StoppedException after {@link #stop()}
   * @throws io.github.smiledetector.error.SmileDetectorException if the training diverges, labels
   *     or photos are of no use, or something cannot be written
   */
  public FinderProvenance train() {
    requireNewUnlessResumed();
    FinderPhotos photos = photos();
    MarkedSplit split =
        MarkedSplit.of(
            photos.marked(),
            photos.faceless(),
            photos.fingerprint(),
            recipe.validationShare(),
            recipe.seed());
    FinderIdentity identity =
        new FinderIdentity(
            photos.fingerprint(),
            photos.unreadable().size(),
            new Provenance.Division(
                split.kind(),
                split.seed(),
                split.validationShare(),
                split.training().size(),
                split.validation().size()),
            recipe);
    Checkpoints<FinderIdentity, FinderPosition> checkpoints = checkpoints(run);
    // Before anything is written: a part of the split may have no face.
    FinderTraining training =
        new FinderTraining(identity, split, checkpoints, options, () -> stopWanted, listener);
    RunLock lock = RunLock.take(run);
    try {
      WholeFile.removeUnfinished(run);
      return train(identity, photos, split, checkpoints, training);
    } finally {
      lock.close();
    }
  }

  private FinderProvenance train(
      FinderIdentity identity,
      FinderPhotos photos,
      MarkedSplit split,
      Checkpoints<FinderIdentity, FinderPosition> checkpoints,
      FinderTraining training) {
    Path finder = run.resolve(FINDER);
    if (Files.exists(finder)) {
      FinderProvenance done = ProvenanceFile.readFinder(run);
      requireSame(FinderIdentity.of(done), identity);
      checkpoints.delete();
      listener.alreadyDone(finder);
      return done;
    }
    Optional<Checkpoints.Found<FinderIdentity, FinderPosition>> found = checkpoints.newest();
    found.ifPresent(
        there -> {
          requireSame(there.checkpoint().identity(), identity);
          there.damaged().forEach(listener::damagedCheckpoint);
          listener.resumed(there.checkpoint().position(), there.file());
        });
    LeftOut.write(photos.unreadable(), run);
    split.write(run.resolve(SPLIT));
    FinderTraining.Outcome outcome = training.run(found.map(Checkpoints.Found::checkpoint));
    byte[] onnx = FinderModel.encode(outcome.weights());
    FinderProvenance provenance =
        new FinderProvenance(
            FinderProvenance.FORMAT_VERSION,
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            RunningSoftware.describe(),
            new FinderProvenance.Data(
                labels.stream().map(file -> file.getFileName().toString()).toList(),
                photos.fingerprint(),
                photos.marked().size(),
                photos.faces(false),
                photos.faces(true),
                photos.faceless().size(),
                photos.unreadable().size()),
            identity.split(),
            recipe,
            outcome.epochs(),
            Sha256.of(onnx));
    HistoryFiles.writeFinder(outcome.epochs(), run);
    HistoryPlot.writeFinder(outcome.epochs(), run.resolve(HistoryPlot.PNG));
    ProvenanceFile.write(run, provenance);
    // Last: where it is, all else is.
    WholeFile.write(finder, out -> WholeFile.writeAll(out, ByteBuffer.wrap(onnx)));
    checkpoints.delete();
    return provenance;
  }

  private static Checkpoints<FinderIdentity, FinderPosition> checkpoints(Path run) {
    return new Checkpoints<>(run, "finder", FinderIdentity.class, FinderPosition.class);
  }

  /** Whether a folder holds such a training, finished or not. */
  static boolean isIn(Path run) {
    return Files.exists(run.resolve(FINDER)) || checkpoints(run).newestFile().isPresent();
  }

  /** Asked before the photos are read, which may take long. */
  private void requireNewUnlessResumed() {
    if (Trainer.isIn(run)) {
      throw new OptionException(
          run
              + " holds the training of a smile classifier, whose split and history this one would"
              + " replace: name another folder");
    }
    boolean finished = Files.exists(run.resolve(FINDER));
    if (!options.resume() && (finished || checkpoints(run).newestFile().isPresent())) {
      RunLock.take(run).close(); // where another training is at work, that is what to say
      throw new OptionException(
          run
              + " already holds "
              + (finished ? "a finished" : "an unfinished")
              + " training of a face finder. Resume it (--resume), or name another folder");
    }
  }

  private void requireSame(FinderIdentity there, FinderIdentity now) {
    List<String> differences = there.differencesTo(now);
    if (!differences.isEmpty()) {
      throw new OptionException(
          run
              + " holds another training of a face finder, so it cannot go on as this one: "
              + String.join("; ", differences)
              + ". Use the same options, labels and photos, or name another folder");
    }
  }

  private FinderPhotos photos() {
    List<MarkedPhoto> marked = new ArrayList<>();
    labels.forEach(file -> marked.addAll(FaceLabels.read(file)));
    FinderPhotos photos =
        FinderPhotos.read(
            marked,
            faceless,
            new LoopListener() {
              @Override
              public void read(long done, long total) {
                if (stopWanted) {
                  throw new StoppedException(
                      "stopped while the photos were read; nothing was trained yet");
                }
                listener.read(done, total);
              }
            });
    List<UnreadablePicture> unreadable = photos.unreadable();
    if (options.strict()) {
      LeftOut.requireNone(unreadable);
    }
    if (!unreadable.isEmpty()) {
      listener.leftOut(unreadable);
    }
    if (photos.marked().size() < 2) {
      throw new DataException(
          "a face finder learns from some photos and is judged on others, so it needs two at least: "
              + photos.marked().size()
              + " of "
              + marked.size()
              + " marked ones can be read");
    }
    return photos;
  }
}
