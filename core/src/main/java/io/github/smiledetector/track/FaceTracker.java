package io.github.smiledetector.track;

import io.github.smiledetector.geometry.Box;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Follows the faces of a sequence of frames, so that a face of one frame and a face of the next are
 * known to be one person's, and smooths each person's smile over time.
 *
 * <pre>{@code
 * FaceTracker tracker = new FaceTracker(TrackerOptions.DEFAULT);
 * TrackedFrame frame = tracker.next(time, observations);
 * }</pre>
 *
 * <p>Faces are joined by where they are, in the manner of ByteTrack (Zhang et al. 2022, "ByteTrack:
 * Multi-Object Tracking by Associating Every Detection Box"): every track says where its face
 * should be by now; first the confident observations are joined to the tracks they overlap most,
 * then the weak ones to the tracks that are left. Small boxes need only be near. A track shows from
 * its second observation in a row on, or from the first if that is sure; it is kept for a while
 * without being seen, and its id is never used again. What a face looks like plays no part:
 * somebody who takes another's place between two frames is taken for the other.
 *
 * <p>Only the frames' times count, whatever the frame rate. A frame whose time is not after that of
 * the frame before is ignored, and says so ({@link TrackedFrame.Outcome#TIME_NOT_LATER}): there is
 * no telling which of the two clocks is right. A source whose clock has begun anew needs a new
 * tracker.
 *
 * <p>Holds no native memory. Not thread-safe: one tracker follows one sequence.
 */
public final class FaceTracker {
  /** Intersection over union from which on a confident observation may be the track's. */
  private static final double OVERLAP = 0.2;

  /** The same for a weak observation. */
  private static final double WEAK_OVERLAP = 0.4;

  /** Faces below this side jitter by much of it, so that nearness has to do. */
  private static final double SMALL_PX = 40;

  /** Faces that are near each other are one only if neither side is this many times the other's. */
  private static final double SAME_SIZE = 1.6;

  private final TrackerOptions options;
  private final long keepNanos;
  private List<Person> persons = new ArrayList<>();
  private long lastNanos = -1;
  private long lastId;

  /** A tracker that follows nobody yet. */
  public FaceTracker(TrackerOptions options) {
    this.options = Objects.requireNonNull(options, "options");
    keepNanos = options.keep().toNanos();
  }

  /**
   * Takes the next frame.
   *
   * @param time since the sequence's start, 0 to 292 years; after that of the frame before, or the
   *     frame is ignored
   * @param observations the frame's faces, in any order
   * @throws IllegalArgumentException if the time is out of its range
   */
  public TrackedFrame next(Duration time, List<FaceObservation> observations) {
    long nanos = FrameTime.nanos(time);
    List<FaceObservation> faces = List.copyOf(observations);
    if (nanos <= lastNanos) {
      return frame(time, lastNanos, TrackedFrame.Outcome.TIME_NOT_LATER);
    }
    persons.removeIf(person -> nanos - person.seenNanos > keepNanos);
    boolean cut = isCut(nanos, faces);
    if (cut) {
      persons.clear();
    }
    List<Integer> confident = new ArrayList<>();
    List<Integer> weak = new ArrayList<>();
    for (int i = 0; i < faces.size(); i++) {
      double score = faces.get(i).score();
      if (score >= options.confidentScore()) {
        confident.add(i);
      } else if (score >= options.weakScore()) {
        weak.add(i);
      }
    }
    List<Person> known = new ArrayList<>(persons.stream().filter(each -> each.id > 0).toList());
    List<Person> unsure = new ArrayList<>(persons.stream().filter(each -> each.id == 0).toList());
    join(nanos, faces, known, confident, OVERLAP);
    join(nanos, faces, known, weak, WEAK_OVERLAP);
    join(nanos, faces, unsure, confident, OVERLAP);
    persons.removeAll(unsure);
    for (int i : confident) {
      Person person = new Person(nanos, faces.get(i));
      person.see(nanos, i, faces.get(i));
      persons.add(person);
    }
    lastNanos = nanos;
    return frame(time, nanos, cut ? TrackedFrame.Outcome.CUT : TrackedFrame.Outcome.FOLLOWED);
  }

  /** Whether all are gone who were there a frame ago, and others have come. */
  private boolean isCut(long nanos, List<FaceObservation> faces) {
    return persons.stream().anyMatch(person -> person.id > 0 && person.seenNanos == lastNanos)
        && faces.stream().anyMatch(face -> face.score() >= options.confidentScore())
        && faces.stream()
            .noneMatch(
                face ->
                    persons.stream()
                        .anyMatch(person -> likeness(person.motion.at(nanos), face.box()) > 0));
  }

  /** Joins the likest first; what is joined leaves both lists. */
  private void join(
      long nanos,
      List<FaceObservation> faces,
      List<Person> free,
      List<Integer> unclaimed,
      double least) {
    List<Pair> pairs = new ArrayList<>();
    for (Person person : free) {
      Box box = person.motion.at(nanos);
      for (int i : unclaimed) {
        double likeness = likeness(box, faces.get(i).box());
        if (likeness >= least) {
          pairs.add(new Pair(person, i, likeness));
        }
      }
    }
    // The sort is stable: of equals the older track and the observation named first come first.
    pairs.sort(Comparator.comparingDouble(Pair::likeness).reversed());
    for (Pair pair : pairs) {
      Integer observation = pair.observation;
      if (free.contains(pair.person) && unclaimed.remove(observation)) {
        free.remove(pair.person);
        pair.person.see(nanos, observation, faces.get(observation));
      }
    }
  }

  /**
   * Intersection over union; of small boxes also how near they are, if that is more: a side apart
   * they are just near enough.
   */
  private static double likeness(Box one, Box other) {
    double overlap = one.intersectionOverUnion(other);
    double side = Math.sqrt(one.area());
    double otherSide = Math.sqrt(other.area());
    if (Math.max(side, otherSide) >= SMALL_PX
        || Math.max(side, otherSide) > SAME_SIZE * Math.min(side, otherSide)) {
      return overlap;
    }
    double distance = Math.hypot(one.centreX() - other.centreX(), one.centreY() - other.centreY());
    return Math.max(overlap, 1 - (1 - OVERLAP) * distance / ((side + otherSide) / 2));
  }

  private TrackedFrame frame(Duration time, long nanos, TrackedFrame.Outcome outcome) {
    boolean ignored = outcome == TrackedFrame.Outcome.TIME_NOT_LATER;
    List<Track> tracks =
        persons.stream()
            .filter(person -> person.id > 0)
            .map(person -> person.track(nanos, !ignored))
            .sorted(Comparator.comparingLong(Track::id))
            .toList();
    return new TrackedFrame(time, outcome, tracks);
  }

  private record Pair(Person person, Integer observation, double likeness) {}

  /** Somebody who is followed, or will be when seen once more. */
  private final class Person {
    private final long firstNanos;
    private final Motion motion;
    private final Smoothing smoothing = new Smoothing(options.smoothing().toNanos());
    private long id;
    private long seenNanos = -1;
    private int observation;
    private OptionalDouble probability;

    Person(long nanos, FaceObservation first) {
      firstNanos = nanos;
      motion = new Motion(nanos, first.box());
    }

    void see(long nanos, int place, FaceObservation face) {
      boolean again = seenNanos >= 0;
      if (again) {
        motion.see(nanos, face.box());
      }
      if (id == 0 && (again || face.score() >= options.sureScore())) {
        id = ++lastId;
      }
      seenNanos = nanos;
      observation = place;
      probability = smoothing.next(nanos, face.probability());
    }

    Track track(long nanos, boolean current) {
      boolean seen = current && seenNanos == nanos;
      return new Track(
          id,
          motion.at(nanos),
          Duration.ofNanos(firstNanos),
          Duration.ofNanos(seenNanos),
          seen ? OptionalInt.of(observation) : OptionalInt.empty(),
          seen ? probability : OptionalDouble.empty());
    }
  }
}
