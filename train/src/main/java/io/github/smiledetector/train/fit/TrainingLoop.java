package io.github.smiledetector.train.fit;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.StoppedException;
import io.github.smiledetector.train.checkpoint.Checkpoint;
import io.github.smiledetector.train.checkpoint.Checkpoints;
import io.github.smiledetector.train.network.LearningState;
import io.github.smiledetector.train.recipe.EpochFigures;
import io.github.smiledetector.train.recipe.Position;
import io.github.smiledetector.train.recipe.RunOptions;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Takes any training from a position to its last epoch: a seed for each epoch, the learning rate of
 * each step, checkpoints every few seconds and after each epoch, an end in order when it is asked
 * to stop, and an error when a number is no longer finite.
 *
 * @param <I> what makes two trainings of the kind the same
 * @param <P> how far one has come
 * @param <E> what an epoch comes to
 */
final class TrainingLoop<I, P extends Position<P, E>, E extends EpochFigures> {
  private final Learner<P, E> learner;
  private final Learner.Plan plan;
  private final I identity;
  private final Checkpoints<I, P> checkpoints;
  private final RunOptions options;
  private final BooleanSupplier stopWanted;
  private final LoopListener listener;
  private long keptAt;

  /**
   * @param learner what is trained
   * @param identity of this training, for its checkpoints
   * @param checkpoints where they go
   * @param options how to run
   * @param stopWanted asked after every step
   * @param listener hears of checkpoints
   */
  TrainingLoop(
      Learner<P, E> learner,
      I identity,
      Checkpoints<I, P> checkpoints,
      RunOptions options,
      BooleanSupplier stopWanted,
      LoopListener listener) {
    this.learner = learner;
    this.plan = learner.plan();
    this.identity = identity;
    this.checkpoints = checkpoints;
    this.options = options;
    this.stopWanted = stopWanted;
    this.listener = listener;
  }

  /**
   * Trains.
   *
   * @param start where it begins
   * @param epochFinished hears what each epoch came to, once its checkpoint is on the disk
   * @return the position after the last epoch
   * @throws StoppedException if it was asked to stop; a checkpoint was written
   * @throws ModelException if a number is no longer finite; the last checkpoint is from before
   */
  P run(P start, Consumer<E> epochFinished) {
    keptAt = System.nanoTime();
    P position = start;
    while (position.epochs().size() < plan.epochs()) {
      Epoch epoch = new Epoch(position);
      learner.train(epoch);
      requireFinite(learner.state(), epoch.position);
      E result = learner.judge(epoch);
      requireFinite("validation", result.validationLoss(), epoch.position);
      position = position.after(result);
      keep(position);
      epochFinished.accept(result);
    }
    return position;
  }

  /** The epoch under way. */
  final class Epoch {
    private final long begin = System.nanoTime();
    private final double secondsBefore;
    private P position;

    private Epoch(P position) {
      this.position = position;
      this.secondsBefore = position.seconds();
    }

    /** How far it has come. */
    P position() {
      return position;
    }

    /** What all its random draws start from. */
    long seed() {
      return new Random(plan.seed() ^ (plan.seedOffset() + position.epoch())).nextLong();
    }

    /** The learning rate of the next step. */
    double rate() {
      double progress =
          (position.epoch() - 1 + (double) position.samples() / plan.samplesAnEpoch())
              / plan.epochs();
      return plan.learningRate() * plan.schedule().factor(progress);
    }

    /** Wall-clock time that it has taken, before a resumption too. */
    double seconds() {
      return secondsBefore + (System.nanoTime() - begin) / 1e9;
    }

    /**
     * A step is done.
     *
     * @param next the position after it
     * @throws StoppedException if the training was asked to stop
     * @throws ModelException if the loss is no longer finite
     */
    void stepDone(P next) {
      requireFinite("training", next.lossSum(), position);
      position = next;
      keepIfDue(position.lasting(seconds()));
    }

    /**
     * A batch of the validation is done.
     *
     * @throws StoppedException if the training was asked to stop
     */
    void judgedMore() {
      keepIfDue(position.lasting(seconds()));
    }
  }

  private void keepIfDue(P position) {
    if (stopWanted.getAsBoolean()) {
      Path file = keep(position);
      throw new StoppedException(
          String.format(
              Locale.ROOT,
              "stopped in epoch %d of %d of the %s, after %,d of %,d %s; nothing is lost: %s",
              position.epoch(),
              plan.epochs(),
              plan.name(),
              position.samples(),
              plan.samplesAnEpoch(),
              plan.samples(),
              file));
    }
    if (System.nanoTime() - keptAt >= options.checkpointEvery().toNanos()) {
      keep(position);
    }
  }

  private Path keep(P position) {
    LearningState state = learner.state();
    requireFinite(state, position);
    Path file = checkpoints.write(new Checkpoint<>(identity, position, state));
    keptAt = System.nanoTime();
    listener.checkpointWritten(file);
    return file;
  }

  private void requireFinite(String which, double loss, P position) {
    if (!Double.isFinite(loss)) {
      throw diverged("the " + which + " loss became " + loss, position);
    }
  }

  private void requireFinite(LearningState state, P position) {
    if (!finite(state.values().values())
        || !finite(state.firstMoments().values())
        || !finite(state.secondMoments().values())
        || !finite(state.averages().values())) {
      throw diverged("a weight or its gradient is no longer a number", position);
    }
  }

  private static boolean finite(Collection<float[]> arrays) {
    for (float[] array : arrays) {
      for (float value : array) {
        if (!Float.isFinite(value)) {
          return false;
        }
      }
    }
    return true;
  }

  private ModelException diverged(String what, P position) {
    return new ModelException(
        String.format(
            Locale.ROOT,
            "%s in epoch %d after %,d %s: the training diverged. Try a smaller learning rate (%s: %s). %s",
            what,
            position.epoch(),
            position.samples(),
            plan.samples(),
            plan.name(),
            learner.rateInWords(),
            checkpoints
                .newestFile()
                .map(file -> "The last good checkpoint is kept: " + file)
                .orElse("There was no checkpoint yet")));
  }
}
