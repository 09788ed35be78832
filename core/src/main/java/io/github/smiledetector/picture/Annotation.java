package io.github.smiledetector.picture;

import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.geometry.Box;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.imageio.ImageIO;

/**
 * A box and a few words to draw on a picture.
 *
 * <p>Lines and letters grow with the picture, so they are legible in a thumbnail of it. Highlighted
 * annotations are orange with dark letters, others blue with white ones: two colours that differ
 * for people with any kind of colour vision, and in grey; the words say the same.
 *
 * @param box what to frame, in the picture's pixels; may reach beyond it
 * @param text what to write beside it; empty for a frame alone
 * @param highlighted which of the two looks it has
 */
public record Annotation(Box box, String text, boolean highlighted) {
  // Orange and blue of M. Okabe and K. Ito's palette for every kind of colour vision.
  private static final Color HIGHLIGHT = new Color(0xE69F00);
  private static final Color PLAIN = new Color(0x0072B2);

  /**
   * @throws NullPointerException if box or text is missing
   */
  public Annotation {
    Objects.requireNonNull(box, "box");
    Objects.requireNonNull(text, "text");
  }

  /**
   * Draws annotations on a copy of a picture. Needs no display. Thread-safe.
   *
   * @param picture stays as it is
   * @param annotations the first lies on top
   * @return the picture in colour, of the same size
   */
  public static Picture draw(Picture picture, List<Annotation> annotations) {
    return picture(drawn(picture, annotations));
  }

  /**
   * Draws annotations on a copy of a picture and writes that as PNG, whole or not at all; an
   * existing file is replaced.
   *
   * @param picture stays as it is
   * @param annotations the first lies on top
   * @param png file to write, in a folder that exists
   * @throws PictureException if it cannot be written
   */
  public static void write(Picture picture, List<Annotation> annotations, Path png) {
    Path target = png.toAbsolutePath();
    Path unfinished = null;
    try {
      // No temporary file of Java's: only its owner may read one.
      unfinished =
          Files.createFile(target.resolveSibling(".smile-" + UUID.randomUUID() + ".unfinished"));
      if (!ImageIO.write(drawn(picture, annotations), "png", unfinished.toFile())) {
        throw new IllegalStateException("this Java has no PNG writer");
      }
      Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new PictureException(
          PictureException.Kind.NOT_WRITTEN, "cannot write the picture " + png + ": " + e, e);
    } finally {
      if (unfinished != null) {
        try {
          Files.deleteIfExists(unfinished);
        } catch (IOException e) {
          // The picture's own error, if there is one, matters more than what is left of it.
          unfinished.toFile().deleteOnExit();
        }
      }
    }
  }

  private static BufferedImage drawn(Picture picture, List<Annotation> annotations) {
    BufferedImage image = image(picture);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      int side = Math.max(image.getWidth(), image.getHeight());
      float line = Math.max(1.5f, side / 250f);
      graphics.setStroke(new BasicStroke(line));
      Font font = new Font(Font.SANS_SERIF, Font.BOLD, Math.max(11, Math.round(side / 32f)));
      for (int i = annotations.size() - 1; i >= 0; i--) {
        annotations.get(i).draw(graphics, image, line, font);
      }
    } finally {
      graphics.dispose();
    }
    return image;
  }

  private void draw(Graphics2D graphics, BufferedImage image, float line, Font font) {
    Color colour = highlighted ? HIGHLIGHT : PLAIN;
    graphics.setColor(colour);
    graphics.draw(new Rectangle2D.Double(box.x(), box.y(), box.width(), box.height()));
    if (text.isEmpty()) {
      return;
    }
    Font fitting = font;
    FontMetrics metrics = graphics.getFontMetrics(fitting);
    double room = image.getWidth() - 4.0 * line;
    while (fitting.getSize() > 6 && metrics.stringWidth(text) > room) {
      fitting = fitting.deriveFont(fitting.getSize() - 1f);
      metrics = graphics.getFontMetrics(fitting);
    }
    double width = metrics.stringWidth(text) + 4.0 * line;
    double height = metrics.getAscent() + metrics.getDescent();
    // Above the box, else below, else inside: a face is what one wants to see.
    double half = line / 2.0;
    double y = box.y() - half - height;
    if (y < 0) {
      y = box.y() + box.height() + half;
    }
    if (y + height > image.getHeight()) {
      y = box.y() + half;
    }
    y = Math.max(0, Math.min(image.getHeight() - height, y));
    double x = Math.max(0, Math.min(image.getWidth() - width, box.x() - half));
    graphics.fill(new Rectangle2D.Double(x, y, width, height));
    graphics.setColor(highlighted ? Color.BLACK : Color.WHITE);
    graphics.setFont(fitting);
    graphics.drawString(text, (float) (x + 2 * line), (float) (y + metrics.getAscent()));
  }

  private static BufferedImage image(Picture picture) {
    int width = picture.widthPx();
    BufferedImage image = new BufferedImage(width, picture.heightPx(), BufferedImage.TYPE_INT_RGB);
    byte[] pixels = picture.pixels();
    int step = picture.channels();
    int green = step == 1 ? 0 : 1;
    int blue = step == 1 ? 0 : 2;
    int[] row = new int[width];
    int from = 0;
    for (int y = 0; y < picture.heightPx(); y++) {
      for (int x = 0; x < width; x++, from += step) {
        row[x] =
            (pixels[from] & 0xFF) << 16
                | (pixels[from + green] & 0xFF) << 8
                | (pixels[from + blue] & 0xFF);
      }
      image.setRGB(0, y, width, 1, row, 0, width);
    }
    return image;
  }

  private static Picture picture(BufferedImage image) {
    int width = image.getWidth();
    byte[] pixels = new byte[width * image.getHeight() * 3];
    int[] row = new int[width];
    int to = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int colour : row) {
        pixels[to++] = (byte) (colour >> 16);
        pixels[to++] = (byte) (colour >> 8);
        pixels[to++] = (byte) colour;
      }
    }
    return new Picture(width, image.getHeight(), 3, pixels);
  }
}
