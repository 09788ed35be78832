package io.github.smiledetector.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.picture.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureSheetTest {
  private static final int RED = 0xC81E14;
  private static final int GREY = 0x969696;
  private static final int WHITE = 0xFFFFFF;

  @Test
  void showsEachPictureOnceInItsColour() {
    BufferedImage sheet =
        sheet(new TitledPicture("", red(40, 40)), new TitledPicture("", grey(64, 64)));
    assertThat(count(sheet, RED)).isEqualTo(256 * 256);
    assertThat(count(sheet, GREY)).isEqualTo(256 * 256);
  }

  @Test
  void goesRowByRowFromTheTopLeft() {
    TitledPicture grey = new TitledPicture("", grey(8, 8));
    BufferedImage sheet = sheet(grey, grey, grey, new TitledPicture("", red(8, 8)));
    int[] places = places(sheet, RED);
    assertThat(places[0] % sheet.getWidth()).isGreaterThan(sheet.getWidth() / 2);
    assertThat(places[0] / sheet.getWidth()).isGreaterThan(sheet.getHeight() / 2);
  }

  @Test
  void distortsNothing() {
    BufferedImage sheet = sheet(new TitledPicture("wide", red(400, 100)));
    int[] places = places(sheet, RED);
    int[] columns = Arrays.stream(places).map(place -> place % sheet.getWidth()).toArray();
    int[] rows = Arrays.stream(places).map(place -> place / sheet.getWidth()).toArray();
    assertThat(extent(columns)).isEqualTo(256);
    assertThat(extent(rows)).isEqualTo(64);
  }

  @Test
  void writesTheTitlesInkAboveThePictures() {
    BufferedImage untitled = new PictureSheet("", "", one("")).draw();
    assertThat(inkAbove(untitled)).isZero();
    assertThat(inkAbove(new PictureSheet("title", "", one("")).draw())).isPositive();
    assertThat(inkAbove(new PictureSheet("", "subtitle", one("")).draw())).isPositive();
    assertThat(inkAbove(new PictureSheet("", "", one("caption")).draw())).isPositive();
  }

  @Test
  void cutsTitlesThatAreTooLong() {
    String endless = "W".repeat(1000);
    PictureSheet sheet = new PictureSheet(endless, endless, one(endless));
    BufferedImage drawn = sheet.draw();
    assertThat(drawn.getWidth()).isLessThan(1400);
    int[] margin =
        IntStream.range(0, drawn.getHeight() * 28)
            .map(i -> drawn.getRGB(i % 28, i / 28) & WHITE)
            .toArray();
    assertThat(margin).containsOnly(WHITE);
  }

  @Test
  void makesRoomForAHundredPictures() {
    TitledPicture[] many =
        Collections.nCopies(100, new TitledPicture("x", red(9, 9))).toArray(TitledPicture[]::new);
    BufferedImage sheet = sheet(many);
    assertThat(count(sheet, RED)).isEqualTo(100 * 128 * 128);
    assertThat(sheet.getWidth()).isLessThan(1500);
  }

  @Test
  void writesWhatItDraws(@TempDir Path folder) throws IOException {
    PictureSheet sheet = new PictureSheet("title", "subtitle", one("caption"));
    Path png = folder.resolve("new/sheet.png");
    sheet.write(png);
    BufferedImage read = ImageIO.read(png.toFile());
    BufferedImage drawn = sheet.draw();
    assertThat(pixels(read)).containsExactly(pixels(drawn));
  }

  @Test
  void refusesASheetOfNothing() {
    assertThatThrownBy(() -> new PictureSheet("title", "", List.of()))
        .isInstanceOf(DataException.class)
        .hasMessage("there is no picture to show");
  }

  @Test
  void refusesToOverwriteAFolder(@TempDir Path folder) {
    assertThatThrownBy(() -> new PictureSheet("", "", one("")).write(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("it is a folder");
  }

  private static List<TitledPicture> one(String title) {
    return List.of(new TitledPicture(title, red(20, 20)));
  }

  private static BufferedImage sheet(TitledPicture... pictures) {
    return new PictureSheet("", "", List.of(pictures)).draw();
  }

  private static Picture red(int widthPx, int heightPx) {
    byte[] pixels = new byte[widthPx * heightPx * 3];
    for (int i = 0; i < pixels.length; i += 3) {
      pixels[i] = (byte) 0xC8;
      pixels[i + 1] = 0x1E;
      pixels[i + 2] = 0x14;
    }
    return new Picture(widthPx, heightPx, 3, pixels);
  }

  private static Picture grey(int widthPx, int heightPx) {
    byte[] pixels = new byte[widthPx * heightPx];
    Arrays.fill(pixels, (byte) 0x96);
    return new Picture(widthPx, heightPx, 1, pixels);
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  /** Indices of all pixels of a colour, in order. */
  private static int[] places(BufferedImage image, int color) {
    int[] pixels = pixels(image);
    return IntStream.range(0, pixels.length).filter(i -> (pixels[i] & WHITE) == color).toArray();
  }

  private static int count(BufferedImage image, int color) {
    return places(image, color).length;
  }

  private static int extent(int[] places) {
    return Arrays.stream(places).max().orElseThrow()
        - Arrays.stream(places).min().orElseThrow()
        + 1;
  }

  /** How many pixels above the red picture are not white. */
  private static long inkAbove(BufferedImage sheet) {
    int[] pixels = pixels(sheet);
    int top = places(sheet, RED)[0] / sheet.getWidth() * sheet.getWidth();
    return IntStream.range(0, top).filter(i -> (pixels[i] & WHITE) != WHITE).count();
  }
}
