package io.github.smiledetector.train.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Divides pictures into parts to look at one by one.
 *
 * @param column what to divide by
 * @param value of a picture; empty text where it has none
 * @param doubling whether values are sizes, to be divided where they double, rather than words
 */
public record Slicing(String column, Function<JudgedPicture, String> value, boolean doubling) {
  /** Numbers with more different values than this are divided into quarters. */
  private static final int MOST_NUMBERS_AS_WORDS = 8;

  private static final int QUARTERS = 4;
  private static final double SMALLEST_FACE_PX = 24;

  /** By a column of a table: words as they are, many different numbers in quarters. */
  public static Slicing byColumn(String column, Function<JudgedPicture, String> value) {
    return new Slicing(column, value, false);
  }

  /** By the width of the face that was found. */
  public static Slicing byFaceWidth(String name) {
    return new Slicing(
        name,
        picture ->
            picture.faceWidthPx().isPresent()
                ? Double.toString(picture.faceWidthPx().getAsDouble())
                : "",
        true);
  }

  /** The parts by name, in an order that makes sense; pictures without a value come last. */
  Map<String, List<JudgedPicture>> parts(List<JudgedPicture> pictures) {
    Map<String, List<JudgedPicture>> byWord = new TreeMap<>();
    List<JudgedPicture> without = new ArrayList<>();
    for (JudgedPicture picture : pictures) {
      String word = value.apply(picture);
      (word.isEmpty() ? without : byWord.computeIfAbsent(word, any -> new ArrayList<>()))
          .add(picture);
    }
    Map<String, List<JudgedPicture>> parts = new LinkedHashMap<>();
    if (byWord.keySet().stream().allMatch(Slicing::isNumber)) {
      if (doubling) {
        ranges(byWord, doubling(byWord.keySet()), parts);
      } else if (byWord.size() > MOST_NUMBERS_AS_WORDS) {
        ranges(byWord, quarters(byWord), parts);
      } else {
        byWord.entrySet().stream()
            .sorted(
                Map.Entry.comparingByKey(
                    (a, b) -> Double.compare(Double.parseDouble(a), Double.parseDouble(b))))
            .forEach(part -> parts.put(part.getKey(), part.getValue()));
      }
    } else {
      parts.putAll(byWord);
    }
    if (!without.isEmpty()) {
      parts.put(Slice.EMPTY, without);
    }
    return parts;
  }

  private static boolean isNumber(String word) {
    try {
      return Double.isFinite(Double.parseDouble(word));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Where the quarters begin, from the second on. */
  private static double[] quarters(Map<String, List<JudgedPicture>> byWord) {
    double[] sorted =
        byWord.entrySet().stream()
            .flatMapToDouble(
                part ->
                    part.getValue().stream().mapToDouble(any -> Double.parseDouble(part.getKey())))
            .sorted()
            .toArray();
    double[] cuts = new double[QUARTERS - 1];
    for (int i = 0; i < cuts.length; i++) {
      cuts[i] = sorted[(i + 1) * sorted.length / QUARTERS];
    }
    return Arrays.stream(cuts).distinct().toArray();
  }

  private static double[] doubling(Collection<String> words) {
    double most = words.stream().mapToDouble(Double::parseDouble).max().orElse(0);
    List<Double> cuts = new ArrayList<>();
    for (double cut = SMALLEST_FACE_PX; cut <= most; cut *= 2) {
      cuts.add(cut);
    }
    return cuts.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void ranges(
      Map<String, List<JudgedPicture>> byWord,
      double[] cuts,
      Map<String, List<JudgedPicture>> parts) {
    List<List<JudgedPicture>> ranges = new ArrayList<>();
    for (int i = 0; i <= cuts.length; i++) {
      ranges.add(new ArrayList<>());
    }
    byWord.forEach(
        (word, members) -> {
          int cut = Arrays.binarySearch(cuts, Double.parseDouble(word));
          ranges.get(cut >= 0 ? cut + 1 : -cut - 1).addAll(members);
        });
    for (int i = 0; i < ranges.size(); i++) {
      if (!ranges.get(i).isEmpty()) {
        parts.put(name(cuts, i), ranges.get(i));
      }
    }
  }

  private static String name(double[] cuts, int range) {
    if (range == 0) {
      return cuts.length == 0 ? "all" : "below " + number(cuts[0]);
    }
    return range == cuts.length
        ? number(cuts[range - 1]) + " and above"
        : number(cuts[range - 1]) + " to below " + number(cuts[range]);
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.4g", value);
  }
}
