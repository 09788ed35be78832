package io.github.smiledetector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.face.HaarFaceFinder;
import io.github.smiledetector.face.YuNetFaceFinder;
import io.github.smiledetector.picture.PictureSource;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Memory does not grow with the number of pictures. Measured in a process of its own with a heap of
 * fixed size that is resident from the start, so that what grows is native: {@code mvn test -pl
 * core -Dtest=DetectionMemoryTest -Dexcluded.groups=none}. The default finder and YuNet take
 * minutes for their 100,000 pictures; Haar, which is slower, gets fewer.
 */
@Tag("slow")
@EnabledOnOs(value = OS.LINUX, disabledReason = "resident memory is read from /proc")
class DetectionMemoryTest {
  private static final long WARM = 20_000;
  private static final long EACH = 5_000;
  private static final long MOST_GROWTH_KIB = 10_000;

  /** Detects; arguments: how many pictures, and which finder: nothing for the default. */
  static final class Detecting {
    private Detecting() {}

    public static void main(String[] arguments) throws IOException {
      long count = Long.parseLong(arguments[0]);
      DetectorOptions options = options(arguments.length > 1 ? arguments[1] : "");
      List<PictureSource> pictures = pictures();
      long failed = 0;
      long faces = 0;
      try (SmileDetector detector = SmileDetector.open(options);
          Stream<PictureOutcome> outcomes =
              detector.detectAll(
                  LongStream.range(0, count)
                      .mapToObj(i -> pictures.get((int) (i % pictures.size()))),
                  ResultOrder.AS_GIVEN)) {
        Iterator<PictureOutcome> results = outcomes.iterator();
        for (long done = 1; results.hasNext(); done++) {
          if (results.next() instanceof PictureOutcome.Detected detected) {
            faces += detected.smiles().faces().size();
          } else {
            failed++;
          }
          if (done % EACH == 0) {
            System.out.printf("%d %d%n", done, residentKib());
          }
        }
      }
      System.err.printf("%d faces, %d failed%n", faces, failed);
    }
  }

  private static DetectorOptions options(String finder) {
    return switch (finder) {
      case "" -> DetectorOptions.DEFAULT;
      case HaarFaceFinder.NAME -> DetectorOptions.DEFAULT.withFinder(HaarFaceFinder::new);
      default -> DetectorOptions.DEFAULT.withFinder(() -> YuNetFaceFinder.open(Path.of(finder)));
    };
  }

  /** Many sizes, three formats, and two that cannot be read. */
  private static List<PictureSource> pictures() throws IOException {
    List<PictureSource> pictures = new ArrayList<>();
    for (String sample : List.of("astronaut_eileen_collins.png", "grace_hopper.jpg")) {
      BufferedImage photo = ImageIO.read(Path.of("..", "samples", sample).toFile());
      for (int widthPx = 90; widthPx < 700; widthPx += 53) {
        for (String format : List.of("jpg", "png", "bmp")) {
          int heightPx = widthPx * 3 / 4 + pictures.size();
          BufferedImage scaled = new BufferedImage(widthPx, heightPx, BufferedImage.TYPE_3BYTE_BGR);
          Graphics2D graphics = scaled.createGraphics();
          graphics.drawImage(photo, 0, 0, widthPx, heightPx, null);
          graphics.dispose();
          ByteArrayOutputStream encoded = new ByteArrayOutputStream();
          ImageIO.write(scaled, format, encoded);
          pictures.add(PictureSource.of(encoded.toByteArray(), sample + " " + widthPx + format));
        }
      }
    }
    byte[] whole = ((PictureSource.OfBytes) pictures.get(0)).encoded();
    pictures.add(PictureSource.of(Arrays.copyOf(whole, whole.length / 2), "cut off"));
    pictures.add(PictureSource.of(new byte[] {1, 2, 3}, "no picture"));
    return pictures;
  }

  @Test
  void staysLevelOver100000Pictures() throws Exception {
    requireLevel(100_000);
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "SMILE_SHARED", matches = ".+")
  void staysLevelOver100000PicturesWithYunet() throws Exception {
    requireLevel(
        100_000,
        Path.of(System.getenv("SMILE_SHARED"), "models", "face_detection_yunet_2026may.onnx")
            .toString());
  }

  @Test
  void staysLevelWithHaar() throws Exception {
    requireLevel(30_000, HaarFaceFinder.NAME);
  }

  private static void requireLevel(long count, String... finder) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m",
                "-Xmx256m",
                "-XX:+AlwaysPreTouch",
                "-cp",
                System.getProperty("java.class.path"),
                Detecting.class.getName(),
                Long.toString(count)));
    command.addAll(List.of(finder));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    Process process = builder.start();
    Map<Long, Long> residentKib = new TreeMap<>();
    process
        .inputReader()
        .lines()
        .map(line -> line.split(" "))
        .forEach(
            figures -> residentKib.put(Long.parseLong(figures[0]), Long.parseLong(figures[1])));
    assertThat(process.waitFor()).isZero();
    System.out.println("KiB resident by pictures: " + residentKib);
    assertThat(residentKib).containsKey(count);
    assertThat(residentKib.get(count) - residentKib.get(WARM)).isLessThan(MOST_GROWTH_KIB);
  }

  private static long residentKib() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    }
  }
}
