package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.Resampling;
import io.github.smiledetector.train.files.WholeFile;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;

/**
 * Shows pictures side by side on one sheet, each under its title, so that a person sees at a glance
 * what a network is to learn from. Small pictures are enlarged and large ones reduced to one size;
 * none is distorted.
 *
 * @param title stands above all, in one line
 * @param subtitle a second line, smaller; may be empty
 * @param pictures row by row from the top left; at least one
 */
public record PictureSheet(String title, String subtitle, List<TitledPicture> pictures) {
  private static final int LARGEST_CELL_PX = 256;
  private static final int SMALLEST_CELL_PX = 128;
  private static final int COMFORTABLE_WIDTH_PX = 1200;
  private static final int MARGIN_PX = 28;
  private static final int GAP_PX = 14;

  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 20);
  private static final Font SUBTITLE = new Font(Font.SANS_SERIF, Font.PLAIN, 15);
  private static final Font CAPTION = new Font(Font.SANS_SERIF, Font.PLAIN, 15);
  private static final Color INK = new Color(0x222222);
  private static final Color PALE_INK = new Color(0x555555);

  /**
   * Copies the list.
   *
   * @throws DataException if there is no picture
   */
  public PictureSheet {
    pictures = List.copyOf(pictures);
    if (pictures.isEmpty()) {
      throw new DataException("there is no picture to show");
    }
  }

  /**
   * Draws the sheet: as many columns as rows, or one more, on white. Needs no display.
   *
   * @return red, green, blue; as large as the number of pictures asks
   */
  public BufferedImage draw() {
    int columns = (int) Math.ceil(Math.sqrt(pictures.size()));
    int rows = (pictures.size() + columns - 1) / columns;
    int cellPx =
        Math.max(SMALLEST_CELL_PX, Math.min(LARGEST_CELL_PX, COMFORTABLE_WIDTH_PX / columns));
    FontMetrics titleMetrics = metrics(TITLE);
    FontMetrics subtitleMetrics = metrics(SUBTITLE);
    FontMetrics captionMetrics = metrics(CAPTION);

    int picturesWidth = columns * cellPx + (columns - 1) * GAP_PX;
    int innerWidth =
        Math.max(
            picturesWidth,
            Math.min(
                COMFORTABLE_WIDTH_PX,
                Math.max(titleMetrics.stringWidth(title), subtitleMetrics.stringWidth(subtitle))));
    int headHeight =
        titleMetrics.getHeight() + (subtitle.isEmpty() ? 0 : subtitleMetrics.getHeight()) + GAP_PX;
    int rowHeight = captionMetrics.getHeight() + cellPx + GAP_PX;
    BufferedImage sheet =
        new BufferedImage(
            innerWidth + 2 * MARGIN_PX,
            2 * MARGIN_PX + headHeight + rows * rowHeight - GAP_PX,
            BufferedImage.TYPE_INT_RGB);

    Graphics2D graphics = sheet.createGraphics();
    try {
      smoothText(graphics);
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
      graphics.translate(MARGIN_PX, MARGIN_PX);
      write(graphics, title, TITLE, INK, innerWidth, 0);
      write(graphics, subtitle, SUBTITLE, PALE_INK, innerWidth, titleMetrics.getHeight());
      graphics.translate((innerWidth - picturesWidth) / 2, headHeight);
      for (int i = 0; i < pictures.size(); i++) {
        Graphics2D cell = (Graphics2D) graphics.create();
        try {
          cell.translate((i % columns) * (cellPx + GAP_PX), (i / columns) * rowHeight);
          write(cell, pictures.get(i).title(), CAPTION, INK, cellPx, 0);
          cell.translate(0, captionMetrics.getHeight());
          paste(cell, pictures.get(i).picture(), cellPx);
        } finally {
          cell.dispose();
        }
      }
    } finally {
      graphics.dispose();
    }
    return sheet;
  }

  /**
   * Draws the sheet and writes it as PNG, whole or not at all.
   *
   * @param png the file; folders that are missing are made
   * @throws DataException if the file cannot be written
   */
  public void write(Path png) {
    WholeFile.writePng(png, draw());
  }

  /** One line in the middle of a width, cut off where it does not fit. */
  private static void write(
      Graphics2D graphics, String text, Font font, Color color, int widthPx, int y) {
    graphics.setFont(font);
    graphics.setColor(color);
    FontMetrics metrics = graphics.getFontMetrics();
    String fitting = text;
    for (int length = text.length(); length > 0 && metrics.stringWidth(fitting) > widthPx; ) {
      length--;
      fitting = text.substring(0, length).stripTrailing() + "\u2026";
    }
    int x = (widthPx - metrics.stringWidth(fitting)) / 2;
    graphics.drawString(fitting, x, y + metrics.getAscent());
  }

  /** The picture in the middle of a square, as large as it goes. */
  private static void paste(Graphics2D graphics, Picture picture, int sidePx) {
    double scale = (double) sidePx / Math.max(picture.widthPx(), picture.heightPx());
    int widthPx = Math.max(1, (int) Math.round(scale * picture.widthPx()));
    int heightPx = Math.max(1, (int) Math.round(scale * picture.heightPx()));
    Box whole = new Box(0, 0, picture.widthPx(), picture.heightPx());
    float[] values = Resampling.resample(picture, whole, widthPx, heightPx);
    BufferedImage image = new BufferedImage(widthPx, heightPx, BufferedImage.TYPE_INT_RGB);
    int channels = picture.channels();
    for (int i = 0; i < widthPx * heightPx; i++) {
      int red = Math.round(values[i * channels]);
      int green = channels == 1 ? red : Math.round(values[i * channels + 1]);
      int blue = channels == 1 ? red : Math.round(values[i * channels + 2]);
      image.setRGB(i % widthPx, i / widthPx, red << 16 | green << 8 | blue);
    }
    graphics.drawImage(image, (sidePx - widthPx) / 2, (sidePx - heightPx) / 2, null);
  }

  private static FontMetrics metrics(Font font) {
    Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      smoothText(graphics);
      return graphics.getFontMetrics(font);
    } finally {
      graphics.dispose();
    }
  }

  private static void smoothText(Graphics2D graphics) {
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
  }
}
