import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.File;
import javax.imageio.ImageIO;

/** Makes a JPEG of a width out of a photo: {@code java Photo.java IN OUT.jpg WIDTH}. */
final class Photo {
  public static void main(String[] arguments) throws Exception {
    BufferedImage photo = ImageIO.read(new File(arguments[0]));
    int width = Integer.parseInt(arguments[2]);
    int height = Math.round((float) photo.getHeight() * width / photo.getWidth());
    BufferedImage made = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = made.createGraphics();
    canvas.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    canvas.drawImage(photo, 0, 0, width, height, null);
    canvas.dispose();
    ImageIO.write(made, "jpg", new File(arguments[1]));
  }
}
