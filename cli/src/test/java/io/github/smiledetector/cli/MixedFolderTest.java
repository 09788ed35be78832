package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.smiledetector.picture.HostilePictures;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A folder as people have them, and worse: thousands of photos in all formats, and dozens of files
 * that are made to break a reader. {@code mvn verify -pl core,train,cli -Dtest=MixedFolderTest
 * -Dexcluded.groups=none -Dsurefire.failIfNoSpecifiedTests=false}
 */
@Tag("slow")
@EnabledOnOs(value = OS.LINUX, disabledReason = "resident memory is read from /proc")
class MixedFolderTest {
  private static final int PHOTOS = 2_000;
  private static final int HOSTILE = 60;
  private static final long MOST_GROWTH_KIB = 64 << 10;

  @TempDir private Path folder;

  @Test
  void givesAResultAPhotoAndANamedFailureAHostileFile() throws Exception {
    Path album = Files.createDirectory(folder.resolve("album"));
    photos(album);
    Map<String, String> failing = hostile(album);
    assertThat(failing).hasSize(HOSTILE);
    Path results = folder.resolve("results.jsonl");
    long half = 0;
    try (SmileProcess detect =
        SmileProcess.startUnder(
            List.of("env", "MALLOC_ARENA_MAX=2"),
            folder.resolve("logs"),
            "detect",
            "--json",
            "--out",
            results,
            album)) {
      long last = 0;
      while (detect.alive()) {
        last = Math.max(last, residentKib(detect.pid()));
        if (half == 0 && lines(results) > (PHOTOS + HOSTILE) / 2) {
          half = last;
        }
        Thread.sleep(50);
      }
      System.out.println(detect.err().lines().reduce((first, second) -> second).orElseThrow());
      System.out.printf("KiB resident, most: first half %d, in all %d%n", half, last);
      assertThat(detect.exitCode()).isEqualTo(ExitCode.SOME_INPUTS_FAILED);
      assertThat(last - half).isLessThan(MOST_GROWTH_KIB);
      assertThat(detect.err()).contains(HOSTILE + " failed");
    }
    Map<String, String> failed = new HashMap<>();
    int seen = 0;
    for (String line : Files.readAllLines(results)) {
      JsonNode result = new ObjectMapper().readTree(line);
      if (result.has("error")) {
        failed.put(
            Path.of(result.get("file").asText()).getFileName().toString(),
            result.get("error").get("kind").asText());
      } else {
        seen++;
      }
    }
    assertThat(seen).isEqualTo(PHOTOS);
    assertThat(failed).isEqualTo(failing);
  }

  private static void photos(Path album) throws IOException {
    List<String> formats = List.of("jpg", "png", "bmp", "gif", "tiff");
    BufferedImage[] samples = {
      ImageIO.read(ProjectFolder.file("samples/astronaut_eileen_collins.png").toFile()),
      ImageIO.read(ProjectFolder.file("samples/grace_hopper.jpg").toFile())
    };
    for (int i = 0; i < PHOTOS; i++) {
      int widthPx = 80 + i % 97;
      BufferedImage photo = new BufferedImage(widthPx, 120, BufferedImage.TYPE_3BYTE_BGR);
      Graphics2D graphics = photo.createGraphics();
      graphics.drawImage(samples[i % 2], 0, 0, widthPx, 120, null);
      graphics.dispose();
      String format = formats.get(i / 2 % formats.size());
      ImageIO.write(photo, format, album.resolve("photo-" + i + "." + format).toFile());
    }
  }

  /** By their names, how each fails. */
  private static Map<String, String> hostile(Path album) throws IOException {
    Map<String, String> failing = new HashMap<>();
    for (HostilePictures.Case each : HostilePictures.all()) {
      if (each.kind().isPresent() && failing.size() < HOSTILE) {
        String name = "photo-" + 30 * failing.size() + "-hostile.jpg";
        Files.write(album.resolve(name), each.bytes());
        failing.put(name, each.kind().get().label());
      }
    }
    return failing;
  }

  private static long lines(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    }
  }

  private static long residentKib(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0; // it has just ended
    }
  }
}
