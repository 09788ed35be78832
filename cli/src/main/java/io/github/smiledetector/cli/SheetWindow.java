package io.github.smiledetector.cli;

import io.github.smiledetector.error.OptionException;
import java.awt.AWTError;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.GraphicsEnvironment;
import java.awt.HeadlessException;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.awt.image.BufferedImage;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CountDownLatch;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.SwingUtilities;
import javax.swing.WindowConstants;

/** A window with one picture in it. */
final class SheetWindow {
  private SheetWindow() {}

  /**
   * @throws OptionException if there is no display to open a window on
   */
  static void requireDisplay() {
    String reason;
    try {
      if (!GraphicsEnvironment.isHeadless()) {
        GraphicsEnvironment.getLocalGraphicsEnvironment().getDefaultScreenDevice();
        return;
      }
      reason = "this session has none";
    } catch (HeadlessException | AWTError error) {
      reason = error.getMessage();
    }
    throw new OptionException(
        "--window needs a display: "
            + reason
            + "; leave --window out, the sheet is then written as a PNG file");
  }

  /** Shows a picture, made smaller where the screen asks, and waits until the window is closed. */
  static void show(String title, BufferedImage picture) {
    CountDownLatch closed = new CountDownLatch(1);
    try {
      SwingUtilities.invokeAndWait(() -> open(title, picture, closed));
      closed.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (InvocationTargetException error) {
      throw new IllegalStateException("cannot open a window", error.getCause());
    }
  }

  private static void open(String title, BufferedImage picture, CountDownLatch closed) {
    JFrame frame = new JFrame(title);
    frame.setDefaultCloseOperation(WindowConstants.DISPOSE_ON_CLOSE);
    frame.addWindowListener(
        new WindowAdapter() {
          @Override
          public void windowClosed(WindowEvent event) {
            closed.countDown();
          }
        });
    frame.setContentPane(new FittingPicture(picture));
    frame.pack();
    Rectangle screen = GraphicsEnvironment.getLocalGraphicsEnvironment().getMaximumWindowBounds();
    frame.setSize(
        Math.min(frame.getWidth(), screen.width), Math.min(frame.getHeight(), screen.height));
    frame.setLocationRelativeTo(null);
    frame.setVisible(true);
  }

  /** A picture in the middle of its window, made smaller where the window is. */
  private static final class FittingPicture extends JComponent {
    private static final long serialVersionUID = 1L;

    private final transient BufferedImage picture;

    FittingPicture(BufferedImage picture) {
      this.picture = picture;
      setPreferredSize(new Dimension(picture.getWidth(), picture.getHeight()));
    }

    @Override
    protected void paintComponent(Graphics graphics) {
      double scale =
          Math.min(
              1,
              Math.min(
                  (double) getWidth() / picture.getWidth(),
                  (double) getHeight() / picture.getHeight()));
      int widthPx = (int) Math.round(scale * picture.getWidth());
      int heightPx = (int) Math.round(scale * picture.getHeight());
      Graphics2D smooth = (Graphics2D) graphics;
      smooth.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
      smooth.setColor(Color.WHITE);
      smooth.fillRect(0, 0, getWidth(), getHeight());
      smooth.drawImage(
          picture,
          (getWidth() - widthPx) / 2,
          (getHeight() - heightPx) / 2,
          widthPx,
          heightPx,
          null);
    }
  }
}
