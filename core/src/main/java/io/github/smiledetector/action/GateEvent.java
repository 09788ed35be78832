package io.github.smiledetector.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.track.Opening;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * A gate has opened: what actions are told. Neither a picture nor a probability is in it.
 *
 * @param id of this event alone, whatever is restarted: letters, digits, hyphens and underscores,
 *     at most 100
 * @param time when the frame that opened it was there, by this machine's clock
 * @param lifetime how long after that it may still be acted on, above 0 to a minute
 * @param gate the gate's name for whoever is told, at most 200 characters
 * @param opening the {@link Opening}'s id, unique to the gate's run, at most 200 characters
 * @param track whose smile it was, a number that means nothing beyond the gate's run
 */
public record GateEvent(
    String id, Instant time, Duration lifetime, String gate, String opening, long track) {
  /** What an event is in JSON: {@value}. */
  public static final String TYPE = "smile.gate.opened";

  /** How long an event may be acted on unless something else is said: 5 s. */
  public static final Duration USUAL_LIFETIME = Duration.ofSeconds(5);

  /**
   * Longest name of a gate or an opening: {@value}. With it, the JSON form is below 4 kB, which
   * fits into the pipe to a command on all systems.
   */
  public static final int MAX_NAME_CHARS = 200;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONGEST_LIFETIME = Duration.ofMinutes(1);

  /**
   * @throws OptionException if the lifetime is out of its range
   * @throws IllegalArgumentException if the id has other characters or a text is too long
   */
  public GateEvent {
    Objects.requireNonNull(time, "time");
    if (lifetime.compareTo(Duration.ZERO) <= 0 || lifetime.compareTo(LONGEST_LIFETIME) > 0) {
      throw new OptionException(
          "an opening's lifetime must be above 0 to "
              + LONGEST_LIFETIME.toSeconds()
              + " s, not "
              + lifetime.toMillis() / 1000.0
              + " s");
    }
    if (!id.matches("[A-Za-z0-9_-]{1,100}")) {
      throw new IllegalArgumentException(
          "an event's id is 1 to 100 letters, digits, hyphens and underscores, not " + id);
    }
    if (gate.length() > MAX_NAME_CHARS || opening.length() > MAX_NAME_CHARS) {
      throw new IllegalArgumentException(
          "names of a gate and an opening have at most " + MAX_NAME_CHARS + " characters");
    }
  }

  /**
   * The event of an opening that happens now, with the usual lifetime and an id that is drawn at
   * random. Make one for each opening, and hand that to all actions.
   *
   * @param gate the gate's name for whoever is told
   */
  public static GateEvent of(String gate, Opening opening) {
    return of(gate, opening, Duration.ZERO);
  }

  /**
   * The same of an opening by a frame that was there a while ago: that much of the lifetime is
   * over.
   *
   * @param gate the gate's name for whoever is told
   * @param age of the frame, not negative
   */
  public static GateEvent of(String gate, Opening opening, Duration age) {
    return new GateEvent(
        UUID.randomUUID().toString(),
        Instant.now().minus(age).truncatedTo(ChronoUnit.MILLIS),
        USUAL_LIFETIME,
        gate,
        opening.id(),
        opening.track());
  }

  /** The same with another lifetime. */
  public GateEvent withLifetime(Duration time) {
    return new GateEvent(id, this.time, time, gate, opening, track);
  }

  /**
   * What actions hand on: an object with the members {@code type}, {@code id}, {@code timestamp}
   * (ISO 8601, UTC), {@code gate}, {@code opening} and {@code track}, on one line.
   */
  public String json() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", TYPE);
    members.put("id", id);
    members.put("timestamp", time.toString());
    members.put("gate", gate);
    members.put("opening", opening);
    members.put("track", track);
    try {
      return JSON.writeValueAsString(members);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event of texts and a number is always JSON", e);
    }
  }
}
