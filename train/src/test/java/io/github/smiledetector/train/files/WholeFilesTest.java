package io.github.smiledetector.train.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFilesTest {
  @TempDir private Path folder;

  private long entries() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.count();
    }
  }

  @Test
  void aFileIsReplacedAsAWhole() throws IOException {
    Path file = folder.resolve("a/b/file");
    WholeFile.write(file, "old");
    WholeFile.write(
        file,
        () -> assertThat(file).as("before it gets its name").hasContent("old"),
        out -> {
          WholeFile.writeAll(out, ByteBuffer.wrap(new byte[] {'n', 'e'}));
          WholeFile.writeAll(out, ByteBuffer.wrap(new byte[] {'w'}));
        });
    assertThat(file).hasContent("new");
    assertThat(file.getParent()).isDirectoryContaining(each -> each.equals(file));
    assertThat(file.getParent().toFile().list()).hasSize(1);
  }

  @Test
  void aFileThatCannotGetItsNameLeavesTheOldOneAlone() throws IOException {
    Path file = folder.resolve("file");
    WholeFile.write(file, "old");
    assertThatThrownBy(
            () ->
                WholeFile.write(
                    file,
                    () -> {
                      throw new IllegalStateException("not now");
                    },
                    out -> WholeFile.writeAll(out, ByteBuffer.allocate(10))))
        .hasMessage("not now");
    assertThat(file).hasContent("old");
    assertThat(entries()).isEqualTo(1);
  }

  @Test
  void saysWhatIsInTheWay() throws IOException {
    Path inTheWay = Files.createDirectory(folder.resolve("folder"));
    assertThatThrownBy(() -> WholeFile.write(inTheWay, "x"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("it is a folder");
    Path file = Files.writeString(folder.resolve("file"), "kept");
    assertThatThrownBy(() -> WholeFile.write(file.resolve("below"), "x"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("file/below");
    assertThat(file).hasContent("kept");
  }

  @Test
  void aFolderAppearsFilledOrNotAtAll() throws IOException {
    Path target = folder.resolve("target");
    assertThatThrownBy(
            () ->
                WholeFolder.write(
                    target,
                    unfinished -> {
                      WholeFile.write(unfinished.resolve("sub/file"), "x");
                      assertThat(target).doesNotExist();
                      throw new DataException("full");
                    }))
        .hasMessage("full");
    assertThat(entries()).isZero();
    WholeFolder.write(target, unfinished -> WholeFile.write(unfinished.resolve("file"), "x"));
    assertThat(target.resolve("file")).hasContent("x");
    assertThatThrownBy(() -> WholeFolder.write(target, unfinished -> {}))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("exists already");
    assertThat(entries()).isEqualTo(1);
  }

  @Test
  void whatAKillLeftIsWrittenOverOrRemovedAndNothingElse() throws IOException {
    Path left = Files.createDirectories(folder.resolve(".target.unfinished"));
    Files.writeString(left.resolve("old"), "x");
    WholeFolder.write(folder.resolve("target"), each -> WholeFile.write(each.resolve("new"), "y"));
    assertThat(folder.resolve("target/old")).doesNotExist();
    assertThat(left).doesNotExist();

    Files.createDirectories(folder.resolve(".other.unfinished/deep"));
    Files.writeString(folder.resolve(".file.unfinished"), "half");
    Path hidden = Files.writeString(folder.resolve(".hidden"), "kept");
    WholeFile.removeUnfinished(folder);
    WholeFile.removeUnfinished(folder.resolve("missing"));
    assertThat(entries()).isEqualTo(2);
    assertThat(hidden).hasContent("kept");
  }
}
