package io.github.smiledetector.track;

import io.github.smiledetector.error.OptionException;
import java.time.Duration;

/**
 * Says how a {@link FaceTracker} follows faces.
 *
 * @param confidentScore face finder's score from which on an observation may start a track, 0 to 1
 * @param weakScore score from which on an observation may go on with a track, where no confident
 *     one does, 0 to {@code confidentScore}; what lies below is not looked at
 * @param sureScore score from which on one observation is enough to start a track, at least {@code
 *     confidentScore}; otherwise it takes two in a row. Above 1, it always does
 * @param keep how long a person is followed who is not seen, 0 to an hour
 * @param smoothing time constant of the smile's smoothing, 0 (none) to a minute: a change has come
 *     through by 63 % after it, by 95 % after three times as long
 */
public record TrackerOptions(
    double confidentScore, double weakScore, double sureScore, Duration keep, Duration smoothing) {
  /** Confident from 0.5, weak from 0.1, sure from 0.9; kept for a second, smoothed over 0.25 s. */
  public static final TrackerOptions DEFAULT =
      new TrackerOptions(0.5, 0.1, 0.9, Duration.ofSeconds(1), Duration.ofMillis(250));

  /**
   * @throws OptionException if a value is out of its range
   */
  public TrackerOptions {
    if (!(weakScore >= 0
        && weakScore <= confidentScore
        && confidentScore <= 1
        && confidentScore <= sureScore)) {
      throw new OptionException(
          "a tracker's scores rise from weak (at least 0) over confident (at most 1) to sure, not "
              + weakScore
              + ", "
              + confidentScore
              + ", "
              + sureScore);
    }
    Ranges.require(keep, Duration.ZERO, Duration.ofHours(1), "the time that a face is kept");
    Ranges.require(
        smoothing, Duration.ZERO, Duration.ofMinutes(1), "the smoothing's time constant");
  }
}
