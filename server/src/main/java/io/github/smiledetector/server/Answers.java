package io.github.smiledetector.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.smiledetector.FaceJson;
import io.github.smiledetector.FaceSmile;
import io.github.smiledetector.PictureSmiles;
import io.github.smiledetector.SmileDetector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes what was seen as JSON. Thread-safe. */
final class Answers {
  private final JsonFactory json = new JsonFactory();
  private final SmileDetector detector;

  Answers(SmileDetector detector) {
    this.detector = detector;
  }

  /** Whether a face counts as smiling. */
  static boolean smiling(FaceSmile face, double threshold) {
    return face.probability().isPresent() && face.probability().getAsDouble() >= threshold;
  }

  /** One picture's answer. */
  byte[] one(String id, double threshold, PictureSmiles smiles) {
    return object(
        to -> {
          begin(to, id, threshold);
          write(to, smiles, threshold);
        });
  }

  /**
   * A picture of several.
   *
   * @param name as the client calls it
   * @param smiles what was seen; null if there is a problem
   * @param problem why nothing was; null if something was
   */
  record Result(String name, PictureSmiles smiles, Problem problem) {}

  /** Several pictures' answer. */
  byte[] many(String id, double threshold, List<Result> results) {
    return object(
        to -> {
          begin(to, id, threshold);
          to.writeArrayFieldStart("results");
          for (Result result : results) {
            to.writeStartObject();
            to.writeStringField("name", result.name());
            if (result.problem() == null) {
              write(to, result.smiles(), threshold);
            } else {
              to.writeFieldName("problem");
              Json.write(to, result.problem().fields(id));
            }
            to.writeEndObject();
          }
          to.writeEndArray();
        });
  }

  private void begin(JsonGenerator to, String id, double threshold) throws IOException {
    to.writeStringField("id", id);
    to.writeStringField("model", detector.model().name());
    to.writeStringField("meaning", detector.meaning());
    to.writeStringField("precision", detector.precision().toString());
    to.writeStringField("finder", detector.finder());
    to.writeNumberField("threshold", threshold);
  }

  private static void write(JsonGenerator to, PictureSmiles smiles, double threshold)
      throws IOException {
    to.writeNumberField("width", smiles.widthPx());
    to.writeNumberField("height", smiles.heightPx());
    to.writeNumberField("orientation", smiles.orientation().exif());
    to.writeArrayFieldStart("faces");
    for (FaceSmile face : smiles.faces()) {
      Json.write(to, FaceJson.fields(face, smiling(face, threshold)));
    }
    to.writeEndArray();
  }

  private interface Fields {
    void writeTo(JsonGenerator to) throws IOException;
  }

  private byte[] object(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 10);
    try (JsonGenerator to = json.createGenerator(bytes)) {
      to.writeStartObject();
      fields.writeTo(to);
      to.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("into memory", e);
    }
    return bytes.toByteArray();
  }
}
