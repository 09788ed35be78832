package io.github.smiledetector;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A face as a JSON object's fields, as docs/detect-output.schema.json has them, for whatever
 * library writes them. Thread-safe.
 */
public final class FaceJson {
  private FaceJson() {}

  /**
   * A face's fields, in their order: numbers, strings, booleans, null and maps of them.
   *
   * @param smiling whether it counts as smiling, by whatever threshold holds
   */
  public static Map<String, Object> fields(FaceSmile face, boolean smiling) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("box", box(face.box()));
    fields.put("score", Rounded.share(face.score()));
    face.landmarks().ifPresent(points -> fields.put("landmarks", landmarks(points)));
    if (face.unjudged().isPresent()) {
      fields.put("probability", null);
      fields.put("unjudged", face.unjudged().get().label());
    } else {
      fields.put("probability", Rounded.share(face.probability().orElseThrow()));
    }
    fields.put("smiling", smiling);
    return fields;
  }

  private static Map<String, Object> box(Box box) {
    Map<String, Object> fields = point(box.x(), box.y());
    fields.put("width", Rounded.px(box.width()));
    fields.put("height", Rounded.px(box.height()));
    return fields;
  }

  private static Map<String, Object> landmarks(Landmarks points) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("leftEye", point(points.leftEye()));
    fields.put("rightEye", point(points.rightEye()));
    fields.put("nose", point(points.nose()));
    fields.put("mouthLeft", point(points.mouthLeft()));
    fields.put("mouthRight", point(points.mouthRight()));
    return fields;
  }

  private static Map<String, Object> point(Point point) {
    return point(point.x(), point.y());
  }

  private static Map<String, Object> point(double x, double y) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("x", Rounded.px(x));
    fields.put("y", Rounded.px(y));
    return fields;
  }
}
