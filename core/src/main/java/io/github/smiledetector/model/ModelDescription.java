package io.github.smiledetector.model;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.geometry.CropGeometry;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

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
 * @param meanings how its logit can be read, by name, at least one; a name has lower-case letters,
 *     digits and hyphens, at most 40, and begins with a letter
 * @param defaultMeaning name of the meaning that is taken where none is asked for
 * @param provenance where it comes from: plain JSON values, free in form (strings, booleans, whole
 *     and finite numbers, null, lists, maps with string keys)
 */
public record ModelDescription(
    int formatVersion,
    String name,
    int sidePx,
    int channels,
    Map<String, CropGeometry> crops,
    Map<String, Meaning> meanings,
    String defaultMeaning,
    Map<String, Object> provenance) {
  /** The version this program writes; it reads version 1, too. */
  public static final int FORMAT_VERSION = 2;

  /** The first version, which had one meaning only, without a name. */
  static final int FIRST_VERSION = 1;

  /** Name of the one meaning of models that do not name it. */
  public static final String SMILE = "smile";

  private static final String UNNAMED_SAYS = "a smile, as the training data labels it";
  private static final Pattern MEANING_NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

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
    crops = copyOfCrops(crops);
    meanings = copyOfMeanings(meanings);
    if (!meanings.containsKey(defaultMeaning == null ? "" : defaultMeaning)) {
      throw new ModelException(
          "defaultMeaning must be one of "
              + String.join(", ", meanings.keySet())
              + ", not "
              + quoted(defaultMeaning));
    }
    if (provenance == null) {
      throw new ModelException("provenance is missing; it may be empty");
    }
    provenance = copyOfMap(provenance, "provenance");
  }

  /**
   * A model with one meaning, {@value #SMILE}: a smile as the training data labels it.
   *
   * @param formatVersion 1 or {@link #FORMAT_VERSION}; either becomes {@link #FORMAT_VERSION}
   * @param name as above
   * @param sidePx as above
   * @param channels as above
   * @param crops as above
   * @param threshold the meaning's, 0 to 1
   * @param calibration the meaning's
   * @param provenance as above
   * @throws ModelException if a value is missing or out of its range
   */
  public ModelDescription(
      int formatVersion,
      String name,
      int sidePx,
      int channels,
      Map<String, CropGeometry> crops,
      double threshold,
      Calibration calibration,
      Map<String, Object> provenance) {
    this(
        formatVersion == FIRST_VERSION ? FORMAT_VERSION : formatVersion,
        name,
        sidePx,
        channels,
        crops,
        Map.of(SMILE, new Meaning(UNNAMED_SAYS, calibration, threshold)),
        SMILE,
        provenance);
  }

  /**
   * One way to read the logit.
   *
   * @param called its name
   * @throws OptionException if the model has none of this name; the message lists those it has
   */
  public Meaning meaning(String called) {
    Meaning meaning = meanings.get(called);
    if (meaning == null) {
      throw new OptionException(
          "model "
              + name
              + " has no meaning \""
              + called
              + "\"; it has "
              + String.join(", ", meanings.keySet()));
    }
    return meaning;
  }

  /** Threshold of the default meaning: smile probability from which on a face is smiling. */
  public double threshold() {
    return meanings.get(defaultMeaning).threshold();
  }

  /** Calibration of the default meaning, from the logit to a probability. */
  public Calibration calibration() {
    return meanings.get(defaultMeaning).calibration();
  }

  /**
   * The same with a meaning added, or replaced if there is one of that name.
   *
   * @param called its name
   * @param meaning how to read the logit
   * @throws ModelException if the name is none
   */
  public ModelDescription withMeaning(String called, Meaning meaning) {
    Map<String, Meaning> all = new TreeMap<>(meanings);
    all.put(called, meaning);
    return new ModelDescription(
        formatVersion, name, sidePx, channels, crops, all, defaultMeaning, provenance);
  }

  /**
   * The same with another default meaning.
   *
   * @param called its name
   * @throws ModelException if the model has none of this name
   */
  public ModelDescription withDefaultMeaning(String called) {
    return new ModelDescription(
        formatVersion, name, sidePx, channels, crops, meanings, called, provenance);
  }

  /**
   * The same with another provenance.
   *
   * @param changed plain JSON values
   * @throws ModelException if a value is not
   */
  public ModelDescription withProvenance(Map<String, Object> changed) {
    return new ModelDescription(
        formatVersion, name, sidePx, channels, crops, meanings, defaultMeaning, changed);
  }

  private static Map<String, Meaning> copyOfMeanings(Map<String, Meaning> meanings) {
    if (meanings == null || meanings.isEmpty()) {
      throw new ModelException("meanings needs at least one");
    }
    TreeMap<String, Meaning> copy = new TreeMap<>();
    meanings.forEach(
        (called, meaning) -> {
          if (called == null || !MEANING_NAME.matcher(called).matches()) {
            throw new ModelException(
                "a meaning's name has lower-case letters, digits and hyphens, at most 40, and"
                    + " begins with a letter; found "
                    + quoted(called));
          }
          if (meaning == null) {
            throw new ModelException("the meaning " + called + " is missing");
          }
          copy.put(called, meaning);
        });
    return Collections.unmodifiableMap(copy);
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
