package io.github.smiledetector.track;

import io.github.smiledetector.error.OptionException;
import java.time.Duration;
import java.util.Objects;

/**
 * Says when a {@link SmileGate} opens.
 *
 * @param probability that a smile has to reach, above 0 and at most 1
 * @param hysteresis how far below {@code probability} a smile has ended, 0 and more, less than
 *     {@code probability}. Between the two a smile neither counts nor ends
 * @param hold how long a smile has to be seen, above 0 to an hour
 * @param cooldown how long after an opening there is no other, 0 to a day
 * @param whoCounts whose smile counts
 * @param neutralFirst how long a face has to be seen clearly not smiling, below half the
 *     probability at which a smile ends, before its smile counts, 0 (not asked for) to an hour. It
 *     makes a photo of a smile that is held to the camera useless, though not a film of one
 * @param largestGap longest time between two looks at a face that its hold survives, above 0 to a
 *     minute
 */
public record GateOptions(
    double probability,
    double hysteresis,
    Duration hold,
    Duration cooldown,
    WhoCounts whoCounts,
    Duration neutralFirst,
    Duration largestGap) {
  private static final Duration LEAST = Duration.ofNanos(1);

  /**
   * The nearest face, 0.8 for a second, ended below 0.65; 5 s of cooldown, gaps of up to half a
   * second, no neutral face asked for.
   */
  public static final GateOptions DEFAULT =
      new GateOptions(
          0.8,
          0.15,
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          WhoCounts.NEAREST,
          Duration.ZERO,
          Duration.ofMillis(500));

  /**
   * @throws OptionException if a value is out of its range
   */
  public GateOptions {
    Objects.requireNonNull(whoCounts, "whoCounts");
    if (!(probability > 0 && probability <= 1 && hysteresis >= 0 && hysteresis < probability)) {
      throw new OptionException(
          "a gate's probability is above 0 and at most 1, its hysteresis at least 0 and less than"
              + " that, not "
              + probability
              + " and "
              + hysteresis);
    }
    Ranges.require(hold, LEAST, Duration.ofHours(1), "a gate's hold");
    Ranges.require(cooldown, Duration.ZERO, Duration.ofDays(1), "a gate's cooldown");
    Ranges.require(
        neutralFirst, Duration.ZERO, Duration.ofHours(1), "the time of a neutral face before");
    Ranges.require(largestGap, LEAST, Duration.ofMinutes(1), "the largest gap of a hold");
  }

  /** The same with another probability to reach and another way below it. */
  public GateOptions withProbability(double reached, double below) {
    return new GateOptions(reached, below, hold, cooldown, whoCounts, neutralFirst, largestGap);
  }

  /** The same with another time that a smile has to be held. */
  public GateOptions withHold(Duration time) {
    return new GateOptions(
        probability, hysteresis, time, cooldown, whoCounts, neutralFirst, largestGap);
  }

  /** The same with another time without a second opening. */
  public GateOptions withCooldown(Duration time) {
    return new GateOptions(
        probability, hysteresis, hold, time, whoCounts, neutralFirst, largestGap);
  }

  /** The same with somebody else's smile. */
  public GateOptions withWhoCounts(WhoCounts who) {
    return new GateOptions(probability, hysteresis, hold, cooldown, who, neutralFirst, largestGap);
  }

  /** The same with another time of a neutral face before the smile. */
  public GateOptions withNeutralFirst(Duration time) {
    return new GateOptions(probability, hysteresis, hold, cooldown, whoCounts, time, largestGap);
  }

  /** The same with another gap that a hold survives. */
  public GateOptions withLargestGap(Duration time) {
    return new GateOptions(probability, hysteresis, hold, cooldown, whoCounts, neutralFirst, time);
  }

  /** The probability below which a smile has ended. */
  double ended() {
    return probability - hysteresis;
  }
}
