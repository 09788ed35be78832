package io.github.smiledetector.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.geometry.Box;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SmileGatePropertyTest {
  private static final long FIRST_SEED = 20_000;
  private static final int SEQUENCES = 3000;

  @ParameterizedTest
  @EnumSource
  void breaksNoLawWhateverTheFrames(WhoCounts who) {
    int openings = 0;
    int second = 0;
    for (long seed = FIRST_SEED; seed < FIRST_SEED + SEQUENCES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      GateOptions options = options(random, who);
      List<TrackedFrame> frames = new Scene(random).frames(150);
      boolean waitsForEnd = seed % 3 == 0;
      List<GateState> states = states(options, frames, waitsForEnd);
      assertThat(new GateLaws(options, frames, waitsForEnd).broken(states))
          .as("seed %d, %s", seed, options)
          .isEmpty();
      long opened = states.stream().filter(state -> state.opening().isPresent()).count();
      openings += (int) opened;
      second += opened > 1 ? 1 : 0;
    }
    // A gate that never opens breaks no law.
    assertThat(openings).isGreaterThan(SEQUENCES / 5);
    assertThat(second).isGreaterThan(SEQUENCES / 50);
  }

  @ParameterizedTest
  @EnumSource
  void opensOnceForACleanSmile(WhoCounts who) {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + SEQUENCES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      GateOptions options = options(random, who);
      long frameNanos =
          random.nextLong(5_000_000, Math.min(250_000_000, options.largestGap().toNanos() + 1));
      long startNanos = random.nextLong(1_000_000_000);
      long smileNanos = startNanos + options.neutralFirst().toNanos() + 2 * frameNanos;
      long endNanos =
          smileNanos
              + options.hold().toNanos()
              + 2 * options.cooldown().toNanos()
              + 10 * frameNanos;
      List<TrackedFrame> frames = new ArrayList<>();
      long firstSmile = -1;
      for (long nanos = startNanos; nanos < endNanos; nanos += frameNanos) {
        boolean smiles = nanos >= smileNanos;
        if (smiles && firstSmile < 0) {
          firstSmile = nanos;
        }
        double probability =
            smiles ? random.nextDouble(options.probability(), 1) : random.nextDouble(0.1);
        frames.add(frame(nanos, track(1, nanos, 100, OptionalDouble.of(probability))));
      }
      List<Opening> openings =
          states(options, frames).stream().flatMap(state -> state.opening().stream()).toList();
      assertThat(openings).as("seed %d, %s", seed, options).hasSize(1);
      assertThat(openings.get(0).time())
          .as("seed %d, %s", seed, options)
          .isBetween(
              Duration.ofNanos(firstSmile).plus(options.hold()),
              Duration.ofNanos(firstSmile + frameNanos).plus(options.hold()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSameFramesGiveTheSameStates(WhoCounts who) {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      GateOptions options = options(random, who);
      List<TrackedFrame> frames = new Scene(random).frames(150);
      assertThat(states(options, frames)).as("seed %d", seed).isEqualTo(states(options, frames));
    }
  }

  private static List<GateState> states(GateOptions options, List<TrackedFrame> frames) {
    return states(options, frames, false);
  }

  private static List<GateState> states(
      GateOptions options, List<TrackedFrame> frames, boolean waitsForEnd) {
    SmileGate gate =
        waitsForEnd ? SmileGate.waitingForEnd(options, "gate") : new SmileGate(options, "gate");
    // What is ignored may also be known too late: the laws are the same.
    return frames.stream()
        .map(
            frame ->
                frame.outcome() == TrackedFrame.Outcome.TIME_NOT_LATER
                        && frame.time().toNanos() % 2 == 0
                    ? gate.skip(frame)
                    : gate.next(frame))
        .toList();
  }

  private static GateOptions options(SplittableRandom random, WhoCounts who) {
    double probability = random.nextDouble(0.5, 0.95);
    return new GateOptions(
        probability,
        random.nextInt(4) == 0 ? 0 : random.nextDouble(0.3),
        millis(random, 50, 1500),
        random.nextInt(4) == 0 ? Duration.ZERO : millis(random, 1, 3000),
        who,
        random.nextInt(3) > 0 ? Duration.ZERO : millis(random, 50, 500),
        millis(random, 100, 800));
  }

  private static Duration millis(SplittableRandom random, int least, int most) {
    return Duration.ofMillis(random.nextInt(least, most + 1));
  }

  private static TrackedFrame frame(long nanos, Track... tracks) {
    return new TrackedFrame(
        Duration.ofNanos(nanos), TrackedFrame.Outcome.FOLLOWED, List.of(tracks));
  }

  private static Track track(long id, long nanos, double sidePx, OptionalDouble probability) {
    return new Track(
        id,
        new Box(0, 0, sidePx, sidePx),
        Duration.ZERO,
        Duration.ofNanos(nanos),
        probability.isPresent() ? OptionalInt.of(0) : OptionalInt.empty(),
        probability);
  }

  /**
   * Frames of up to three faces, each with moods of its own, on a clock that is not to be trusted.
   */
  private static final class Scene {
    private final SplittableRandom random;
    private final boolean bad;
    private final Map<Integer, Mood> moods = new HashMap<>();
    private long nextId = 1;

    Scene(SplittableRandom random) {
      this.random = random;
      bad = random.nextInt(4) > 0;
    }

    private enum Kind {
      SMILE,
      WAVER,
      NEUTRAL,
      ANY,
      UNJUDGED,
      GONE
    }

    private record Mood(Kind kind, long untilNanos, long id, double sidePx) {}

    List<TrackedFrame> frames(int count) {
      int places = random.nextInt(1, 4);
      long periodNanos = random.nextLong(16_000_000, 300_000_000);
      List<TrackedFrame> frames = new ArrayList<>();
      long nanos = random.nextLong(1_000_000_000);
      while (frames.size() < count) {
        List<Track> tracks = new ArrayList<>();
        for (int place = 0; place < places; place++) {
          Mood mood = mood(place, nanos);
          if (mood.kind != Kind.GONE) {
            tracks.add(
                track(mood.id, nanos, mood.sidePx * random.nextDouble(1, 1.06), probability(mood)));
          }
        }
        boolean ignored = bad && random.nextInt(80) == 0;
        frames.add(
            new TrackedFrame(
                Duration.ofNanos(nanos),
                ignored ? TrackedFrame.Outcome.TIME_NOT_LATER : TrackedFrame.Outcome.FOLLOWED,
                tracks));
        nanos += step(periodNanos);
        nanos = Math.max(0, nanos);
      }
      return frames;
    }

    private long step(long periodNanos) {
      long ordinary = (long) (periodNanos * random.nextDouble(0.8, 1.2));
      return switch (bad ? random.nextInt(150) : 4) {
        case 0 -> random.nextLong(-2_000_000_000L, 1);
        case 1 -> random.nextLong(20_000_000_000L);
        case 2 -> random.nextLong(1_000_000_000L);
        case 3 -> 0;
        default -> ordinary;
      };
    }

    private Mood mood(int place, long nanos) {
      Mood mood = moods.get(place);
      if (mood == null || nanos >= mood.untilNanos) {
        Kind[] kinds = Kind.values();
        // Smiles and neutral faces more often than the rest: most holds should not be broken.
        int drawn = random.nextInt(kinds.length + 5);
        Kind kind =
            drawn < kinds.length ? kinds[drawn] : drawn % 2 == 0 ? Kind.SMILE : Kind.NEUTRAL;
        // A tracker never brings an id back; the gate should not rely on that.
        int changes = mood != null && mood.kind == Kind.GONE ? 6 : 1;
        boolean same = mood != null && random.nextInt(12) >= changes;
        long longest = kind == Kind.SMILE ? 3_000_000_000L : 700_000_000L;
        mood =
            new Mood(
                kind,
                nanos + random.nextLong(20_000_000, longest),
                same ? mood.id : nextId++,
                same && random.nextInt(4) > 0 ? mood.sidePx : random.nextDouble(50, 150));
        moods.put(place, mood);
      }
      return mood;
    }

    private OptionalDouble probability(Mood mood) {
      return switch (mood.kind) {
        case SMILE -> OptionalDouble.of(random.nextDouble(0.93, 1));
        case WAVER -> OptionalDouble.of(random.nextDouble(0.4, 1));
        case NEUTRAL -> OptionalDouble.of(random.nextDouble(0.12));
        case ANY -> OptionalDouble.of(random.nextDouble());
        case UNJUDGED, GONE -> OptionalDouble.empty();
      };
    }
  }
}
