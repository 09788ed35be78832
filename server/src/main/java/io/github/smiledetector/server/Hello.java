package io.github.smiledetector.server;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.track.GateOptions;
import io.github.smiledetector.track.WhoCounts;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The first message of a stream, which says what gate the client would like. */
final class Hello {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Hello() {}

  /**
   * Reads the gate's options out of a hello.
   *
   * @param usual what holds where the client does not say
   * @throws Refusal if it is no hello, or asks for what there is not
   */
  static GateOptions read(String text, GateOptions usual) {
    JsonNode message;
    try {
      message = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw bad("the message is not JSON: " + e.getOriginalMessage());
    }
    if (!message.isObject() || !message.path("type").asText().equals("hello")) {
      throw bad("a stream begins with {\"type\":\"hello\"}, and there is no other message");
    }
    GateOptions gate = usual;
    for (Map.Entry<String, JsonNode> member : message.properties()) {
      switch (member.getKey()) {
        case "type" -> {}
        case "gate" -> gate = gate(member.getValue(), usual);
        default -> throw bad("a hello has no member " + member.getKey());
      }
    }
    return gate;
  }

  private static GateOptions gate(JsonNode asked, GateOptions usual) {
    if (!asked.isObject()) {
      throw bad("a hello's gate is an object");
    }
    double probability = usual.probability();
    double hysteresis = usual.hysteresis();
    GateOptions gate = usual;
    try {
      for (Map.Entry<String, JsonNode> member : asked.properties()) {
        String name = member.getKey();
        JsonNode value = member.getValue();
        switch (name) {
          case "probability" -> probability = number(name, value);
          case "hysteresis" -> hysteresis = number(name, value);
          case "holdMillis" -> gate = gate.withHold(millis(name, value));
          case "cooldownMillis" -> gate = gate.withCooldown(millis(name, value));
          case "neutralFirstMillis" -> gate = gate.withNeutralFirst(millis(name, value));
          case "whoCounts" -> gate = gate.withWhoCounts(who(value));
          default -> throw bad("a gate has no member " + name);
        }
      }
      return gate.withProbability(probability, hysteresis);
    } catch (OptionException e) {
      throw bad(e.getMessage());
    }
  }

  private static double number(String name, JsonNode value) {
    if (!value.isNumber()) {
      throw bad("a gate's " + name + " is a number");
    }
    return value.asDouble();
  }

  private static Duration millis(String name, JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw bad("a gate's " + name + " is a whole number of milliseconds");
    }
    return Duration.ofMillis(value.asLong());
  }

  private static WhoCounts who(JsonNode value) {
    return Arrays.stream(WhoCounts.values())
        .filter(who -> value.isTextual() && label(who).equals(value.asText()))
        .findFirst()
        .orElseThrow(
            () ->
                bad(
                    "a gate's whoCounts is "
                        + Arrays.stream(WhoCounts.values())
                            .map(Hello::label)
                            .collect(Collectors.joining(", "))));
  }

  private static String label(WhoCounts who) {
    return who.name().toLowerCase(Locale.ROOT);
  }

  private static Refusal bad(String detail) {
    return new Refusal(Problem.Kind.BAD_MESSAGE, detail);
  }

  /** A gate's options in the form in which a hello asks for them. */
  static Map<String, Object> fields(GateOptions gate) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("probability", gate.probability());
    fields.put("hysteresis", gate.hysteresis());
    fields.put("holdMillis", gate.hold().toMillis());
    fields.put("cooldownMillis", gate.cooldown().toMillis());
    fields.put("whoCounts", label(gate.whoCounts()));
    fields.put("neutralFirstMillis", gate.neutralFirst().toMillis());
    return fields;
  }
}
