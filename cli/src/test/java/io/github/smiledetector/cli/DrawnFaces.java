package io.github.smiledetector.cli;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures to train on without any data set: mouths turned up or down. */
final class DrawnFaces {
  /** The folder whose pictures smile. */
  static final String SMILING = "grin";

  /** The other one. */
  static final String OTHER = "glum";

  private static final int SIDE_PX = 40;

  private DrawnFaces() {}

  /**
   * Fills a folder with two class folders, {@value #SMILING} and {@value #OTHER}.
   *
   * @param folder made where it is missing
   * @param each pictures in each
   * @return the folder
   */
  static Path draw(Path folder, int each) throws IOException {
    Random random = new Random(1);
    for (String name : new String[] {SMILING, OTHER}) {
      Path sub = Files.createDirectories(folder.resolve(name));
      for (int i = 0; i < each; i++) {
        ImageIO.write(face(name.equals(SMILING), random), "png", sub.resolve(i + ".png").toFile());
      }
    }
    return folder;
  }

  private static BufferedImage face(boolean smiling, Random random) {
    BufferedImage picture = new BufferedImage(SIDE_PX, SIDE_PX, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D pen = picture.createGraphics();
    int shade = 180 + random.nextInt(60);
    pen.setColor(new Color(shade, shade, shade));
    pen.fillRect(0, 0, SIDE_PX, SIDE_PX);
    pen.setColor(Color.BLACK);
    pen.drawArc(
        8 + random.nextInt(5),
        smiling ? 15 : 25,
        20,
        10 + random.nextInt(5),
        smiling ? 180 : 0,
        180);
    pen.dispose();
    return picture;
  }
}
