package io.github.smiledetector.cli.detect;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;

/**
 * A pattern for files, which the shell did not expand: {@code *} and {@code ?} within a name,
 * {@code **} across folders, also none, <code>[abc]</code> and <code>{jpg,png}</code>.
 */
final class Glob implements FolderWalk.Choice {
  private static final String META = "*?[{";

  private final Path top;
  private final PathMatcher matcher;
  private final int depth;

  /**
   * @throws IllegalArgumentException if it is no pattern that is understood
   */
  Glob(String pattern) {
    int topEnd = 0;
    for (int i = 0; i < pattern.length() && META.indexOf(pattern.charAt(i)) < 0; i++) {
      if (pattern.charAt(i) == '/') {
        topEnd = i + 1;
      }
    }
    this.top = Path.of(pattern.substring(0, topEnd));
    String below = pattern.substring(topEnd);
    // Java's own ** before a slash wants at least one folder; shells take none too. Groups do not
    // nest.
    String understood = below.contains("{") ? below : below.replace("**/", "{**/,}");
    this.matcher = FileSystems.getDefault().getPathMatcher("glob:" + understood);
    this.depth = below.contains("**") ? Integer.MAX_VALUE : below.split("/").length;
  }

  static boolean isOne(String argument) {
    return argument.chars().anyMatch(c -> META.indexOf(c) >= 0);
  }

  /** The folder that everything lies in that can match. */
  Path top() {
    return top;
  }

  @Override
  public boolean takes(Path file) {
    return matcher.matches(top.relativize(file)) && !Inputs.isCopy(file);
  }

  @Override
  public boolean enters(Path folder) {
    return top.relativize(folder).getNameCount() < depth;
  }
}
