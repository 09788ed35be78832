package io.github.smiledetector;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import java.io.IOException;

/** A face as JSON, as docs/detect-output.schema.json has it. Thread-safe. */
public final class FaceJson {
  private FaceJson() {}

  /**
   * Writes a face as an object.
   *
   * @throws IOException if it cannot be written to where the generator writes
   */
  public static void write(JsonGenerator to, FaceSmile face) throws IOException {
    to.writeStartObject();
    writeFields(to, face, face.smiling());
    to.writeEndObject();
  }

  /**
   * Writes a face's fields into an object that is begun and goes on.
   *
   * @param smiling whether it counts as smiling, by whatever threshold holds
   * @throws IOException if it cannot be written to where the generator writes
   */
  public static void writeFields(JsonGenerator to, FaceSmile face, boolean smiling)
      throws IOException {
    Box box = face.box();
    to.writeObjectFieldStart("box");
    to.writeNumberField("x", Rounded.px(box.x()));
    to.writeNumberField("y", Rounded.px(box.y()));
    to.writeNumberField("width", Rounded.px(box.width()));
    to.writeNumberField("height", Rounded.px(box.height()));
    to.writeEndObject();
    to.writeNumberField("score", Rounded.share(face.score()));
    if (face.landmarks().isPresent()) {
      Landmarks points = face.landmarks().get();
      to.writeObjectFieldStart("landmarks");
      write(to, "leftEye", points.leftEye());
      write(to, "rightEye", points.rightEye());
      write(to, "nose", points.nose());
      write(to, "mouthLeft", points.mouthLeft());
      write(to, "mouthRight", points.mouthRight());
      to.writeEndObject();
    }
    if (face.unjudged().isPresent()) {
      to.writeNullField("probability");
      to.writeStringField("unjudged", face.unjudged().get().label());
    } else {
      to.writeNumberField("probability", Rounded.share(face.probability().orElseThrow()));
    }
    to.writeBooleanField("smiling", smiling);
  }

  private static void write(JsonGenerator to, String name, Point point) throws IOException {
    to.writeObjectFieldStart(name);
    to.writeNumberField("x", Rounded.px(point.x()));
    to.writeNumberField("y", Rounded.px(point.y()));
    to.writeEndObject();
  }
}
