package io.github.smiledetector.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelTableTest {
  @TempDir Path dir;

  private Path csv(String text) throws IOException {
    return Files.writeString(dir.resolve("t.csv"), text);
  }

  @Test
  void readsQuotesLineBreaksInThemAndEmptyCells() throws IOException {
    LabelTable table =
        LabelTable.read(
            csv("file,note,smile\r\n\"a, \"\"b\"\".jpg\",\"two\nlines\",1\r\nc.jpg,,\r\n"));
    assertThat(table.columns()).containsExactly("file", "note", "smile");
    assertThat(table.rows().get(0).cells())
        .isEqualTo(Map.of("file", "a, \"b\".jpg", "note", "two\nlines", "smile", "1"));
    assertThat(table.rows().get(1).cell("smile")).isEmpty();
    assertThat(table.rows().get(1).cell("no such")).isEmpty();
    assertThat(table.rows()).extracting(LabelTable.Row::line).containsExactly(2, 4);
    assertThat(table.picture(table.rows().get(1))).isEqualTo(dir.resolve("c.jpg"));
  }

  @Test
  void passesOverTheMarkThatSpreadsheetsPutFirst() throws IOException {
    assertThat(LabelTable.read(csv("\ufefffile,smile\na.jpg,1\n")).columns())
        .containsExactly("file", "smile");
    assertThat(LabelTable.read(csv("\ufeff\"file\",smile\na.jpg,1\n")).columns())
        .containsExactly("file", "smile");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|t.csv: empty",
        "'file,smile'|a header and no rows",
        "'path,smile;a.jpg,1'|line 1: no column \"file\"|",
        "'file,smile,smile;a.jpg,1,1'|line 1: the column \"smile\" stands there twice",
        "'file,smile;a.jpg,1;a.jpg,0'|line 3: names a.jpg again",
        "'file,smile;a.jpg,1;./a.jpg,0'|line 3: names ./a.jpg again",
        "'file,smile;a.jpg,1;b.jpg'|line 3: 2 cells were expected, as in the header; found 1",
        "'file,smile;a.jpg,1;;b.jpg,1,1'|line 4: 2 cells were expected, as in the header; found 3",
        "'file,smile;,1'|line 2: names no file",
        "'file,smile;\"a.jpg,1'|t.csv"
      })
  void saysWhereATableIsWrong(String text, String message) throws IOException {
    Path file = csv(text.replace(';', '\n'));
    assertThatThrownBy(() -> LabelTable.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void refusesWhatIsNoUtf8AndWhatIsNotThere() throws IOException {
    Path latin = dir.resolve("latin.csv");
    Files.write(latin, "file\nJos\u00e9.jpg\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> LabelTable.read(latin))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("latin.csv")
        .hasMessageContaining("UTF-8");
    assertThatThrownBy(() -> LabelTable.read(dir.resolve("none.csv")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("none.csv");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "-1", "yes", "NaN", "0,5"})
  void saysWhichCellIsNoNumber(String cell) throws IOException {
    Path file = csv("file,smile\na.jpg,0\nb.jpg,\"" + cell + "\"\n");
    assertThatThrownBy(() -> LabelledTables.read(List.of(file), LabelColumn.DEFAULT))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(file + ", line 3: smile must be a number from 0.0 to 1.0")
        .hasMessageContaining('"' + cell + '"');
  }

  @Test
  void readsWhatItHasWritten() throws IOException {
    LabelTable table =
        LabelTable.read(csv("file,note\n\"a, b.jpg\",\"say \"\"cheese\"\"\"\n\u00e9.jpg,\n"));
    LabelTable copy = new LabelTable(dir.resolve("deep/copy.csv"), table.columns(), table.rows());
    copy.write();
    assertThat(LabelTable.read(copy.file())).isEqualTo(copy);
  }

  @Test
  void keepsPathsRightWhereATableMoves() throws IOException {
    LabelTable table = LabelTable.read(csv("file,smile\nx/a.jpg,1\n/abs/b.jpg,0\n"));
    LabelTable moved = table.movedTo(dir.resolve("fold/1/t.csv"));
    assertThat(moved.rows())
        .extracting(row -> row.cell("file"))
        .containsExactly("../../x/a.jpg", "/abs/b.jpg");
    assertThat(moved.rows())
        .extracting(row -> moved.picture(row).normalize())
        .containsExactly(dir.resolve("x/a.jpg"), Path.of("/abs/b.jpg"));
    assertThat(table.movedTo(dir.resolve("u.csv")).rows()).isEqualTo(table.rows());
  }

  @Test
  void readsLabelsOfSeveralTables() throws IOException {
    Path first = Files.createDirectories(dir.resolve("one")).resolve("labels.csv");
    Files.writeString(first, "file,mood,weight,person,share\na.jpg,Grin,2,ann,0.7\nb.jpg,,,,\n");
    Path second = dir.resolve("two.csv");
    Files.writeString(second, "file,mood\na.jpg,none\n");
    LabelledPictures all =
        LabelledTables.read(List.of(first, second), LabelColumn.parse("mood=grin"));
    assertThat(all.pictures())
        .containsExactly(
            new LabelledPicture(
                dir.resolve("one/a.jpg"), "one/a.jpg", 1, Double.NaN, 2, "ann", 0.7),
            new LabelledPicture(dir.resolve("a.jpg"), "two/a.jpg", 0, Double.NaN, 1, "", 1));
    assertThat(all.name()).isEqualTo("one+two");
    assertThatThrownBy(() -> LabelledTables.read(List.of(second), LabelColumn.parse("mood=grin")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("none smiles");
    assertThatThrownBy(() -> LabelledTables.read(List.of(second, second), LabelColumn.DEFAULT))
        .isInstanceOf(DataException.class);
  }

  @Test
  void makesAColumnSmileOfAnother() throws IOException {
    LabelTable table = LabelTable.read(csv("file,mood,soft\na,grin,0.25\nb,,1\nc,none,\n"));
    LabelTable words = LabelColumn.parse("mood=grin").labelled(table);
    assertThat(words.columns()).containsExactly("file", "mood", "soft", "smile");
    assertThat(words.rows())
        .extracting(row -> row.cell("file") + row.cell("smile"))
        .containsExactly("a1", "c0");
    assertThat(LabelColumn.parse("soft").labelled(table).rows())
        .extracting(row -> row.cell("smile"))
        .containsExactly("0.25", "1");
    assertThatThrownBy(() -> LabelColumn.parse("soft").labelled(words))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("\"smile\" already");
  }

  @Test
  void saysHowALabelIsGiven() {
    Stream.of("", "=x", "a=")
        .forEach(
            text ->
                assertThatThrownBy(() -> LabelColumn.parse(text))
                    .isInstanceOf(OptionException.class)
                    .hasMessageContaining("COLUMN=WORD"));
  }
}
