package io.github.smiledetector.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.track.Opening;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateEventTest {
  private static final Opening OPENING = new Opening("entrance-1", Duration.ofSeconds(3), 7);

  @Test
  void tellsWhatOpenedAndNothingOfAPerson() {
    GateEvent event =
        new GateEvent(
            "id-1",
            Instant.parse("2026-01-02T03:04:05.678Z"),
            GateEvent.USUAL_LIFETIME,
            "the \"east\" gate",
            "entrance-1",
            7);
    assertThat(event.json())
        .isEqualTo(
            """
            {"type":"smile.gate.opened","id":"id-1","timestamp":"2026-01-02T03:04:05.678Z",\
            "gate":"the \\"east\\" gate","opening":"entrance-1","track":7}""");
  }

  @Test
  void hasAnIdOfItsOwnAlthoughOpeningsAreCountedAnewAfterARestart() {
    GateEvent event = GateEvent.of("entrance", OPENING);
    assertThat(event.id()).isNotEqualTo(GateEvent.of("entrance", OPENING).id());
    assertThat(event.withLifetime(Duration.ofSeconds(1)).id()).isEqualTo(event.id());
  }

  @Test
  void happensNowToTheMillisecond() {
    GateEvent event = GateEvent.of("entrance", OPENING);
    assertThat(event.time())
        .isBetween(Instant.now().minusSeconds(10), Instant.now())
        .isEqualTo(Instant.ofEpochMilli(event.time().toEpochMilli()));
    assertThat(event.lifetime()).isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0001", "\u20ac", "\""})
  void fitsIntoThePipeToACommand(String character) throws IOException {
    String longest = character.repeat(200);
    GateEvent event = GateEvent.of(longest, new Opening(longest, Duration.ZERO, Long.MAX_VALUE));
    byte[] json = event.json().getBytes(UTF_8);
    assertThat(json).hasSizeLessThan(4096);
    JsonNode read = new ObjectMapper().readTree(json);
    assertThat(read.path("gate").asText()).isEqualTo(longest);
  }

  @Test
  void isAsOldAsTheFrameThatOpenedTheGate() {
    GateEvent event = GateEvent.of("entrance", OPENING, Duration.ofMinutes(1));
    assertThat(Duration.between(event.time(), Instant.now()))
        .isBetween(Duration.ofMinutes(1), Duration.ofSeconds(90));
    assertThat(Deadline.of(event).isOver()).isTrue();
    assertThat(Deadline.of(GateEvent.of("entrance", OPENING)).isOver()).isFalse();
  }

  @Test
  void rejectsANameThatDoesNotFit() {
    assertThatThrownBy(() -> GateEvent.of("x".repeat(201), OPENING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "a b", "a\nb", "\u00e9"})
  void rejectsAnIdThatASignatureOrAHeaderCouldMisread(String id) {
    assertThatThrownBy(() -> new GateEvent(id, Instant.now(), Duration.ofSeconds(1), "g", "o", 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 60_001})
  void rejectsALifetimeOutOfItsRange(long millis) {
    GateEvent event = GateEvent.of("entrance", OPENING);
    assertThatThrownBy(() -> event.withLifetime(Duration.ofMillis(millis)))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("60 s");
  }
}
