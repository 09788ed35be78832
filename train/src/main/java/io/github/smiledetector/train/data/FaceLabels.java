package io.github.smiledetector.train.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.smiledetector.error.DataException;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Photos with their faces as a file of JSON lines, one photo a line:
 *
 * <pre>{@code
 * {"file": "party/0001.jpg", "width": 640, "height": 480, "person": "", "faces": [
 *   {"box": [211.0, 98.5, 64.0, 80.2], "landmarks": [[228, 130], [258, 129], [243, 146], [231, 160],
 *    [256, 159]], "score": 0.93, "ignore": false}]}
 * }</pre>
 *
 * <p>{@code file} counts from the labels' own folder. A box is x, y, width and height in the
 * upright photo's pixels; landmarks are the eye on the left of the picture, the one on the right,
 * the nose, the left and the right corner of the mouth. {@code person}, {@code landmarks}, {@code
 * score} (1) and {@code ignore} (false) may be left out.
 */
public final class FaceLabels {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int POINTS = 5;

  private FaceLabels() {}

  /**
   * Reads a file.
   *
   * @return its photos in order; whether their files are there is not looked at
   * @throws DataException if it cannot be read; the message names the line and what is wrong in it
   */
  public static List<MarkedPhoto> read(Path labels) {
    List<MarkedPhoto> photos = new ArrayList<>();
    Path folder = labels.toAbsolutePath().getParent();
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(labels, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          photos.add(photo(JSON.readTree(line), folder));
        }
      }
    } catch (JsonProcessingException e) {
      throw bad(labels, number, "not JSON (" + e.getOriginalMessage() + ")", e);
    } catch (IllegalArgumentException e) {
      throw bad(labels, number, e.getMessage(), e);
    } catch (IOException e) {
      throw new DataException("cannot read " + labels + ": " + e.getMessage(), e);
    }
    if (photos.isEmpty()) {
      throw new DataException(
          labels
              + " has no photo. Expected one JSON object a line; smile finder label makes such files");
    }
    return photos;
  }

  private static DataException bad(Path labels, int line, String why, Exception cause) {
    return new DataException(
        String.format(
            Locale.ROOT,
            "%s, line %d: %s. Expected {\"file\": ..., \"width\": ..., \"height\": ..., \"faces\":"
                + " [{\"box\": [x, y, width, height]}, ...]}",
            labels,
            line,
            why),
        cause);
  }

  private static MarkedPhoto photo(JsonNode json, Path folder) {
    String name = json.path("file").asText();
    if (name.isEmpty() || !json.path("faces").isArray()) {
      throw new IllegalArgumentException("no \"file\" or no \"faces\"");
    }
    List<MarkedFace> faces = new ArrayList<>();
    for (JsonNode face : json.path("faces")) {
      faces.add(face(face));
    }
    return new MarkedPhoto(
        folder.resolve(name),
        name,
        json.path("width").asInt(),
        json.path("height").asInt(),
        json.path("person").asText(),
        faces);
  }

  private static MarkedFace face(JsonNode json) {
    JsonNode box = json.path("box");
    if (box.size() != 4) {
      throw new IllegalArgumentException("a box of " + box.size() + " numbers, not 4");
    }
    JsonNode points = json.path("landmarks");
    if (!points.isEmpty() && points.size() != POINTS) {
      throw new IllegalArgumentException(points.size() + " landmarks, not " + POINTS);
    }
    return new MarkedFace(
        new Box(number(box, 0), number(box, 1), number(box, 2), number(box, 3)),
        points.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Landmarks(
                    point(points.get(0)),
                    point(points.get(1)),
                    point(points.get(2)),
                    point(points.get(3)),
                    point(points.get(4)))),
        json.path("score").asDouble(1),
        json.path("ignore").asBoolean());
  }

  private static Point point(JsonNode json) {
    return new Point(number(json, 0), number(json, 1));
  }

  private static double number(JsonNode array, int at) {
    JsonNode value = array.path(at);
    if (!value.isNumber()) {
      throw new IllegalArgumentException("\"" + value.asText() + "\" is no number");
    }
    return value.asDouble();
  }

  /** One line of a file, without the line's end; numbers to a tenth of a pixel. */
  public static String line(MarkedPhoto photo) {
    ObjectNode json = JSON.createObjectNode();
    json.put("file", photo.name()).put("width", photo.widthPx()).put("height", photo.heightPx());
    if (!photo.person().isEmpty()) {
      json.put("person", photo.person());
    }
    ArrayNode faces = json.putArray("faces");
    for (MarkedFace face : photo.faces()) {
      ObjectNode each = faces.addObject();
      Box box = face.box();
      each.putArray("box")
          .add(tenth(box.x()))
          .add(tenth(box.y()))
          .add(tenth(box.width()))
          .add(tenth(box.height()));
      face.landmarks()
          .ifPresent(
              points -> {
                ArrayNode five = each.putArray("landmarks");
                for (Point point : points.all()) {
                  five.addArray().add(tenth(point.x())).add(tenth(point.y()));
                }
              });
      each.put("score", Math.round(face.score() * 1000) / 1000.0);
      each.put("ignore", face.ignored());
    }
    return json.toString();
  }

  private static double tenth(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
