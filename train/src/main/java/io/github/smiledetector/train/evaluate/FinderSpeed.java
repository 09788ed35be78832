package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.train.data.MarkedPhoto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How long a face finder takes from a file to its boxes.
 *
 * @param name of the finder
 * @param medianMillis a photo, on one thread
 * @param meanMillis a photo, on one thread
 * @param timeRatio median over photos of its time divided by the first finder's
 * @param picturesPerSecond with all processors
 * @param rateRatio that divided by the first finder's
 */
public record FinderSpeed(
    String name,
    double medianMillis,
    double meanMillis,
    double timeRatio,
    double picturesPerSecond,
    double rateRatio) {
  /** Enough for a steady median, and soon done. */
  private static final int MOST_PHOTOS = 400;

  private static final int WARM_UP = 40;
  private static final int AT_ONCE_EACH = 8;

  /**
   * Measures all finders side by side: each photo by one after the other, and who begins changes,
   * so that what else the machine does meets all alike.
   *
   * @param photos that can be read; of many, some
   * @param finders at least one
   * @param smallestPx of the faces asked for
   * @param progress hears photos
   */
  public static List<FinderSpeed> measure(
      List<MarkedPhoto> photos, List<JudgedFinder> finders, int smallestPx, Progress progress) {
    int count = Math.min(MOST_PHOTOS, photos.size());
    List<MarkedPhoto> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      some.add(photos.get((int) ((long) i * photos.size() / count)));
    }
    for (int i = 0; i < WARM_UP; i++) {
      for (JudgedFinder finder : finders) {
        find(finder, some.get(i % count), smallestPx);
      }
    }
    double[][] millis = new double[finders.size()][count];
    for (int i = 0; i < count; i++) {
      for (int turn = 0; turn < finders.size(); turn++) {
        int finder = (i + turn) % finders.size();
        long start = System.nanoTime();
        find(finders.get(finder), some.get(i), smallestPx);
        millis[finder][i] = (System.nanoTime() - start) / 1e6;
      }
      progress.reached(i + 1, 2L * count);
    }
    double[] seconds = sideBySide(some, finders, smallestPx, progress);
    List<FinderSpeed> speeds = new ArrayList<>();
    for (int finder = 0; finder < finders.size(); finder++) {
      double[] ratios = new double[count];
      for (int i = 0; i < count; i++) {
        ratios[i] = millis[finder][i] / millis[0][i];
      }
      speeds.add(
          new FinderSpeed(
              finders.get(finder).name(),
              median(millis[finder]),
              Arrays.stream(millis[finder]).average().orElseThrow(),
              median(ratios),
              count / seconds[finder],
              seconds[0] / seconds[finder]));
    }
    return speeds;
  }

  private static double[] sideBySide(
      List<MarkedPhoto> photos, List<JudgedFinder> finders, int smallestPx, Progress progress) {
    int atOnce = AT_ONCE_EACH * Runtime.getRuntime().availableProcessors();
    double[] seconds = new double[finders.size()];
    int round = 0;
    for (int from = 0; from < photos.size(); from += atOnce) {
      List<MarkedPhoto> part = photos.subList(from, Math.min(photos.size(), from + atOnce));
      for (int turn = 0; turn < finders.size(); turn++) {
        int finder = (round + turn) % finders.size();
        long start = System.nanoTime();
        part.parallelStream().forEach(photo -> find(finders.get(finder), photo, smallestPx));
        seconds[finder] += (System.nanoTime() - start) / 1e9;
      }
      round++;
      progress.reached((long) photos.size() + from + part.size(), 2L * photos.size());
    }
    return seconds;
  }

  private static void find(JudgedFinder finder, MarkedPhoto photo, int smallestPx) {
    Picture picture = PictureReader.read(photo.file());
    finder.usual().find(picture, smallestPx);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
