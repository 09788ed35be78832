package io.github.smiledetector.cli.detect;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.Resampling;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A small JPEG of a picture, to stand in a page.
 *
 * @param widthPx its columns
 * @param heightPx its rows
 * @param dataUri the JPEG
 */
public record Thumbnail(int widthPx, int heightPx, String dataUri) {
  private static final int LONGER_SIDE_PX = 256;
  private static final float QUALITY = 0.72f;

  /** Of a picture of any size. */
  public static Thumbnail of(Picture picture) {
    double scale =
        Math.min(1, (double) LONGER_SIDE_PX / Math.max(picture.widthPx(), picture.heightPx()));
    int width = Math.max(1, (int) Math.round(picture.widthPx() * scale));
    int height = Math.max(1, (int) Math.round(picture.heightPx() * scale));
    Box whole = new Box(0, 0, picture.widthPx(), picture.heightPx());
    float[] values = Resampling.resample(picture, whole, width, height);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int channels = picture.channels();
    for (int i = 0; i < width * height; i++) {
      int red = Math.round(values[i * channels]);
      int green = channels == 1 ? red : Math.round(values[i * channels + 1]);
      int blue = channels == 1 ? red : Math.round(values[i * channels + 2]);
      image.setRGB(i % width, i / width, (red << 16) | (green << 8) | blue);
    }
    return new Thumbnail(
        width, height, "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg(image)));
  }

  private static byte[] jpeg(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 14);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), how);
    } catch (IOException e) {
      throw new UncheckedIOException("into memory", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
