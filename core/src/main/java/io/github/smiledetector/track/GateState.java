package io.github.smiledetector.track;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a {@link SmileGate} stands after a frame, and why.
 *
 * @param time of the frame
 * @param phase what the gate is doing
 * @param reason why it is doing that and not more
 * @param progress how much of the hold is done, 0 to 1; kept while the smile wavers
 * @param track the face that phase and reason are about; empty if there is none
 * @param opening present in the phase {@code OPEN} alone
 */
public record GateState(
    Duration time,
    Phase phase,
    Reason reason,
    double progress,
    OptionalLong track,
    Optional<Opening> opening) {
  /** What a gate is doing. */
  public enum Phase {
    /** Waiting for a smile. */
    WAITING,
    /** A smile is seen; it has to go on. */
    HOLDING,
    /** It opens: this frame alone. Whoever is to act acts now. */
    OPEN,
    /** It has opened, and does not open again for a time. */
    COOLDOWN,
    /** That time is over, but the smile that opened it, or that it found, has not ended. */
    WAITING_FOR_END;

    /** As it stands in outputs and documents: lower case, words joined by hyphens. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Why a gate does what it does. */
  public enum Reason {
    /** Nobody is followed. */
    NO_FACE,
    /** The face is followed, but not seen in this frame. */
    NOT_SEEN,
    /** The face is seen, but has no probability. */
    NOT_JUDGED,
    /** The face is not smiling, or not enough. */
    NOT_SMILING,
    /** The face has not been seen without a smile for long enough. */
    NOT_NEUTRAL_BEFORE,
    /** The face smiles. */
    SMILING,
    /** The smile is less than it has to be, but has not ended: this time does not count. */
    WAVERING,
    /** The smile was held for long enough. */
    HELD,
    /** A hold was lost: nobody looked for longer than the largest gap, or in time. */
    GAP,
    /** A hold was lost: the face is gone, or another is nearer. */
    OTHER_FACE,
    /**
     * The frame's time is not after that of the frame before: it is ignored, and holds are lost.
     */
    TIME_NOT_LATER,
    /** The gate has opened a moment ago. */
    COOLING_DOWN,
    /** The smile that opened the gate, or was there when it began, has not been seen to end. */
    SMILE_NOT_ENDED;

    /** As it stands in outputs and documents: lower case, words joined by hyphens. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * @throws IllegalArgumentException if the progress is not between 0 and 1, or an opening is
   *     missing or too much
   */
  public GateState {
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(track, "track");
    if (!(progress >= 0 && progress <= 1) || opening.isPresent() != (phase == Phase.OPEN)) {
      throw new IllegalArgumentException(
          "a gate's progress is 0 to 1, and it has an opening when it is open, not "
              + progress
              + " and "
              + opening
              + " when "
              + phase);
    }
  }
}
