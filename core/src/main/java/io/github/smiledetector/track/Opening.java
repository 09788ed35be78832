package io.github.smiledetector.track;

import java.time.Duration;
import java.util.Objects;

/**
 * One opening of a {@link SmileGate}.
 *
 * @param id the gate's name, a hyphen and the opening's number, from 1 on
 * @param time of the frame that completed the hold, since the sequence's start
 * @param track whose smile it was; where all have to smile, the nearest
 */
public record Opening(String id, Duration time, long track) {
  /** Checks that nothing is missing. */
  public Opening {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(time, "time");
  }
}
