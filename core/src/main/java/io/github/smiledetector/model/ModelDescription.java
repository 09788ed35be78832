package io.github.smiledetector.model;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.geometry.CropGeometry;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says everything about a classifier that its network does not say itself: what to feed it and how
 * to read its answer. Stored as a bundle's {@code bundle.json}.
 *
 * @param formatVersion of this record; {@link #FORMAT_VERSION}
 * @param name what to call the model, one line
 * @param sidePx width and height of the pictures it takes, 1 to 1024
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param crops where the network wants its square, by the name of the face finder; under {@code
 *     landmarks} for every other finder that gives landmarks
 * @param threshold smile probability from which on a face counts as smiling, 0 to 1
 * @param calibration from its logit to a probability
 * @param provenance where it comes from: plain JSON values, free in form (strings, booleans, whole
 *     and finite numbers, null, lists, maps with string keys)
 */
public record ModelDescription(
    int formatVersion,
    String name,
    int sidePx,
    int channels,
    Map<String, CropGeometry> crops,
    double threshold,
    Calibration calibration,
    Map<String, Object> provenance) {
  /** The version this program writes and reads. */
  public static final int FORMAT_VERSION = 1;

  private static final int MAX_SIDE_PX = 1024;

  /**
   * Checks every value and copies the maps, deeply. In the provenance, whole numbers become {@code
   * Long} and fractions {@code Double}, as they would be read back; keys are sorted.
   *
   * @throws ModelException if a value is missing or out of its range
   */
  public ModelDescription {
    if (formatVersion != FORMAT_VERSION) {
      throw new ModelException(
          "format version "
              + formatVersion
              + " is not known; this program reads version "
              + FORMAT_VERSION
              + ". Use a version of the program that is as new as the model.");
    }
    if (name == null || name.isBlank() || name.lines().count() != 1) {
      throw new ModelException("name must be one line of text, not " + quoted(name));
    }
    if (sidePx < 1 || sidePx > MAX_SIDE_PX) {
      throw new ModelException("sidePx must be 1 to " + MAX_SIDE_PX + ", not " + sidePx);
    }
    if (channels != 1 && channels != 3) {
      throw new ModelException("channels must be 1 (grey) or 3 (colour), not " + channels);
    }
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new ModelException("threshold must be 0 to 1, not " + threshold);
    }
    if (calibration == null) {
      throw new ModelException("calibration is missing");
    }
    crops = copyOfCrops(crops);
    if (provenance == null) {
      throw new ModelException("provenance is missing; it may be empty");
    }
    provenance = copyOfMap(provenance, "provenance");
  }

  private static Map<String, CropGeometry> copyOfCrops(Map<String, CropGeometry> crops) {
    if (crops == null) {
      throw new ModelException("crops is missing; it may be empty");
    }
    TreeMap<String, CropGeometry> copy = new TreeMap<>();
    crops.forEach(
        (finder, geometry) -> {
          if (finder == null || finder.isBlank() || geometry == null) {
            throw new ModelException(
                "crops needs a geometry by the name of each face finder, not "
                    + quoted(finder)
                    + ": "
                    + geometry);
          }
          copy.put(finder, geometry);
        });
    return Collections.unmodifiableMap(copy);
  }

  private static Map<String, Object> copyOfMap(Map<?, ?> map, String where) {
    TreeMap<String, Object> copy = new TreeMap<>();
    map.forEach(
        (key, value) -> {
          if (!(key instanceof String field)) {
            throw new ModelException(where + " needs strings as keys, not " + key);
          }
          copy.put(field, copyOfValue(value, where + "." + field));
        });
    return Collections.unmodifiableMap(copy);
  }

  private static Object copyOfValue(Object value, String where) {
    if (value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof BigInteger) {
      return value;
    }
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof Float || value instanceof Double) {
      double number = ((Number) value).doubleValue();
      if (!Double.isFinite(number)) {
        throw new ModelException(where + " must be finite, not " + number);
      }
      return number;
    }
    if (value instanceof Map<?, ?> map) {
      return copyOfMap(map, where);
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list.size());
      for (Object element : list) {
        copy.add(copyOfValue(element, where + "[" + copy.size() + "]"));
      }
      return Collections.unmodifiableList(copy);
    }
    throw new ModelException(
        where + " must be a plain JSON value, not a " + value.getClass().getName());
  }

  private static String quoted(String text) {
    return text == null ? "nothing" : '"' + text + '"';
  }
}
