package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.error.OptionException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a model has to reach, such as {@code auc>=0.98}.
 *
 * @param metric what is measured
 * @param operator one of {@code >=}, {@code >}, {@code <=}, {@code <}
 * @param bound what it is held against
 */
public record Requirement(Metric metric, String operator, double bound) {
  private static final Pattern FORM =
      Pattern.compile("\\s*(\\w+)\\s*(>=|<=|>|<)\\s*(-?[0-9]*\\.?[0-9]+(?:[eE]-?[0-9]+)?)\\s*");

  /**
   * Reads what a user writes.
   *
   * @param text a metric's JSON name, an operator and a number
   * @throws OptionException if it is something else, or there is no such metric
   */
  public static Requirement parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new OptionException(
          "a requirement is a metric, one of >=, >, <=, < and a number, such as \"auc>=0.98\", not \""
              + text
              + "\"; metrics are "
              + known());
    }
    Metric metric =
        Metric.named(matcher.group(1))
            .orElseThrow(
                () ->
                    new OptionException(
                        "there is no metric \"" + matcher.group(1) + "\"; metrics are " + known()));
    return new Requirement(metric, matcher.group(2), Double.parseDouble(matcher.group(3)));
  }

  private static String known() {
    return Arrays.stream(Metric.values()).map(Metric::jsonName).collect(Collectors.joining(", "));
  }

  /** Whether a value does; one that is not a number never does. */
  public boolean isMetBy(double value) {
    return switch (operator) {
      case ">=" -> value >= bound;
      case ">" -> value > bound;
      case "<=" -> value <= bound;
      case "<" -> value < bound;
      default -> throw new IllegalStateException("no operator: " + operator);
    };
  }

  @Override
  public String toString() {
    return metric.jsonName() + operator + bound;
  }
}
