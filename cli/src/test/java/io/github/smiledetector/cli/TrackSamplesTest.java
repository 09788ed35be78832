package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackSamplesTest {
  private static final Pattern SAMPLE =
      Pattern.compile("<pre>\\{@code\\n(.*?) \\* }</pre>", Pattern.DOTALL);

  @TempDir private Path classes;

  @Test
  void theSampleOfThePackageCompiles() throws IOException {
    String text =
        Files.readString(
            ProjectFolder.file(
                "core/src/main/java/io/github/smiledetector/track/package-info.java"));
    List<String> samples =
        SAMPLE.matcher(text.replace("\r\n", "\n")).results().map(TrackSamplesTest::code).toList();
    assertThat(samples).hasSize(1);
    List<JavaBlocks.Block> blocks =
        JavaBlocks.of(
            """
            ```java
            import io.github.smiledetector.*;
            import io.github.smiledetector.track.*;
            import java.awt.image.BufferedImage;
            import java.time.Duration;
            import java.util.List;
            import java.util.function.Supplier;

            Supplier<BufferedImage> camera = () -> null;
            """
                + samples.get(0)
                + "```\n");
    assertThat(JavaBlocks.errors(blocks.get(0), classes)).isEmpty();
  }

  private static String code(MatchResult sample) {
    return sample.group(1).replaceAll("(?m)^ \\* ?", "");
  }
}
