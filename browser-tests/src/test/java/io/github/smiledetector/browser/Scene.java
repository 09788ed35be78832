package io.github.smiledetector.browser;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * What the browser's camera sees for a while.
 *
 * @param face whose face, as large as that of somebody at a desk
 * @param seconds for how long
 */
record Scene(Face face, double seconds) {
  /** Chromium plays a film of JPEGs at this rate, and begins anew at its end. */
  private static final int FRAMES_PER_SECOND = 30;

  private static final int WIDTH_PX = 640;
  private static final int HEIGHT_PX = 480;
  private static final int FACE_HEIGHT_PX = 200;

  /** Frames are the same again after so many, and none is like the one before. */
  private static final int SWAYS = 6;

  /** Who is on the sample photos, and where. */
  enum Face {
    NEUTRAL(Sample.GRACE_HOPPER, 262.7, 217.4, 235.8),
    SMILING(Sample.EILEEN_COLLINS, 225.6, 118.5, 116.8);

    private final Sample photo;
    private final double centreX;
    private final double centreY;
    private final double height;

    Face(Sample photo, double centreX, double centreY, double height) {
      this.photo = photo;
      this.centreX = centreX;
      this.centreY = centreY;
      this.height = height;
    }
  }

  /**
   * Writes a film that Chromium plays in place of a camera.
   *
   * @param film its name has to end with {@code .mjpeg}
   */
  static void write(Path film, List<Scene> scenes) throws IOException {
    Map<Face, List<byte[]>> frames = new EnumMap<>(Face.class);
    int written = 0;
    try (OutputStream out = Files.newOutputStream(film)) {
      for (Scene scene : scenes) {
        if (!frames.containsKey(scene.face)) {
          frames.put(scene.face, frames(scene.face));
        }
        for (int i = 0; i < Math.round(scene.seconds * FRAMES_PER_SECOND); i++) {
          out.write(frames.get(scene.face).get(written++ % SWAYS));
        }
      }
    }
  }

  private static List<byte[]> frames(Face face) throws IOException {
    BufferedImage photo = ImageIO.read(face.photo.resource());
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < SWAYS; i++) {
      BufferedImage frame = new BufferedImage(WIDTH_PX, HEIGHT_PX, BufferedImage.TYPE_INT_RGB);
      Graphics2D pen = frame.createGraphics();
      pen.setColor(Color.GRAY);
      pen.fillRect(0, 0, WIDTH_PX, HEIGHT_PX);
      pen.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
      AffineTransform place = new AffineTransform();
      double turn = 2 * Math.PI * i / SWAYS;
      place.translate(WIDTH_PX / 2.0 + 2 * Math.cos(turn), HEIGHT_PX / 2.0 + 2 * Math.sin(turn));
      place.scale(FACE_HEIGHT_PX / face.height, FACE_HEIGHT_PX / face.height);
      place.translate(-face.centreX, -face.centreY);
      pen.drawImage(photo, place, null);
      pen.dispose();
      ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
      ImageIO.write(frame, "jpg", jpeg);
      frames.add(jpeg.toByteArray());
    }
    return frames;
  }
}
