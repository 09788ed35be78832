package io.github.smiledetector.cli;

import io.github.smiledetector.train.Sweep;
import io.github.smiledetector.train.SweepListener;
import io.github.smiledetector.train.fit.TrainingListener;
import io.github.smiledetector.train.recipe.SweepResult;
import java.io.PrintWriter;

/** Says which point of a sweep is under way, and shows how its training goes on. */
final class SweepProgress implements SweepListener, AutoCloseable {
  private final PrintWriter err;
  private TrainingProgress training;

  SweepProgress(PrintWriter err) {
    this.err = err;
  }

  @Override
  public TrainingListener pointStarted(int number, int points, Sweep.Point point) {
    close();
    err.printf("%npoint %d of %d: %s%n", number, points, point.label());
    err.flush();
    training = new TrainingProgress(err);
    return training;
  }

  @Override
  public void pointFinished(SweepResult result) {
    close();
    result.failure().ifPresent(reason -> err.printf("failed: %s%n", reason));
    err.flush();
  }

  @Override
  public void close() {
    if (training != null) {
      training.close();
      training = null;
    }
  }
}
