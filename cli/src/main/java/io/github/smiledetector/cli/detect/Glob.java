package io.github.smiledetector.cli.detect;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A pattern for files, which the shell did not expand: {@code *} and {@code ?} within a name,
 * {@code **} across folders, also none, <code>[abc]</code> and <code>{jpg,png}</code>.
 */
final class Glob implements FolderWalk.Choice {
  private static final String META = "*?[{";

  /** Stands for whole folders, not within a name as in {@code a**}. */
  private static final Pattern FOLDERS = Pattern.compile("(?<=^|[/{,])(\\*\\*/)+");

  /** Each doubles the matchers. */
  private static final int MOST_FOLDERS = 6;

  private final Path top;
  private final List<PathMatcher> matchers;
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
    this.matchers =
        withFewerFolders(below, 0, 0)
            .map(each -> FileSystems.getDefault().getPathMatcher("glob:" + each))
            .toList();
    this.depth = below.contains("**") ? Integer.MAX_VALUE : below.split("/").length;
  }

  /**
   * A pattern with each {@code **}/ from a place on kept and dropped: Java's own wants at least one
   * folder there, shells take none too.
   */
  private static Stream<String> withFewerFolders(String pattern, int from, int count) {
    Matcher folders = FOLDERS.matcher(pattern);
    if (!folders.find(from)) {
      return Stream.of(pattern);
    }
    if (count == MOST_FOLDERS) {
      throw new IllegalArgumentException("it has more than " + MOST_FOLDERS + " times **/");
    }
    String before = pattern.substring(0, folders.start());
    String behind = pattern.substring(folders.end());
    return Stream.concat(
        withFewerFolders(before + "**/" + behind, folders.start() + 3, count + 1),
        withFewerFolders(before + behind, folders.start(), count + 1));
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
    Path below = top.relativize(file);
    return matchers.stream().anyMatch(each -> each.matches(below)) && !Inputs.isCopy(file);
  }

  @Override
  public boolean enters(Path folder) {
    return top.relativize(folder).getNameCount() < depth;
  }
}
