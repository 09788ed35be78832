package io.github.smiledetector.cli;

import io.github.smiledetector.PictureSmiles;
import io.github.smiledetector.SmileDetector;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A photo within the program whose answer is known: Eileen Collins, NASA, public domain, made small
 * as samples/SOURCES.md says.
 */
final class SelfTest {
  /** What the model inside answers. */
  private static final double PROBABILITY = 0.999;

  private static final double TOLERANCE = 0.05;

  /** What a photo may have, to measure the speed with. */
  private static final int SIDE_PX = 640;

  private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final byte[] photo;

  SelfTest() {
    try (InputStream in = SelfTest.class.getResourceAsStream("sample.jpg")) {
      photo = in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the program's own sample", e);
    }
  }

  PictureSmiles detect(SmileDetector detector) {
    return detector.detect(photo, "the program's own sample");
  }

  /** What to expect of the model inside, in words. */
  String expected() {
    return "smile probability " + PROBABILITY + " +- " + TOLERANCE;
  }

  /**
   * Whether an answer is right.
   *
   * @param ownModel whether the model is the user's: of it only an answer is expected
   */
  boolean passes(PictureSmiles seen, boolean ownModel) {
    if (seen.faces().size() != 1 || seen.faces().get(0).probability().isEmpty()) {
      return false;
    }
    double found = seen.faces().get(0).probability().getAsDouble();
    return ownModel || (Math.abs(found - PROBABILITY) <= TOLERANCE);
  }

  /** Measures for a second or so, on all cores. */
  String speed(SmileDetector detector) {
    byte[] large = large();
    long start = System.nanoTime();
    long count =
        IntStream.range(0, Runtime.getRuntime().availableProcessors())
            .parallel()
            .mapToLong(core -> detections(detector, large, start + MEASURED_NANOS))
            .sum();
    double seconds = (System.nanoTime() - start) / 1e9;
    return String.format(
        Locale.ROOT,
        "about %.1f pictures/s (JPEG, %,d x %,d px, one face)",
        count / seconds,
        SIDE_PX,
        SIDE_PX);
  }

  private static long detections(SmileDetector detector, byte[] encoded, long endNanos) {
    long count = 0;
    while (System.nanoTime() - endNanos < 0) {
      detector.detect(encoded, "the program's own sample");
      count++;
    }
    return count;
  }

  private byte[] large() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream to = new MemoryCacheImageOutputStream(bytes)) {
      BufferedImage small = ImageIO.read(new ByteArrayInputStream(photo));
      BufferedImage large = new BufferedImage(SIDE_PX, SIDE_PX, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = large.createGraphics();
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      graphics.drawImage(small, 0, 0, SIDE_PX, SIDE_PX, null);
      graphics.dispose();
      ImageIO.write(large, "jpeg", to);
    } catch (IOException e) {
      throw new UncheckedIOException("into memory", e);
    }
    return bytes.toByteArray();
  }
}
