package io.github.smiledetector.cli.detect;

/**
 * Text that stays one line and does nothing to a terminal, whatever names files have: control
 * characters, line separators, and marks that turn the direction of writing become escapes.
 */
public final class VisibleText {
  private VisibleText() {}

  /** The text itself where there is nothing to escape. */
  public static String of(String text) {
    StringBuilder visible = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = isPlain(text, i, c);
      if (!plain && visible == null) {
        visible = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (visible != null) {
        visible.append(plain ? Character.toString(c) : escaped(c));
      }
    }
    return visible == null ? text : visible.toString();
  }

  private static boolean isPlain(String text, int at, char c) {
    if (c < 0x7F) {
      return c >= ' ';
    }
    if (Character.isHighSurrogate(c)) {
      return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
      // The joiner of emoji is needed to see them whole.
      case Character.FORMAT -> c == '\u200D';
      default -> true;
    };
  }

  private static String escaped(char c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format("\\u%04X", (int) c);
    };
  }
}
