package io.github.smiledetector.cli.detect;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * Chooses what copies and crops of each picture of a run are named after: its own stem, and a
 * number behind that where another picture has it already. For one thread at a time.
 */
final class CopyNames {
  private final NameHashes taken = new NameHashes();
  private final Map<String, Integer> next = new HashMap<>();

  /**
   * @param folders that copies go to
   * @param arguments pictures named on the command line: none of them will be written over
   */
  CopyNames(List<Path> folders, List<String> arguments) {
    for (Path folder : folders) {
      for (String argument : arguments) {
        within(folder, argument)
            .map(Inputs.COPY::matcher)
            .filter(Matcher::matches)
            .ifPresent(name -> taken.add(name.group(1).toLowerCase(Locale.ROOT)));
      }
    }
  }

  private static Optional<String> within(Path folder, String argument) {
    try {
      Path top = folder.toRealPath();
      Path file = Path.of(argument).toRealPath();
      return file.startsWith(top) ? Optional.of(top.relativize(file).toString()) : Optional.empty();
    } catch (IOException | InvalidPathException e) {
      // Not there, so it cannot be written over.
      return Optional.empty();
    }
  }

  /** The next picture's. */
  String claim(String stem) {
    // Lower case: on some file systems A.png and a.png are one file.
    String key = stem.toLowerCase(Locale.ROOT);
    if (taken.add(key)) {
      return stem;
    }
    int number = next.getOrDefault(key, 2);
    while (!taken.add(key + "-" + number)) {
      number++;
    }
    next.put(key, number + 1);
    return stem + "-" + number;
  }
}
