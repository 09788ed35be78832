package io.github.smiledetector.cli.detect;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.smiledetector.error.DataException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an earlier run wrote, as JSON lines or CSV: which pictures it has done, and up to where it
 * is whole. A kill may have cut off its end. Pictures that failed are not done.
 */
public final class EarlierResults {
  /** No result of ours is longer. */
  private static final int MAX_RECORD_BYTES = 64 << 20;

  private final Path file;
  private final NameHashes done = new NameHashes();
  private final boolean csv;
  private final boolean begun;
  private long wholeBytes;
  private long position;
  private long line;

  /**
   * Reads it.
   *
   * @param file of an earlier run
   * @throws DataException if it cannot be read or is none
   */
  public EarlierResults(Path file) {
    this.file = file;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      in.mark(1);
      int first = in.read();
      in.reset();
      begun = first >= 0;
      csv = begun && first != '{';
      if (csv) {
        readCsv(in);
      } else {
        readJson(in);
      }
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + ReadError.why(e), e);
    }
  }

  /** Whether it holds anything at all. */
  public boolean isBegun() {
    return begun;
  }

  /** Whether it is CSV; else it is JSON, or empty. */
  public boolean isCsv() {
    return csv;
  }

  /** How much of it is whole results. */
  public long wholeBytes() {
    return wholeBytes;
  }

  /** How many pictures are done. */
  public long size() {
    return done.size();
  }

  /** Whether a picture is done. */
  boolean has(String name) {
    return done.contains(withoutDot(name));
  }

  private void done(String name) {
    done.add(withoutDot(name));
  }

  /** CSV may have put ./ before a name. */
  private static String withoutDot(String name) {
    return name.startsWith("./") ? name.substring(2) : name;
  }

  private void readJson(InputStream in) throws IOException {
    JsonFactory json = new JsonFactory();
    for (byte[] record = next(in, false); record != null; record = next(in, false)) {
      String name = null;
      boolean failed = false;
      try (JsonParser parser = json.createParser(record)) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          throw none("no JSON object");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String field = parser.currentName();
          parser.nextToken();
          if (field.equals("schema") && parser.getIntValue() != JsonFormat.SCHEMA) {
            throw none("schema " + parser.getText() + "; this program reads " + JsonFormat.SCHEMA);
          } else if (field.equals("file")) {
            name = parser.getText();
          } else if (field.equals("error")) {
            failed = true;
          }
          parser.skipChildren();
        }
      } catch (JacksonException e) {
        throw none(e.getOriginalMessage());
      }
      if (name == null) {
        throw none("no file in it");
      }
      if (!failed) {
        done(name);
      }
      wholeBytes = position;
    }
  }

  /** A picture is done when as many rows of it are there as it has faces. */
  private void readCsv(InputStream in) throws IOException {
    byte[] header = next(in, true);
    if (header == null) {
      return;
    }
    if (!fields(header).equals(CsvFormat.COLUMNS)) {
      throw none("other columns than those of smile detect --csv");
    }
    wholeBytes = position;
    int faces = 0;
    for (byte[] record = next(in, true); record != null; record = next(in, true)) {
      List<String> row = fields(record);
      if (row.size() != CsvFormat.COLUMNS.size()) {
        throw none(row.size() + " columns instead of " + CsvFormat.COLUMNS.size());
      }
      String name = row.get(0);
      String expected = row.get(CsvFormat.COLUMNS.indexOf("faces"));
      faces++;
      if (!expected.matches("\\d{0,9}")) {
        throw none("\"" + expected + "\" faces");
      }
      boolean failed = expected.isEmpty();
      if (failed || faces >= Integer.parseInt(expected)) {
        if (!failed) {
          done(name);
        }
        faces = 0;
        wholeBytes = position;
      }
    }
  }

  private DataException none(String what) {
    return new DataException(
        file
            + ", line "
            + line
            + ": expected what smile detect --json or --csv writes; found "
            + what
            + ". Name another file for --resume-from.");
  }

  /** The next record without its line end, or null where the file ends or its rest is cut off. */
  private byte[] next(InputStream in, boolean quoting) throws IOException {
    ByteArrayOutputStream record = new ByteArrayOutputStream(256);
    boolean quoted = false;
    line++;
    for (int b = in.read(); b >= 0; b = in.read()) {
      position++;
      if (b == '\n' && !quoted) {
        return record.toByteArray();
      }
      quoted ^= quoting && b == '"';
      record.write(b);
      if (record.size() > MAX_RECORD_BYTES) {
        throw none("more than " + (MAX_RECORD_BYTES >> 20) + " MiB");
      }
    }
    return null;
  }

  private static List<String> fields(byte[] record) {
    String text = new String(record, StandardCharsets.UTF_8);
    if (text.endsWith("\r")) {
      text = text.substring(0, text.length() - 1);
    }
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
