package io.github.smiledetector.train;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import io.github.smiledetector.train.data.FaceLabels;
import io.github.smiledetector.train.data.MarkedFace;
import io.github.smiledetector.train.data.MarkedPhoto;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;

/** Draws photos with a face in each that a child could have drawn, and marks them. */
final class MarkedScribbles {
  private static final int SIDE = 130;

  private MarkedScribbles() {}

  /** Makes the folder, its photos 0.png, 1.png ... and labels.jsonl; two photos a person. */
  static Path draw(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Random random = new Random(i);
      int width = 40 + random.nextInt(30);
      int height = width * 5 / 4;
      int x = random.nextInt(SIDE - width);
      int y = random.nextInt(SIDE - height);
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      graphics.setColor(new Color(random.nextInt(120), random.nextInt(120), 120));
      graphics.fillRect(0, 0, SIDE, SIDE);
      graphics.setColor(new Color(240, 190 + random.nextInt(40), 150));
      graphics.fillOval(x, y, width, height);
      graphics.setColor(Color.BLACK);
      Landmarks points =
          new Landmarks(
              new Point(x + 0.3 * width, y + 0.4 * height),
              new Point(x + 0.7 * width, y + 0.4 * height),
              new Point(x + 0.5 * width, y + 0.6 * height),
              new Point(x + 0.35 * width, y + 0.75 * height),
              new Point(x + 0.65 * width, y + 0.75 * height));
      for (Point point : points.all()) {
        graphics.fillOval((int) point.x() - 3, (int) point.y() - 3, 6, 6);
      }
      graphics.dispose();
      Path file = folder.resolve(i + ".png");
      ImageIO.write(image, "png", file.toFile());
      MarkedFace face = new MarkedFace(new Box(x, y, width, height), Optional.of(points), 1, false);
      lines.add(
          FaceLabels.line(
              new MarkedPhoto(file, i + ".png", SIDE, SIDE, "person " + i / 2, List.of(face))));
    }
    return Files.write(folder.resolve("labels.jsonl"), lines);
  }
}
