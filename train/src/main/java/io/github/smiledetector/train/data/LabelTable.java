package io.github.smiledetector.train.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.github.smiledetector.error.DataException;
import io.github.smiledetector.train.files.WholeFile;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Pictures and what is known of each, as a CSV file with a header: one row a picture, a column
 * {@code file} with its path as seen from the table's folder, and any other columns.
 *
 * <p>Columns with a meaning of their own: {@link #SMILE}, {@link #WEIGHT}, {@link #PERSON}, {@link
 * #SHARE}. All others are labels by other names, or slices to evaluate by.
 *
 * @param file the table's own file
 * @param columns names in the header's order, {@code file} among them
 * @param rows in the file's order
 */
public record LabelTable(Path file, List<String> columns, List<Row> rows) {
  /** Column of a picture's path, as seen from the table's folder, with {@code /} between. */
  public static final String FILE = "file";

  /** Column of the label: 1 for a smile, 0 for none, or how sure one is, between. */
  public static final String SMILE = "smile";

  /** Column of how much a picture counts in training; 1 where it is empty or missing. */
  public static final String WEIGHT = "weight";

  /** Column of who is shown: a split by person keeps all of a person's pictures together. */
  public static final String PERSON = "person";

  /**
   * Column of the share of the picture's side that the network's square takes, in the middle; the
   * rest lies around it, for augmentation. 1 where it is empty or missing.
   */
  public static final String SHARE = "share";

  private static final CsvMapper CSV =
      CsvMapper.builder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .build();

  /**
   * One picture's row.
   *
   * @param line the file's line it begins on, from 1
   * @param cells by column; none is null
   */
  public record Row(int line, Map<String, String> cells) {
    /** Copies the map, in its order. */
    public Row {
      cells = Collections.unmodifiableMap(new LinkedHashMap<>(cells));
    }

    /** What stands in a column; empty text where the table has no such column. */
    public String cell(String column) {
      return cells.getOrDefault(column, "");
    }
  }

  /** Copies the lists. */
  public LabelTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /**
   * Reads a table in UTF-8.
   *
   * @param csv the file
   * @throws DataException if it cannot be read, is no table, has no column {@code file}, names a
   *     column or a picture twice, or a row has more or fewer cells than the header
   */
  public static LabelTable read(Path csv) {
    try (Reader reader = withoutMark(Files.newBufferedReader(csv));
        MappingIterator<String[]> lines = CSV.readerFor(String[].class).readValues(reader)) {
      if (!lines.hasNext()) {
        throw new DataException(csv + ": empty; a header with a column \"file\" was expected");
      }
      List<String> columns = columns(csv, lines.next());
      List<Row> rows = new ArrayList<>();
      Set<String> files = new LinkedHashSet<>();
      while (true) {
        int line = lines.getCurrentLocation().getLineNr();
        if (!lines.hasNext()) {
          break;
        }
        Row row = row(csv, line, columns, lines.next());
        if (row.cell(FILE).isBlank()) {
          throw new DataException(csv + ", line " + line + ": names no file");
        }
        if (!files.add(path(csv, row).normalize().toString())) {
          throw new DataException(csv + ", line " + line + ": names " + row.cell(FILE) + " again");
        }
        rows.add(row);
      }
      if (rows.isEmpty()) {
        throw new DataException(csv + ": a header and no rows; one row a picture was expected");
      }
      return new LabelTable(csv, columns, rows);
    } catch (JacksonException e) {
      throw new DataException(
          csv + ", line " + e.getLocation().getLineNr() + ": no CSV: " + e.getOriginalMessage(), e);
    } catch (IOException | RuntimeException e) {
      if (e instanceof DataException known) {
        throw known;
      }
      throw new DataException(csv + ": cannot be read as a CSV table in UTF-8: " + e, e);
    }
  }

  /** Spreadsheets put a byte-order mark first, which would keep a quoted name from being one. */
  private static Reader withoutMark(BufferedReader reader) throws IOException {
    reader.mark(1);
    if (reader.read() != '\ufeff') {
      reader.reset();
    }
    return reader;
  }

  private static List<String> columns(Path csv, String[] header) {
    List<String> columns = new ArrayList<>();
    for (String name : header) {
      String column = name.strip();
      if (columns.contains(column)) {
        throw new DataException(csv + ", line 1: the column \"" + column + "\" stands there twice");
      }
      columns.add(column);
    }
    if (!columns.contains(FILE)) {
      throw new DataException(
          csv
              + ", line 1: no column \"file\" with the pictures' paths; found "
              + String.join(", ", columns));
    }
    return columns;
  }

  private static Row row(Path csv, int line, List<String> columns, String[] cells) {
    if (cells.length != columns.size()) {
      throw new DataException(
          csv
              + ", line "
              + line
              + ": "
              + columns.size()
              + " cells were expected, as in the header; found "
              + cells.length);
    }
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < cells.length; i++) {
      row.put(columns.get(i), cells[i].strip());
    }
    return new Row(line, row);
  }

  /**
   * Writes a table in UTF-8, whole or not at all.
   *
   * @throws DataException if it cannot be written
   */
  public void write() {
    CsvSchema.Builder schema = CsvSchema.builder();
    columns.forEach(schema::addColumn);
    try {
      WholeFile.write(
          file,
          CSV.writer(schema.build().withHeader().withLineSeparator("\n"))
              .writeValueAsString(rows.stream().map(Row::cells).toList()));
    } catch (JacksonException e) {
      throw new DataException(file + ": cannot be written: " + e.getOriginalMessage(), e);
    }
  }

  /** Where a row's picture lies. */
  public Path picture(Row row) {
    return file.toAbsolutePath().normalize().resolveSibling(path(file, row));
  }

  private static Path path(Path csv, Row row) {
    try {
      return Path.of(row.cell(FILE));
    } catch (InvalidPathException e) {
      throw new DataException(
          csv + ", line " + row.line() + ": no path: \"" + row.cell(FILE) + '"', e);
    }
  }

  /**
   * The same table at another place, its pictures' paths changed to what they are from there; paths
   * from the root on stay as they are. Nothing is written.
   *
   * @param to the table's new file
   */
  public LabelTable movedTo(Path to) {
    Path here = folderOf(file);
    Path there = folderOf(to);
    if (here.equals(there)) {
      return new LabelTable(to, columns, rows);
    }
    List<Row> moved = new ArrayList<>();
    for (Row row : rows) {
      Path picture = picture(row);
      boolean rooted = picture.equals(Path.of(row.cell(FILE)));
      boolean reachable = Objects.equals(there.getRoot(), picture.getRoot());
      Map<String, String> cells = new LinkedHashMap<>(row.cells());
      if (!rooted) {
        Path path = reachable ? there.relativize(picture.normalize()) : picture;
        cells.put(FILE, path.toString().replace(File.separatorChar, '/'));
      }
      moved.add(new Row(row.line(), cells));
    }
    return new LabelTable(to, columns, moved);
  }

  private static Path folderOf(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().normalize().getParent());
  }

  /** Refuses a column that this table does not have. */
  void require(String column) {
    if (!columns.contains(column)) {
      throw new DataException(
          file + ": no column \"" + column + "\"; found " + String.join(", ", columns));
    }
  }

  /**
   * A number in a cell.
   *
   * @param ifEmpty what an empty cell or a missing column means
   * @throws DataException if it is no number from {@code least} to {@code most}
   */
  public double number(Row row, String column, double ifEmpty, double least, double most) {
    String cell = row.cell(column);
    if (cell.isEmpty()) {
      return ifEmpty;
    }
    double number = Double.NaN;
    try {
      number = Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      // said below
    }
    if (!(number >= least && number <= most)) {
      throw new DataException(
          file
              + ", line "
              + row.line()
              + ": "
              + column
              + " must be a number from "
              + least
              + " to "
              + most
              + ", not \""
              + cell
              + '"');
    }
    return number;
  }
}
