package io.github.smiledetector.track;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a gate may never do, told from the frames and openings alone: it looks back from each
 * opening and knows nothing of how the gate comes to it.
 */
final class GateLaws {
  private final GateOptions options;
  private final List<TrackedFrame> frames;
  private final boolean waitsForEnd;
  private final List<Boolean> valid = new ArrayList<>();

  /**
   * @param waitsForEnd whether the gate begins as one that opens for no smile that it finds
   */
  GateLaws(GateOptions options, List<TrackedFrame> frames, boolean waitsForEnd) {
    this.options = options;
    this.frames = frames;
    this.waitsForEnd = waitsForEnd;
    long latest = -1;
    for (TrackedFrame frame : frames) {
      boolean later =
          frame.outcome() != TrackedFrame.Outcome.TIME_NOT_LATER && nanos(frame) > latest;
      valid.add(later);
      latest = later ? nanos(frame) : latest;
    }
  }

  /** The laws that these states break; empty if none. */
  List<String> broken(List<GateState> states) {
    List<String> broken = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    int before = -1;
    for (int i = 0; i < states.size(); i++) {
      if (states.get(i).opening().isEmpty()) {
        continue;
      }
      Opening opening = states.get(i).opening().get();
      if (!ids.add(opening.id())) {
        broken.add("id " + opening.id() + " twice");
      }
      if (!valid.get(i)) {
        broken.add("open in an ignored frame, " + i);
        continue;
      }
      for (Track track : smilers(i, opening)) {
        if (track.probability().orElse(0) < options.probability()) {
          broken.add("open at " + i + " while " + track.id() + " is not seen smiling");
        }
        long held = heldNanos(i, track.id(), before);
        if (held < options.hold().toNanos()) {
          broken.add("open at " + i + " after " + held + " ns of smile of " + track.id());
        }
        if (!options.neutralFirst().isZero() && !wasNeutral(i, track.id())) {
          broken.add("open at " + i + " though " + track.id() + " was not neutral before");
        }
      }
      if (before < 0 && waitsForEnd && !smileEndedBetween(-1, i, Set.of())) {
        broken.add("open at " + i + " by a smile that was there from the beginning");
      }
      if (before >= 0) {
        if (nanos(frames.get(i)) - nanos(frames.get(before)) < options.cooldown().toNanos()) {
          broken.add("open at " + before + " and, within the cooldown, at " + i);
        }
        if (!smileEndedBetween(before, i, openers(before, states.get(before)))) {
          broken.add("open at " + before + " and at " + i + " by one smile");
        }
      }
      before = i;
    }
    return broken;
  }

  private List<Track> smilers(int index, Opening opening) {
    List<Track> tracks = frames.get(index).tracks();
    return options.whoCounts() == WhoCounts.ALL
        ? tracks
        : tracks.stream().filter(track -> track.id() == opening.track()).toList();
  }

  /** Time that a face was seen smiling up to a frame, back to where its smile can have begun. */
  private long heldNanos(int opened, long id, int openedBefore) {
    long held = 0;
    long judgedLater = nanos(frames.get(opened));
    boolean smiledLater = false;
    for (int i = opened; i > openedBefore; i--) {
      TrackedFrame frame = frames.get(i);
      Track track = find(frame, id);
      if (!valid.get(i)
          || track == null
          || judgedLater - nanos(frame) > options.largestGap().toNanos()
          || (options.whoCounts() == WhoCounts.NEAREST && !isAboutNearest(frame, track))) {
        return held;
      }
      boolean judged = track.probability().isPresent();
      double probability = track.probability().orElse(0);
      if (judged && probability < options.probability() - options.hysteresis()) {
        return held;
      }
      boolean smiles = judged && probability >= options.probability();
      if (smiles && smiledLater) {
        held += judgedLater - nanos(frame);
      }
      smiledLater = smiles;
      judgedLater = judged ? nanos(frame) : judgedLater;
    }
    return held;
  }

  private boolean wasNeutral(int opened, long id) {
    double neutral = (options.probability() - options.hysteresis()) / 2;
    long judgedLater = nanos(frames.get(opened));
    long run = 0;
    boolean neutralLater = false;
    for (int i = opened; i >= 0 && run < options.neutralFirst().toNanos(); i--) {
      TrackedFrame frame = frames.get(i);
      Track track = find(frame, id);
      if (!valid.get(i)
          || track == null
          || judgedLater - nanos(frame) > options.largestGap().toNanos()) {
        return false;
      }
      if (track.probability().isEmpty()) {
        neutralLater = false;
        continue;
      }
      boolean isNeutral = track.probability().getAsDouble() < neutral;
      if (!isNeutral) {
        run = 0;
      } else if (neutralLater) {
        run += judgedLater - nanos(frame);
      }
      neutralLater = isNeutral;
      judgedLater = nanos(frame);
    }
    return run >= options.neutralFirst().toNanos();
  }

  private Set<Long> openers(int opened, GateState state) {
    Set<Long> openers = new HashSet<>();
    smilers(opened, state.opening().orElseThrow()).forEach(track -> openers.add(track.id()));
    return openers;
  }

  private boolean smileEndedBetween(int opened, int openedNext, Set<Long> openers) {
    for (int i = opened + 1; i <= openedNext; i++) {
      int openersThere = 0;
      int openersDone = 0;
      int done = 0;
      for (Track track : frames.get(i).tracks()) {
        boolean isDone =
            track.probability().orElse(1) < options.probability() - options.hysteresis();
        done += isDone ? 1 : 0;
        openersThere += openers.contains(track.id()) ? 1 : 0;
        openersDone += isDone && openers.contains(track.id()) ? 1 : 0;
      }
      boolean nobodySmiles = done == frames.get(i).tracks().size();
      if (valid.get(i) && (openersDone > 0 || (openersThere == 0 && nobodySmiles))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAboutNearest(TrackedFrame frame, Track track) {
    return frame.tracks().stream()
        .allMatch(other -> other.box().area() <= 1.1000001 * track.box().area());
  }

  private static Track find(TrackedFrame frame, long id) {
    return frame.tracks().stream().filter(track -> track.id() == id).findFirst().orElse(null);
  }

  private static long nanos(TrackedFrame frame) {
    return frame.time().toNanos();
  }
}
