package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.error.OptionException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a model or a finder has to reach, such as {@code auc>=0.98}.
 *
 * @param <F> the kind of figure
 * @param figure what is measured
 * @param operator one of {@code >=}, {@code >}, {@code <=}, {@code <}
 * @param bound what it is held against
 */
public record Requirement<F extends Figure>(F figure, String operator, double bound) {
  private static final Pattern FORM =
      Pattern.compile("\\s*(\\w+)\\s*(>=|<=|>|<)\\s*(-?[0-9]*\\.?[0-9]+(?:[eE]-?[0-9]+)?)\\s*");

  /**
   * Reads what a user writes.
   *
   * @param text a figure's JSON name, an operator and a number
   * @param figures those there are, at least one
   * @throws OptionException if it is something else, or there is no such figure
   */
  public static <F extends Figure> Requirement<F> parse(String text, List<F> figures) {
    String known = figures.stream().map(Figure::jsonName).collect(Collectors.joining(", "));
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new OptionException(
          "a requirement is a metric, one of >=, >, <=, < and a number, such as \""
              + figures.get(0).jsonName()
              + ">=0.98\", not \""
              + text
              + "\"; metrics are "
              + known);
    }
    F figure =
        figures.stream()
            .filter(each -> each.jsonName().equals(matcher.group(1)))
            .findFirst()
            .orElseThrow(
                () ->
                    new OptionException(
                        "there is no metric \"" + matcher.group(1) + "\"; metrics are " + known));
    return new Requirement<>(figure, matcher.group(2), Double.parseDouble(matcher.group(3)));
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

  /** Says that a value does not meet it. */
  public String notMetBy(double value) {
    return this + " is not met: " + figure.jsonName() + " is " + value;
  }

  @Override
  public String toString() {
    return figure.jsonName() + operator + bound;
  }
}
