package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ShowCommandTest {
  /** The sides of the squares in which sheets of 1 to 16 pictures show them. */
  private static final int CELL_PX = 256;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;
  private Path data;
  private Path png;

  /** Twelve grey pictures a class, each of its own shade. */
  @BeforeEach
  void makePictures() throws IOException {
    data = folder.resolve("data");
    png = folder.resolve("sheet.png");
    for (String name : new String[] {"negatives", "positives"}) {
      Path directory = Files.createDirectories(data.resolve(name));
      for (int i = 0; i < 12; i++) {
        int shade = name.equals("negatives") ? 8 * i : 128 + 8 * i;
        write(directory.resolve(i + ".png"), shade, shade);
      }
    }
  }

  @Test
  void showsAsManyDifferentPicturesAsAskedFor() throws IOException {
    assertThat(smile("show", "images", data.toString(), "--count", "5", "--out", png.toString()))
        .isZero();
    assertThat(out.toString()).isEqualTo(png + System.lineSeparator());
    assertThat(shades(ImageIO.read(png.toFile()))).hasSize(5);
  }

  @Test
  void showsAllWhenThereAreFewer() throws IOException {
    assertThat(smile("show", "images", data.toString(), "--count", "100", "--out", png.toString()))
        .isZero();
    assertThat(shades(ImageIO.read(png.toFile()))).hasSize(24);
  }

  @Test
  void drawsTheSameSheetFromTheSameSeed() throws IOException {
    byte[] first = sheet("images", "--seed", "1");
    assertThat(sheet("images", "--seed", "1")).isEqualTo(first);
    assertThat(sheet("images", "--seed", "2")).isNotEqualTo(first);
    byte[] augmented = sheet("augmented", "--seed", "1");
    assertThat(sheet("augmented", "--seed", "1")).isEqualTo(augmented);
    assertThat(sheet("augmented", "--seed", "2")).isNotEqualTo(augmented);
  }

  @Test
  void showsVersionsOfOnePictureOnly() throws IOException {
    sheet("augmented", "--count", "4", "--rotation", "0.5");
    assertThat(shades(ImageIO.read(png.toFile()))).hasSize(1);
  }

  @Test
  void neitherTurnsNorMirrorsWhatItIsToldNotTo() throws IOException {
    Path two = folder.resolve("two");
    for (String name : new String[] {"smiling", "neutral"}) {
      write(Files.createDirectories(two.resolve(name)).resolve("1.png"), 40, 200);
    }
    data = two;
    sheet("augmented", "--count", "16", "--rotation", "0", "--no-flip");
    assertThat(leftHalvesOf(16)).containsOnly(40);
    sheet("augmented", "--count", "16", "--rotation", "0");
    assertThat(leftHalvesOf(16)).containsOnly(40, 200);
  }

  @Test
  void takesMoreThanTwoClassesWithARest() throws IOException {
    write(Files.createDirectories(data.resolve("other")).resolve("1.png"), 7, 7);
    assertThat(smile("show", "images", data.toString(), "--out", png.toString())).isEqualTo(4);
    assertThat(
            smile(
                "show",
                "images",
                data.toString(),
                "--smiling",
                "positives",
                "--rest",
                "--out",
                png.toString()))
        .isZero();
  }

  @Test
  void namesTheOptionThatIsWrong() {
    String[][] wrong = {
      {"show", "images", data.toString(), "--count", "0"},
      {"show", "images", data.toString(), "--count", "101"},
      {"show", "images", data.toString(), "--out", "sheet.jpg"},
      {"show", "augmented", data.toString(), "--image-size", "8"},
      {"show", "augmented", data.toString(), "--rotation", "0.7"}
    };
    for (String[] arguments : wrong) {
      err.getBuffer().setLength(0);
      assertThat(smile(arguments)).as(String.join(" ", arguments)).isEqualTo(ExitCode.WRONG_USE);
      assertThat(err.toString()).contains(arguments[3].replace("--", "").replace("out", "--out"));
    }
  }

  @Test
  void saysWhichPictureCannotBeRead() throws IOException {
    Path broken = data.resolve("negatives").resolve("broken.jpg");
    Files.writeString(broken, "no picture");
    assertThat(smile("show", "images", data.toString(), "--count", "100", "--out", png.toString()))
        .isEqualTo(ExitCode.SOME_INPUTS_FAILED);
    assertThat(err.toString()).contains(broken.toString());
    assertThat(png).doesNotExist();
  }

  @Test
  void refusesAWindowWithoutADisplay() {
    Assumptions.assumeTrue(GraphicsEnvironment.isHeadless());
    assertThat(smile("show", "images", data.toString(), "--window", "--out", png.toString()))
        .isEqualTo(ExitCode.WRONG_USE);
    assertThat(err.toString()).contains("--window needs a display", "leave --window out");
    assertThat(png).doesNotExist();
  }

  @Test
  void teachesBothKindsOfSheet() {
    assertThat(smile("show")).isZero();
    assertThat(out.toString()).contains("images", "augmented");
  }

  private int smile(String... arguments) {
    CommandLine line = SmileCommand.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private byte[] sheet(String kind, String... options) throws IOException {
    String[] arguments = new String[options.length + 5];
    arguments[0] = "show";
    arguments[1] = kind;
    arguments[2] = data.toString();
    arguments[3] = "--out";
    arguments[4] = png.toString();
    System.arraycopy(options, 0, arguments, 5, options.length);
    assertThat(smile(arguments)).as("%s", err).isZero();
    return Files.readAllBytes(png);
  }

  /** A grey picture whose halves have two shades. */
  private static void write(Path file, int left, int right) throws IOException {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(left, left, left));
    graphics.fillRect(0, 0, 32, 64);
    graphics.setColor(new Color(right, right, right));
    graphics.fillRect(32, 0, 32, 64);
    graphics.dispose();
    ImageIO.write(image, "png", file.toFile());
  }

  /** The shades that fill more of the sheet than writing does, white aside. */
  private static Set<Integer> shades(BufferedImage sheet) {
    int[] counts = new int[256];
    for (int y = 0; y < sheet.getHeight(); y++) {
      for (int x = 0; x < sheet.getWidth(); x++) {
        counts[sheet.getRGB(x, y) & 0xFF]++;
      }
    }
    Set<Integer> shades = new HashSet<>();
    for (int shade = 0; shade < 255; shade++) {
      if (counts[shade] > 128 * 128 / 2) {
        shades.add(shade);
      }
    }
    return shades;
  }

  /** The shade of the left half of each picture on a square sheet. */
  private Set<Integer> leftHalvesOf(int pictures) throws IOException {
    BufferedImage sheet = ImageIO.read(png.toFile());
    int columns = (int) Math.sqrt(pictures);
    int pitchX = (sheet.getWidth() - 2 * 28 + 14) / columns;
    Set<Integer> shades = new HashSet<>();
    for (int row = 0; row < columns; row++) {
      for (int column = 0; column < columns; column++) {
        // The rows end 28 pixels above the lower edge; their pitch is that of the columns and a
        // line of text.
        int x = 28 + column * pitchX + CELL_PX / 4;
        int y = sheet.getHeight() - 28 - CELL_PX / 2 - row * (pitchX + 10);
        shades.add(sheet.getRGB(x, y) & 0xFF);
      }
    }
    return shades;
  }
}
