package io.github.smiledetector.train;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * Draws small grey faces with mouths turned up or down, so that tests can train without any data
 * set.
 */
public final class MadeFaces {
  private MadeFaces() {}

  /**
   * Fills two folders, {@code smiling} and {@code not_smiling}.
   *
   * @param folder where they are made
   * @param each pictures in each
   */
  public static Path draw(Path folder, int each) throws IOException {
    Random random = new Random(5);
    for (String name : new String[] {"smiling", "not_smiling"}) {
      Path sub = Files.createDirectories(folder.resolve(name));
      for (int i = 0; i < each; i++) {
        ImageIO.write(
            face(name.equals("smiling"), random), "png", sub.resolve("face" + i + ".png").toFile());
      }
    }
    return folder;
  }

  private static BufferedImage face(boolean smiling, Random random) {
    BufferedImage picture = new BufferedImage(48, 48, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D pen = picture.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setColor(new Color(120 + random.nextInt(40), 120, 120));
    pen.fillRect(0, 0, 48, 48);
    int dx = random.nextInt(7) - 3;
    pen.setColor(Color.WHITE);
    pen.fillOval(6 + dx, 3, 36, 42);
    pen.setColor(Color.BLACK);
    pen.fillOval(15 + dx, 15, 5, 5);
    pen.fillOval(28 + dx, 15, 5, 5);
    pen.setStroke(new BasicStroke(3));
    if (smiling) {
      pen.drawArc(14 + dx, 20, 20, 16, 190, 160);
    } else {
      pen.drawArc(14 + dx, 32, 20, 16, 10, 160);
    }
    pen.dispose();
    return picture;
  }
}
