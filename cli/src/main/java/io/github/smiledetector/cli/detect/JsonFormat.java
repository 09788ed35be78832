package io.github.smiledetector.cli.detect;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.smiledetector.FaceJson;
import io.github.smiledetector.FaceSmile;
import io.github.smiledetector.PictureSmiles;
import io.github.smiledetector.classifier.Precision;
import io.github.smiledetector.error.PictureException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** For programs: JSON, one object a line and picture, as docs/detect-output.md says. */
public final class JsonFormat implements ResultFormat {
  /** Changes when a field is renamed, removed or means something else. */
  static final int SCHEMA = 1;

  private final ObjectMapper json = new ObjectMapper();
  private final String meaning;
  private final Precision precision;

  /**
   * @param meaning name of what counts as a smile
   * @param precision of the network that answers
   */
  public JsonFormat(String meaning, Precision precision) {
    this.meaning = meaning;
    this.precision = precision;
  }

  @Override
  public String header() {
    return "";
  }

  @Override
  public String seen(String file, PictureSmiles smiles) {
    return line(
        file,
        to -> {
          to.writeNumberField("width", smiles.widthPx());
          to.writeNumberField("height", smiles.heightPx());
          to.writeNumberField("orientation", smiles.orientation().exif());
          to.writeStringField("meaning", meaning);
          to.writeStringField("precision", precision.toString());
          to.writeArrayFieldStart("faces");
          for (FaceSmile face : smiles.faces()) {
            json.writeValue(to, FaceJson.fields(face, face.smiling()));
          }
          to.writeEndArray();
        });
  }

  @Override
  public String failed(String file, PictureException error) {
    return line(
        file,
        to -> {
          to.writeObjectFieldStart("error");
          to.writeStringField("kind", error.kind().label());
          to.writeStringField("message", error.getMessage());
          to.writeEndObject();
        });
  }

  private interface Fields {
    void writeTo(JsonGenerator to) throws IOException;
  }

  private String line(String file, Fields fields) {
    StringWriter line = new StringWriter(256);
    try (JsonGenerator to = json.createGenerator(line)) {
      to.writeStartObject();
      to.writeNumberField("schema", SCHEMA);
      to.writeStringField("file", file);
      fields.writeTo(to);
      to.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("into memory", e);
    }
    return line.append('\n').toString();
  }
}
