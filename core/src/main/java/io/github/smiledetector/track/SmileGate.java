package io.github.smiledetector.track;

import io.github.smiledetector.track.GateState.Phase;
import io.github.smiledetector.track.GateState.Reason;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Opens when somebody smiles for long enough, once a smile: what makes an action of a sequence of
 * frames.
 *
 * <pre>{@code
 * SmileGate gate = new SmileGate(GateOptions.DEFAULT, "entrance");
 * GateState state = gate.next(tracker.next(time, observations));
 * state.opening().ifPresent(opening -> System.out.println(opening.id()));
 * }</pre>
 *
 * <p>A smile begins when its probability is reached and ends when it falls below that by more than
 * the hysteresis. Only time between two frames in a row that both show the face at or above the
 * probability counts for the hold. After an opening the gate waits for the cooldown and for the end
 * of that smile: the face has to be seen not smiling (where all have to smile: one of them), or, if
 * it is not followed any more, there has to be a frame in which everybody is seen not smiling.
 *
 * <p>It fails closed. A frame that shows no probability never opens; a gap, a frame back in time,
 * another face, or one that is no longer nearest ends the hold. Only the frames' times count, no
 * clock: the same frames give the same states.
 *
 * <p>What it cannot know: whether a face is real. A photo smiles too; {@link
 * GateOptions#neutralFirst()} is a hurdle, not a proof. Nothing of value should hang on a smile
 * alone.
 *
 * <p>Holds no native memory. Not thread-safe: one gate watches one sequence.
 */
public final class SmileGate {
  /** So many times as large another face has to be to be the nearest now. */
  private static final double NEARER = 1.1;

  /** Of two of one size, the one known for longer. */
  private static final Comparator<Track> LARGER =
      Comparator.<Track>comparingDouble(track -> track.box().area())
          .thenComparing(Comparator.comparingLong(Track::id).reversed());

  private final GateOptions options;
  private final String name;
  private final Map<Long, Watch> watches = new HashMap<>();
  private long lastNanos = -1;
  private long openings;

  /** Whose hold the last state was about; 0 for nobody's. */
  private long holder;

  /** Who is nearest, 0 for nobody. */
  private long nearest;

  private boolean armed = true;

  /** Of the last opening, until the gate is armed again. */
  private long openedNanos;

  private Set<Long> openers = Set.of();
  private boolean smileEnded;

  /**
   * A gate that waits for the first smile.
   *
   * @param name what the ids of its openings begin with; where ids have to be unique beyond this
   *     gate, a name that is
   */
  public SmileGate(GateOptions options, String name) {
    this.options = Objects.requireNonNull(options, "options");
    this.name = Objects.requireNonNull(name, "name");
  }

  /**
   * A gate that opens for no smile that it finds: before it waits for the first, there has to be a
   * frame in which everybody is seen not smiling, or nobody is. For one that takes the place of a
   * gate that has opened.
   *
   * @param name as for any other gate
   */
  public static SmileGate waitingForEnd(GateOptions options, String name) {
    SmileGate gate = new SmileGate(options, name);
    gate.armed = false;
    // As long ago as it takes: no cooldown is left at the first frame.
    gate.openedNanos = gate.lastNanos - options.cooldown().toNanos();
    return gate;
  }

  /** Takes the next frame. One whose time is not after that of the one before ends all holds. */
  public GateState next(TrackedFrame frame) {
    long nanos = FrameTime.nanos(frame.time());
    if (frame.outcome() == TrackedFrame.Outcome.TIME_NOT_LATER || nanos <= lastNanos) {
      loseHolds();
      Phase phase = armed ? Phase.WAITING : phaseAfterOpening();
      return state(frame, phase, Reason.TIME_NOT_LATER, 0, OptionalLong.empty());
    }
    List<Track> counting = counting(frame.tracks());
    look(nanos, frame.tracks(), counting);
    lastNanos = nanos;
    if (!armed) {
      smileEnded = smileEnded || showsSmileEnded(frame.tracks());
      armed = smileEnded && phaseAfterOpening() == Phase.WAITING_FOR_END;
    }
    if (!armed) {
      watches.values().forEach(Watch::endHold);
      return closed(frame);
    }
    if (counting.isEmpty()) {
      Reason reason = holder == 0 ? Reason.NO_FACE : Reason.OTHER_FACE;
      holder = 0;
      return state(frame, Phase.WAITING, reason, 0, OptionalLong.empty());
    }
    Track lead = lead(counting);
    List<Track> smiling = options.whoCounts() == WhoCounts.ALL ? counting : List.of(lead);
    return smiling.stream().allMatch(this::hasHeld)
        ? open(frame, nanos, smiling)
        : wait(frame, lead, counting);
  }

  /**
   * Takes the next frame, of which is known too late what it shows: nothing may follow from it now.
   * It is ignored, and ends all holds.
   */
  public GateState skip(TrackedFrame frame) {
    loseHolds();
    return armed ? state(frame, Phase.WAITING, Reason.GAP, 0, OptionalLong.empty()) : closed(frame);
  }

  private void loseHolds() {
    watches.values().forEach(Watch::forget);
    holder = 0;
  }

  private GateState closed(TrackedFrame frame) {
    Phase phase = phaseAfterOpening();
    Reason reason = phase == Phase.COOLDOWN ? Reason.COOLING_DOWN : Reason.SMILE_NOT_ENDED;
    return state(frame, phase, reason, 0, OptionalLong.empty());
  }

  private List<Track> counting(List<Track> tracks) {
    if (options.whoCounts() != WhoCounts.NEAREST || tracks.isEmpty()) {
      return tracks;
    }
    Track largest = largest(tracks);
    Track counts =
        tracks.stream()
            .filter(track -> track.id() == nearest)
            .filter(track -> largest.box().area() < NEARER * track.box().area())
            .findFirst()
            .orElse(largest);
    nearest = counts.id();
    return List.of(counts);
  }

  private void look(long nanos, List<Track> tracks, List<Track> counting) {
    watches.keySet().retainAll(tracks.stream().map(Track::id).collect(Collectors.toSet()));
    for (Track track : tracks) {
      watches
          .computeIfAbsent(track.id(), id -> new Watch(options))
          .look(nanos, lastNanos, track.probability(), counting.contains(track));
    }
  }

  private Phase phaseAfterOpening() {
    return lastNanos - openedNanos < options.cooldown().toNanos()
        ? Phase.COOLDOWN
        : Phase.WAITING_FOR_END;
  }

  private boolean showsSmileEnded(List<Track> tracks) {
    List<Track> present = tracks.stream().filter(track -> openers.contains(track.id())).toList();
    return present.isEmpty()
        ? tracks.stream().allMatch(this::isSeenNotSmiling)
        : present.stream().anyMatch(this::isSeenNotSmiling);
  }

  private boolean isSeenNotSmiling(Track track) {
    return track.probability().orElse(1) < options.ended();
  }

  /** Whose hold is furthest; where all have to smile, whose is least far. */
  private Track lead(List<Track> counting) {
    Comparator<Track> byHold =
        Comparator.<Track, Boolean>comparing(track -> watch(track).holding())
            .thenComparingLong(track -> watch(track).heldNanos());
    Comparator<Track> furthest = options.whoCounts() == WhoCounts.ALL ? byHold.reversed() : byHold;
    return counting.stream().max(furthest.thenComparing(LARGER)).orElseThrow();
  }

  private boolean hasHeld(Track track) {
    return track.probability().orElse(0) >= options.probability() && watch(track).held();
  }

  private GateState open(TrackedFrame frame, long nanos, List<Track> smiling) {
    armed = false;
    smileEnded = false;
    openedNanos = nanos;
    openers = smiling.stream().map(Track::id).collect(Collectors.toSet());
    holder = 0;
    watches.values().forEach(Watch::endHold);
    openings++;
    Opening opening = new Opening(name + "-" + openings, frame.time(), largest(smiling).id());
    return new GateState(
        frame.time(),
        Phase.OPEN,
        Reason.HELD,
        1,
        OptionalLong.of(opening.track()),
        Optional.of(opening));
  }

  private GateState wait(TrackedFrame frame, Track lead, List<Track> counting) {
    Watch watch = watch(lead);
    Reason reason = reason(lead, watch);
    if (watch.lostToGap()) {
      reason = Reason.GAP;
    } else if (holder != 0
        && watch.heldNanos() == 0
        && counting.stream().noneMatch(track -> track.id() == holder)) {
      reason = Reason.OTHER_FACE;
    }
    holder = watch.holding() ? lead.id() : 0;
    return state(
        frame,
        watch.holding() ? Phase.HOLDING : Phase.WAITING,
        reason,
        Math.min(1, (double) watch.heldNanos() / options.hold().toNanos()),
        OptionalLong.of(lead.id()));
  }

  private Reason reason(Track track, Watch watch) {
    if (!track.seen()) {
      return Reason.NOT_SEEN;
    }
    if (track.probability().isEmpty()) {
      return Reason.NOT_JUDGED;
    }
    double probability = track.probability().getAsDouble();
    if (probability >= options.ended() && !watch.neutralShown()) {
      return Reason.NOT_NEUTRAL_BEFORE;
    }
    if (probability >= options.probability()) {
      return Reason.SMILING;
    }
    return watch.holding() ? Reason.WAVERING : Reason.NOT_SMILING;
  }

  private Watch watch(Track track) {
    return Objects.requireNonNull(watches.get(track.id()));
  }

  private static Track largest(List<Track> tracks) {
    return tracks.stream().max(LARGER).orElseThrow();
  }

  private static GateState state(
      TrackedFrame frame, Phase phase, Reason reason, double progress, OptionalLong track) {
    return new GateState(frame.time(), phase, reason, progress, track, Optional.empty());
  }
}
