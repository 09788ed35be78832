package io.github.smiledetector.track;

import java.time.Duration;
import java.util.List;

/**
 * What a {@link FaceTracker} makes of one frame.
 *
 * @param time of the frame since the sequence's start, 0 to 292 years
 * @param outcome what became of the frame
 * @param tracks everybody who is followed, seen in this frame or not, in the order of their ids; if
 *     the frame was ignored, as they were before it, but none of them seen
 */
public record TrackedFrame(Duration time, Outcome outcome, List<Track> tracks) {
  /** What became of a frame. */
  public enum Outcome {
    /** Its faces were joined to the persons followed. */
    FOLLOWED,
    /** Nothing in it overlaps anybody followed: all tracks have ended, new ones begin. */
    CUT,
    /** Its time is not after that of the frame before: it was ignored, nobody was moved. */
    TIME_NOT_LATER
  }

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if the time is out of its range or two tracks have one id
   */
  public TrackedFrame {
    FrameTime.nanos(time);
    tracks = List.copyOf(tracks);
    if (tracks.stream().mapToLong(Track::id).distinct().count() < tracks.size()) {
      throw new IllegalArgumentException("two tracks of a frame have one id: " + tracks);
    }
  }
}
