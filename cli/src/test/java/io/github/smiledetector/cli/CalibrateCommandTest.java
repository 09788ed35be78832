package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.model.Calibration;
import io.github.smiledetector.model.Meaning;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.model.ModelDescription;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code smile calibrate} does, with a network to which darker squares smile more. */
class CalibrateCommandTest {
  private static final int SIDE_PX = 4;

  @TempDir private Path folder;
  private Path model;
  private Path out;

  @BeforeEach
  void writeModel() throws IOException {
    model = DetectRuns.model(folder);
    out = folder.resolve("out.smile");
  }

  private static Ran calibrate(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("calibrate"));
    all.addAll(List.of(arguments));
    return Ran.of(all.toArray());
  }

  /** A grey square with a border of another grey. */
  private static void picture(Path file, int grey, int borderPx) throws IOException {
    int side = SIDE_PX + 2 * borderPx;
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        boolean inside = Math.min(x, y) >= borderPx && Math.max(x, y) < side - borderPx;
        image.setRGB(x, y, 0x010101 * (inside ? grey : 255 - grey));
      }
    }
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  /** Dark ones smile, bright ones do not, those in the middle do either. */
  private static boolean smiles(int grey) {
    return grey < 96 || (grey < 160 && grey % 8 == 0);
  }

  private Path classFolders() throws IOException {
    Path data = folder.resolve("data");
    for (int grey = 0; grey < 256; grey += 4) {
      String place = smiles(grey) ? "smiling/" : "other/";
      picture(data.resolve(place + grey + ".png"), grey, 0);
    }
    return data;
  }

  @Test
  void writesABundleWithTheMeaningThatTheDataDefine() throws IOException {
    Path data = classFolders();
    Ran ran = calibrate(model, data, "--smiling", "smiling", "--meaning", "dark", "--out", out);
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.DONE);
    assertThat(ran.out())
        .contains("dark: a smile, as smiling of data says; 64 faces")
        .containsPattern("log loss +0\\.\\d{4} +0\\.\\d{4}")
        .containsPattern("ECE +0\\.\\d{4} +0\\.\\d{4}")
        .containsPattern("misses +[0-9.]+ % +[0-9.]+ %")
        .contains("meanings: dark, smile, by default smile")
        .doesNotContain("8-bit");
    ModelBundle before = ModelBundle.read(model);
    ModelBundle written = ModelBundle.read(out);
    assertThat(written.sha256()).isEqualTo(before.sha256());
    ModelDescription description = written.description();
    assertThat(description.meaning("smile")).isEqualTo(before.description().meaning("smile"));
    Meaning dark = description.meaning("dark");
    // The network answers 0.25 - 3 / 256 of the grey; half of those between 96 and 159 smile.
    assertThat(dark.calibration().probability(0.25 - 3 * 128 / 256.0)).isCloseTo(0.5, within(0.1));
    assertThat(dark.threshold()).isCloseTo(0.5, within(0.2));
    Map<?, ?> fitted =
        (Map<?, ?>) ((Map<?, ?>) description.provenance().get("calibrations")).get("dark");
    assertThat(fitted.get("faces")).isEqualTo(64L);
    assertThat(fitted.get("label")).isEqualTo("smiling");
    assertThat(fitted.get("method")).isEqualTo("platt");
    assertThat(fitted.get("threshold")).isEqualTo(dark.threshold());
    assertThat((String) fitted.get("fingerprint")).hasSize(64);
    assertThat((double) fitted.get("expectedErrorAfter"))
        .isLessThan((double) fitted.get("expectedErrorBefore"));
  }

  @Test
  void looksAtTheShareOfATablesPicturesThatIsTheNetworks() throws IOException {
    StringBuilder table = new StringBuilder("file,grin,share\n");
    for (int grey = 0; grey < 256; grey += 4) {
      picture(folder.resolve("table/" + grey + ".png"), grey, SIDE_PX / 2);
      table.append(grey).append(".png,").append(smiles(grey) ? "yes" : "no").append(",0.5\n");
    }
    Path csv = Files.writeString(folder.resolve("table/labels.csv"), table);
    Ran cut = calibrate(model, csv, "--label", "grin=yes", "--out", out);
    assertThat(cut.exitCode()).as(cut.err()).isEqualTo(ExitCode.DONE);
    Path whole = folder.resolve("whole.smile");
    calibrate(model, classFolders(), "--smiling", "smiling", "--out", whole);
    Calibration ofCut = ModelBundle.read(out).description().meaning("smile").calibration();
    Calibration ofWhole = ModelBundle.read(whole).description().meaning("smile").calibration();
    assertThat(ofCut.slope()).isCloseTo(ofWhole.slope(), within(1e-3));
    assertThat(ofCut.intercept()).isCloseTo(ofWhole.intercept(), within(1e-3));
  }

  @Test
  void replacesOneMeaningAndKeepsWhatItIsNotToldToChange() throws IOException {
    Path data = classFolders();
    Path two = DetectRuns.modelOfTwoMeanings(folder);
    ModelDescription before = ModelBundle.read(two).description();
    Ran ran =
        calibrate(
            two,
            data,
            "--smiling=smiling",
            "--meaning=broad",
            "--method=Temperature",
            "--threshold=0.625",
            "--default",
            "--out",
            two);
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.DONE);
    assertThat(ran.out())
        .contains("broad: a broad smile; 64 faces", "by temperature")
        .containsPattern("8-bit network  ECE 0\\.\\d{4} \\([+-]0\\.\\d{4}\\)")
        .contains("meanings: broad, smile, by default broad");
    ModelBundle after = ModelBundle.read(two);
    assertThat(after.eightBit()).isPresent();
    assertThat(after.description().meaning("smile")).isEqualTo(before.meaning("smile"));
    assertThat(after.description().meaning("broad"))
        .satisfies(broad -> assertThat(broad.says()).isEqualTo("a broad smile"))
        .satisfies(broad -> assertThat(broad.threshold()).isEqualTo(0.625))
        .satisfies(broad -> assertThat(broad.calibration().intercept()).isZero());
    // A second calibration does not forget the first.
    calibrate(two, data, "--smiling=smiling", "--says=a dark one", "--out", out);
    ModelDescription both = ModelBundle.read(out).description();
    assertThat(((Map<?, ?>) both.provenance().get("calibrations")).keySet())
        .hasToString("[broad, smile]");
    assertThat(both.meaning("smile").says()).isEqualTo("a dark one");
  }

  @Test
  void leavesOutWhatCannotBeRead() throws IOException {
    Path data = classFolders();
    Files.writeString(data.resolve("other/broken.png"), "no picture");
    Ran ran = calibrate(model, data, "--smiling=smiling", "--out", out);
    assertThat(ran.exitCode()).isEqualTo(ExitCode.SOME_INPUTS_FAILED);
    assertThat(ran.out()).contains("64 faces, 1 more cannot be read");
    assertThat(ran.err()).contains("broken.png", "1 picture could not be read and is left out");
    assertThat(out).exists();
  }

  @Test
  void readsTheModelInside() throws IOException {
    Path data = classFolders();
    Ran dark = calibrate("embedded", data, "--smiling=smiling", "--out", out);
    Ran bright = calibrate("embedded", data, "--smiling=other", "--out", out);
    // Grey squares are no faces: whichever of them it likes more, it cannot be both.
    assertThat(List.of(dark.exitCode(), bright.exitCode()))
        .containsExactlyInAnyOrder(ExitCode.DONE, ExitCode.BAD_DATA);
    assertThat(ModelBundle.read(out).sha256()).isEqualTo(ModelBundle.embedded().sha256());
  }

  @Test
  void refusesAPlaceThatCannotHoldTheBundleBeforeTheWork() throws IOException {
    // Nothing of what comes later is there to be read.
    Path file = Files.writeString(folder.resolve("file"), "x");
    Path taken = Files.createDirectories(folder.resolve("taken"));
    Files.writeString(taken.resolve("mine.txt"), "x");
    Path none = folder.resolve("none");
    Ran other = calibrate(none, none, "--out", taken);
    assertThat(other.exitCode()).isEqualTo(ExitCode.BAD_MODEL);
    assertThat(other.err()).contains("not just a model (it holds mine.txt)");
    assertThat(calibrate(none, none, "--out", file).err()).contains("is a file; name a folder");
    Ran below = calibrate(none, none, "--out", file.resolve("sub/out.smile"));
    assertThat(below.exitCode()).isEqualTo(ExitCode.BAD_DATA);
    assertThat(below.err()).contains(file + " is no folder that can be written to");
  }

  @Test
  void refusesLabelsTheWrongWayRoundAndWritesNothing() throws IOException {
    Ran ran = calibrate(model, classFolders(), "--smiling=other", "--out", out);
    assertThat(ran.exitCode()).isEqualTo(ExitCode.BAD_DATA);
    assertThat(ran.err()).contains("the labels go against the network");
    assertThat(out).doesNotExist();
  }

  @Test
  void refusesOptionsThatDoNotFit() throws IOException {
    Path data = classFolders();
    Path csv = Files.writeString(folder.resolve("a.csv"), "file,smile\na.png,1\nb.png,0\n");
    refused(ExitCode.WRONG_USE, "equal-errors or a probability", data, "--threshold=half");
    refused(ExitCode.WRONG_USE, "equal-errors or a probability", data, "--threshold=1.5");
    refused(ExitCode.WRONG_USE, "--label names a column of a CSV table", data, "--label=smile");
    refused(ExitCode.WRONG_USE, "are for class folders", csv, "--smiling=smile");
    refused(ExitCode.WRONG_USE, "--method takes platt or temperature", data, "--method=other");
    refused(ExitCode.BAD_DATA, "no column \"grin\"", csv, "--label=grin");
    refused(ExitCode.BAD_DATA, "all are of one kind", csv);
    refused(ExitCode.BAD_DATA, "does not exist", folder.resolve("none"));
    refused(ExitCode.BAD_MODEL, "a meaning's name", data, "--smiling=smiling", "--meaning=A b");
    Ran noModel = calibrate(folder.resolve("none"), data, "--smiling=smiling", "--out", out);
    assertThat(noModel.exitCode()).isEqualTo(ExitCode.BAD_MODEL);
  }

  private void refused(int exitCode, String message, Object... arguments) {
    List<Object> all = new ArrayList<>(List.of(model));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--out", out));
    Ran ran = calibrate(all.toArray());
    assertThat(ran.err()).contains(message);
    assertThat(ran.exitCode()).isEqualTo(exitCode);
    assertThat(out).doesNotExist();
  }
}
