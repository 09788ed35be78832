package io.github.smiledetector.cli.detect;

import io.github.smiledetector.error.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Paths from a list, one after the other as they are needed: one a line, or ended by NUL. */
public final class PathList implements Iterator<String> {
  /** No system has longer paths; keeps a file that is no list from filling the memory. */
  private static final int MAX_BYTES = 1 << 16;

  private final InputStream in;
  private final String name;
  private final int end;
  private long count;
  private String next;

  /**
   * @param in UTF-8, buffered; not closed
   * @param name what to call it in errors
   * @param nul whether paths end with NUL, not with a line
   */
  public PathList(InputStream in, String name, boolean nul) {
    this.in = in;
    this.name = name;
    this.end = nul ? 0 : '\n';
  }

  /**
   * @throws DataException if the list cannot be read or is none
   */
  @Override
  public boolean hasNext() {
    try {
      while (next == null) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(80);
        int b = in.read();
        if (b < 0) {
          return false;
        }
        count++;
        for (; b >= 0 && b != end; b = in.read()) {
          bytes.write(b);
          if (bytes.size() > MAX_BYTES) {
            throw new DataException(
                name + ": entry " + count + " has more than " + MAX_BYTES + " bytes; no path has");
          }
        }
        String path = bytes.toString(StandardCharsets.UTF_8);
        if (end == '\n' && path.endsWith("\r")) {
          path = path.substring(0, path.length() - 1);
        }
        next = path.isEmpty() ? null : path;
      }
      return true;
    } catch (IOException e) {
      throw new DataException("the list " + name + " cannot be read: " + ReadError.why(e), e);
    }
  }

  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    String path = next;
    next = null;
    return path;
  }
}
