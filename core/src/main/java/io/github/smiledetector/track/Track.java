package io.github.smiledetector.track;

import io.github.smiledetector.geometry.Box;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A person whom a {@link FaceTracker} follows, as things stand in one frame.
 *
 * @param id of this person alone in the tracker's life, at least 1
 * @param box where the face is, in the frame's pixels, freed of jitter; where it is not seen, where
 *     it should be by now
 * @param firstSeen time of the first frame with this face
 * @param lastSeen time of the last frame with this face, this one or an earlier one
 * @param observation place, in the list that the tracker was given for this frame, of what was seen
 *     of the face; empty if it was not seen
 * @param probability of a smile, smoothed over time, 0 to 1; empty if the face was not seen or not
 *     judged in this frame: what was true a moment ago is not passed on as true
 */
public record Track(
    long id,
    Box box,
    Duration firstSeen,
    Duration lastSeen,
    OptionalInt observation,
    OptionalDouble probability) {
  /**
   * @throws IllegalArgumentException if a number is out of its range, the face was last seen before
   *     it was first seen, or a face that is not seen has a probability
   */
  public Track {
    Objects.requireNonNull(box, "box");
    double value = probability.orElse(0);
    if (id < 1 || observation.orElse(0) < 0 || !(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "a track's id is at least 1, its observation at least 0 and its probability 0 to 1, not "
              + id
              + ", "
              + observation
              + " and "
              + value);
    }
    if (lastSeen.compareTo(firstSeen) < 0) {
      throw new IllegalArgumentException(
          "a track is first seen, then last, not at " + firstSeen + " and at " + lastSeen);
    }
    if (observation.isEmpty() && probability.isPresent()) {
      throw new IllegalArgumentException("a face that is not seen has no probability");
    }
  }

  /** Whether the face was seen in this frame. */
  public boolean seen() {
    return observation.isPresent();
  }
}
