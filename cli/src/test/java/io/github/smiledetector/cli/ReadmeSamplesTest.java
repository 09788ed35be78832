package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class ReadmeSamplesTest {
  @TempDir private Path classes;

  @TestFactory
  Stream<DynamicTest> everyJavaSampleOfTheDocumentsCompiles() throws IOException {
    return Stream.concat(
        samples("README.md"), Stream.concat(samples("docs/gate.md"), samples("docs/stream.md")));
  }

  private Stream<DynamicTest> samples(String document) throws IOException {
    Path file = ProjectFolder.file(document);
    List<JavaBlocks.Block> blocks =
        Files.exists(file) ? JavaBlocks.of(Files.readString(file)) : List.of();
    return blocks.stream()
        .map(
            block ->
                DynamicTest.dynamicTest(
                    document + ", line " + block.line(),
                    () -> assertThat(JavaBlocks.errors(block, classes)).isEmpty()));
  }

  @Test
  void compilesStatementsWithTheirImportsAndThoseBefore() throws IOException {
    List<JavaBlocks.Block> blocks =
        JavaBlocks.of(
            """
            Text.
            ```java
            import io.github.smiledetector.geometry.Box;

            Box box = new Box(0, 0, 4, 4);
            ```
            More text.
            ```java
            System.out.println(new Box(1, 2, 3, 4));
            ```
            ```bash
            ./smile
            ```
            """);
    assertThat(blocks).extracting(JavaBlocks.Block::line).containsExactly(2, 8);
    for (JavaBlocks.Block block : blocks) {
      assertThat(JavaBlocks.errors(block, classes)).isEmpty();
    }
  }

  @Test
  void compilesAWholeClass() throws IOException {
    List<JavaBlocks.Block> blocks =
        JavaBlocks.of(
            """
            ```java
            import java.util.List;

            public final class Sample {
              public static void main(String[] args) {
                System.out.println(List.of(args));
              }
            }
            ```
            """);
    assertThat(blocks).extracting(JavaBlocks.Block::className).containsExactly("Sample");
    assertThat(JavaBlocks.errors(blocks.get(0), classes)).isEmpty();
  }

  @Test
  void reportsABlockThatDoesNotCompile() throws IOException {
    List<JavaBlocks.Block> blocks =
        JavaBlocks.of(
            """
            ```java
            int faces = "three";
            ```
            """);
    assertThat(JavaBlocks.errors(blocks.get(0), classes)).hasSize(1);
  }

  @Test
  void doesNotSeeWhatIsNotPublic() throws IOException {
    List<JavaBlocks.Block> blocks =
        JavaBlocks.of("```java\nio.github.smiledetector.cli.ExitCode.of(null);\n```\n");
    assertThat(JavaBlocks.errors(blocks.get(0), classes)).hasSize(1);
  }
}
