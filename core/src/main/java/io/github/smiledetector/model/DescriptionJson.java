package io.github.smiledetector.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.geometry.BoxCrop;
import io.github.smiledetector.geometry.CropGeometry;
import io.github.smiledetector.geometry.LandmarkCrop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** A model's description as JSON: the same bytes for the same description, on every system. */
final class DescriptionJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .addMixIn(CropGeometry.class, ByItsFields.class)
          .defaultPrettyPrinter(
              new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")))
          .build();

  /** Which kind of crop geometry it is, its fields tell. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
  @JsonSubTypes({
    @JsonSubTypes.Type(BoxCrop.class),
    @JsonSubTypes.Type(LandmarkCrop.class),
  })
  private interface ByItsFields {}

  /** What version 1 held: one meaning, without a name. */
  private record FirstVersion(
      int formatVersion,
      String name,
      int sidePx,
      int channels,
      Map<String, CropGeometry> crops,
      double threshold,
      Calibration calibration,
      Map<String, Object> provenance) {}

  private DescriptionJson() {}

  static byte[] write(ModelDescription description) {
    try {
      return (MAPPER.writeValueAsString(description) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("a description holds plain values only", e);
    }
  }

  /**
   * @param where what to call it in errors
   * @throws ModelException if it cannot be understood whole
   */
  static ModelDescription read(byte[] json, String where) {
    try {
      JsonNode tree = MAPPER.readTree(json);
      // Before all else: a newer version may well have fields that this one cannot judge.
      JsonNode version = tree.path("formatVersion");
      boolean first = version.isInt() && version.intValue() == ModelDescription.FIRST_VERSION;
      if (!first && !(version.isInt() && version.intValue() == ModelDescription.FORMAT_VERSION)) {
        throw new ModelException(
            where
                + (version.isMissingNode()
                    ? ": no formatVersion"
                    : ": format version " + version + " is not known")
                + "; this program reads versions "
                + ModelDescription.FIRST_VERSION
                + " and "
                + ModelDescription.FORMAT_VERSION
                + ". Use a version of the program that is as new as the model.");
      }
      // Read again rather than converted, so that errors know their line.
      return first
          ? description(MAPPER.readValue(json, FirstVersion.class), where)
          : MAPPER.readValue(json, ModelDescription.class);
    } catch (JacksonException e) {
      throw new ModelException(where + line(e) + ": " + reason(e), e);
    } catch (IOException e) {
      // What looks like UTF-32 and is not.
      throw new ModelException(where + ": no text in UTF-8: " + e.getMessage(), e);
    }
  }

  private static ModelDescription description(FirstVersion read, String where) {
    try {
      return new ModelDescription(
          read.formatVersion,
          read.name,
          read.sidePx,
          read.channels,
          read.crops,
          read.threshold,
          read.calibration,
          read.provenance);
    } catch (ModelException e) {
      throw new ModelException(where + ": " + e.getMessage(), e);
    }
  }

  private static String reason(JacksonException e) {
    if (e instanceof ValueInstantiationException && e.getCause() != null) {
      return e.getCause().getMessage();
    }
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "unknown field " + field(unknown) + "; the known ones are " + known(unknown);
    }
    if (e instanceof MismatchedInputException unfit) {
      return field(unfit) + " is missing or of the wrong type";
    }
    return e.getOriginalMessage();
  }

  private static String known(UnrecognizedPropertyException unknown) {
    return unknown.getKnownPropertyIds().stream()
        .map(String::valueOf)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String field(JsonMappingException e) {
    return e.getPath().stream()
        .map(
            step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
        .collect(Collectors.joining("."));
  }

  private static String line(JacksonException e) {
    JsonLocation location = e.getLocation();
    return location == null ? "" : ", line " + location.getLineNr();
  }
}
