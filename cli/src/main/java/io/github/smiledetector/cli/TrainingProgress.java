package io.github.smiledetector.cli;

import io.github.smiledetector.train.data.LabelledPictures;
import io.github.smiledetector.train.fit.FinderListener;
import io.github.smiledetector.train.fit.TrainingListener;
import io.github.smiledetector.train.fit.UnreadablePicture;
import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.EpochResult;
import io.github.smiledetector.train.recipe.FinderEpoch;
import io.github.smiledetector.train.recipe.FinderPosition;
import io.github.smiledetector.train.recipe.TrainingPosition;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows a bar an epoch on a terminal, and a line with its figures once it is over. */
final class TrainingProgress implements TrainingListener, FinderListener, AutoCloseable {
  private static final int LEFT_OUT_SHOWN = 10;

  private final PrintWriter err;
  private final boolean terminal = Terminal.isPresent();
  private final ConsoleProgress reading;
  private int epochs;
  private int trainingSamples;
  private String samples = "pictures";
  private int total;
  private ProgressBar bar;

  TrainingProgress(PrintWriter err) {
    this.err = err;
    this.reading = new ConsoleProgress("reading", ConsoleProgress.Unit.PICTURES, err);
  }

  /** Says what will be learnt from. */
  static void sayPictures(PrintWriter err, Path folder, LabelledPictures labelled) {
    err.printf(
        "%,d pictures of %s: %,d smiling (%s), %,d not (%s)%n",
        labelled.pictures().size(),
        folder,
        labelled.smilingCount(),
        labelled.smilingClass(),
        labelled.pictures().size() - labelled.smilingCount(),
        labelled.otherClass());
  }

  @Override
  public void read(long done, long total) {
    reading.reached(done, total);
    if (done == total) {
      reading.close();
    }
  }

  @Override
  public void leftOut(List<UnreadablePicture> unreadable) {
    err.printf(
        unreadable.size() == 1
            ? "%,d picture cannot be read and is left out:%n"
            : "%,d pictures cannot be read and are left out:%n",
        unreadable.size());
    unreadable.stream().limit(LEFT_OUT_SHOWN).forEach(each -> err.println("  " + each.reason()));
    if (unreadable.size() > LEFT_OUT_SHOWN) {
      err.println("  ... all are listed in the run's folder");
    }
    err.flush();
  }

  @Override
  public void damagedCheckpoint(String what) {
    err.println("warning: " + what + ". Going on from the one before");
    err.flush();
  }

  @Override
  public void resumed(Approach approach, TrainingPosition position, Path checkpoint) {
    err.printf(
        "%s: going on in epoch %d after %,d pictures, from %s%n",
        approach.label(), position.epoch(), position.pictures(), checkpoint);
    err.flush();
  }

  @Override
  public void alreadyDone(Approach approach, Path model) {
    err.printf("%s: done already, in %s%n", approach.label(), model);
    err.flush();
  }

  @Override
  public void stageStarted(
      Approach approach, int epochs, int trainingPictures, int validationPictures) {
    this.epochs = epochs;
    this.trainingSamples = trainingPictures;
    this.total = trainingPictures + validationPictures;
    err.printf(
        "%s: %d epochs of %,d pictures, validated on %,d%n",
        approach.label(), epochs, trainingPictures, validationPictures);
    err.flush();
  }

  @Override
  public void resumed(FinderPosition position, Path checkpoint) {
    err.printf(
        "going on in epoch %d after %,d scenes, from %s%n",
        position.epoch(), position.scenes(), checkpoint);
    err.flush();
  }

  @Override
  public void alreadyDone(Path finder) {
    err.printf("done already: %s%n", finder);
    err.flush();
  }

  @Override
  public void started(int epochs, int scenes, int validationScenes) {
    this.epochs = epochs;
    this.samples = "scenes";
    this.trainingSamples = scenes;
    this.total = scenes + validationScenes;
    err.printf("%d epochs of %,d scenes, validated on %,d%n", epochs, scenes, validationScenes);
    err.flush();
  }

  @Override
  public void trained(int epoch, int scenes, double loss) {
    step(epoch, scenes, String.format(Locale.ROOT, "loss %.4f", loss));
  }

  @Override
  public void trained(int epoch, int pictures, double loss, double accuracy) {
    step(epoch, pictures, String.format(Locale.ROOT, "loss %.4f, accuracy %.4f", loss, accuracy));
  }

  @Override
  public void validated(int epoch, int pictures) {
    step(epoch, trainingSamples + pictures, "validating");
  }

  private void step(int epoch, int pictures, String message) {
    if (!terminal) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("epoch " + epoch + "/" + epochs)
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.ASCII)
              .setUnit(" " + samples, 1)
              .showSpeed()
              .setConsumer(new ConsoleProgressBarConsumer(System.err))
              .setUpdateIntervalMillis(500)
              .build();
    }
    bar.stepTo(pictures);
    bar.setExtraMessage(message);
  }

  @Override
  public void close() {
    reading.close();
    endBar();
  }

  private void endBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  @Override
  public void epochFinished(Approach approach, EpochResult result) {
    endBar();
    err.printf(
        Locale.ROOT,
        "epoch %d/%d: %s, loss %.4f, accuracy %.4f, validation loss %.4f, validation accuracy %.4f (%.4f at logit 0.5)%n",
        result.epoch(),
        epochs,
        Durations.brief(Duration.ofMillis(Math.round(1000 * result.seconds()))),
        result.loss(),
        result.accuracy(),
        result.validationLoss(),
        result.validationAccuracy(),
        result.validationAccuracyAtHalfLogit());
    err.flush();
  }

  @Override
  public void epochFinished(FinderEpoch result) {
    endBar();
    err.printf(
        Locale.ROOT,
        "epoch %d/%d: %s, loss %.4f (score %.4f, box %.4f, landmarks %.4f), validation loss %.4f, recall at 1 false face a scene %.4f, average precision %.4f%n",
        result.epoch(),
        epochs,
        Durations.brief(Duration.ofMillis(Math.round(1000 * result.seconds()))),
        result.loss(),
        result.scoreLoss(),
        result.boxLoss(),
        result.landmarksLoss(),
        result.validationLoss(),
        result.validationRecall(),
        result.validationAveragePrecision());
    err.flush();
  }
}
