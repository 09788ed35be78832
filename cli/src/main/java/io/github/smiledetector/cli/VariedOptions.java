package io.github.smiledetector.cli;

import io.github.smiledetector.error.OptionException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The options that a sweep varies, each with its values. Which there are, and what their values may
 * be, is {@link RecipeOptions}' business: every combination is parsed by it like a command line.
 */
final class VariedOptions {
  private static final CommandSpec RECIPE = CommandSpec.forAnnotatedObject(new RecipeOptions());

  private final Map<String, List<String>> values = new LinkedHashMap<>();
  private final List<String> fixed = new ArrayList<>();

  /**
   * @param vary each {@code NAME=V1,V2,...}
   * @param given the command line, whose recipe options are the same in every combination
   * @throws OptionException if a name is unknown, given twice or fixed as well, or a value is
   *     missing or there twice
   */
  VariedOptions(List<String> vary, ParseResult given) {
    vary.forEach(this::add);
    for (OptionSpec option : RECIPE.options()) {
      if (given.hasMatchedOption(option.longestName())) {
        String name = name(option);
        if (values.containsKey(name)) {
          throw new OptionException(
              "%s is varied and given as %s, too: leave one out"
                  .formatted(name, option.longestName()));
        }
        List<String> words = given.matchedOption(option.longestName()).originalStringValues();
        fixed.add(word(name, words.get(words.size() - 1)));
      }
    }
  }

  private void add(String vary) {
    int equals = vary.indexOf('=');
    String name = equals < 0 ? vary : vary.substring(0, equals);
    if (option(name) == null) {
      throw new OptionException(
          "--vary %s: there is no option '%s' to vary. There are: %s"
              .formatted(
                  vary,
                  name,
                  String.join(", ", RECIPE.options().stream().map(VariedOptions::name).toList())));
    }
    List<String> each =
        equals < 0 ? List.of("") : List.of(vary.substring(equals + 1).split(",", -1));
    if (each.contains("")) {
      throw new OptionException(
          "--vary %s: a value is missing; expected %s=V1,V2,...".formatted(vary, name));
    }
    if (new HashSet<>(each).size() < each.size()) {
      throw new OptionException("--vary %s: a value is there twice".formatted(vary));
    }
    if (isFlag(name) && !List.of("true", "false").containsAll(each)) {
      throw new OptionException("--vary %s: %s is true or false".formatted(vary, name));
    }
    if (values.put(name, each) != null) {
      throw new OptionException(
          "%s is varied twice: give all its values at once, %s=V1,V2,...".formatted(name, name));
    }
  }

  /** Every combination, the values of the first option moving slowest. */
  List<Map<String, String>> combinations() {
    List<Map<String, String>> combinations = List.of(Map.of());
    for (Map.Entry<String, List<String>> option : values.entrySet()) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> combination : combinations) {
        for (String value : option.getValue()) {
          Map<String, String> with = new LinkedHashMap<>(combination);
          with.put(option.getKey(), value);
          longer.add(with);
        }
      }
      combinations = longer;
    }
    return combinations;
  }

  /**
   * The recipe options of a combination, with those that are the same in all.
   *
   * @throws OptionException if a value is not one of its option's
   */
  RecipeOptions options(Map<String, String> combination) {
    List<String> words = new ArrayList<>(fixed);
    combination.forEach((name, value) -> words.add(word(name, value)));
    words.removeIf(String::isEmpty);
    RecipeOptions options = new RecipeOptions();
    try {
      new CommandLine(options)
          .setCaseInsensitiveEnumValuesAllowed(true)
          .parseArgs(words.toArray(String[]::new));
    } catch (ParameterException e) {
      throw new OptionException(e.getMessage());
    }
    return options;
  }

  /** As on a command line; nothing for a flag that is not set. */
  private static String word(String name, String value) {
    if (isFlag(name)) {
      return value.equals("true") ? "--" + name : "";
    }
    return "--" + name + "=" + value;
  }

  private static boolean isFlag(String name) {
    return option(name).arity().max() == 0;
  }

  private static OptionSpec option(String name) {
    return RECIPE.findOption("--" + name);
  }

  private static String name(OptionSpec option) {
    return option.longestName().replaceFirst("^--", "");
  }
}
