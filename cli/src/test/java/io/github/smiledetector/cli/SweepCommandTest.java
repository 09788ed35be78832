package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.train.data.ClassChoice;
import io.github.smiledetector.train.data.PictureFolders;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SweepCommandTest {
  @TempDir private static Path folder;
  private static Path faces;

  private record Ran(int exitCode, String out, String err) {}

  @BeforeAll
  static void drawFaces() throws IOException {
    faces = folder.resolve("faces");
    for (String name : new String[] {"grin", "glum"}) {
      Path sub = Files.createDirectories(faces.resolve(name));
      for (int i = 0; i < 10; i++) {
        BufferedImage picture = new BufferedImage(40, 40, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D pen = picture.createGraphics();
        pen.setColor(new Color(200 + i, 200 + i, 200 + i));
        pen.fillRect(0, 0, 40, 40);
        pen.setColor(Color.BLACK);
        pen.drawArc(10, name.equals("grin") ? 15 : 25, 20, 12, name.equals("grin") ? 180 : 0, 180);
        pen.dispose();
        ImageIO.write(picture, "png", sub.resolve(i + ".png").toFile());
      }
    }
  }

  private static Ran sweep(Path out, Object... more) {
    StringWriter stdout = new StringWriter();
    StringWriter stderr = new StringWriter();
    CommandLine line = SmileCommand.commandLine();
    line.setOut(new PrintWriter(stdout)).setErr(new PrintWriter(stderr));
    Stream<Object> fixed =
        Stream.of(
            "sweep",
            faces,
            "--smiling",
            "grin",
            "--out",
            out,
            "--weights",
            "none",
            "--epochs",
            1,
            "--batch-size",
            8,
            "--image-size",
            32);
    int exitCode =
        line.execute(
            Stream.concat(fixed, Stream.of(more)).map(Object::toString).toArray(String[]::new));
    return new Ran(exitCode, stdout.toString(), stderr.toString());
  }

  private static VariedOptions varied(List<String> vary, String... given) {
    CommandLine line =
        new CommandLine(new RecipeOptions()).setCaseInsensitiveEnumValuesAllowed(true);
    return new VariedOptions(vary, line.parseArgs(given));
  }

  @Test
  void theGridIsTheProductInTheOrderGiven() {
    List<Map<String, String>> grid =
        varied(List.of("limit=0,block_1_expand", "train-dense=false,true")).combinations();
    assertThat(grid)
        .extracting(Map::toString)
        .containsExactly(
            "{limit=0, train-dense=false}",
            "{limit=0, train-dense=true}",
            "{limit=block_1_expand, train-dense=false}",
            "{limit=block_1_expand, train-dense=true}");
  }

  @Test
  void everyCombinationKeepsTheOptionsThatAreFixed() {
    VariedOptions varied =
        varied(
            List.of("image-size=64", "schedule=cosine", "recipe=reference"),
            "--train-dense",
            "--epochs",
            "7");
    RecipeOptions options = varied.options(varied.combinations().get(0));
    TrainingRecipe recipe = options.recipe(PictureFolders.read(faces, ClassChoice.smiling("grin")));
    assertThat(recipe.imageSidePx()).isEqualTo(64);
    assertThat(recipe.schedule().label()).isEqualTo("cosine");
    assertThat(recipe.epochs()).isEqualTo(7);
    assertThat(recipe.trainDense()).isTrue();
  }

  @Test
  void trainsTheGridThenFindsItDone() throws IOException {
    Path out = folder.resolve("grid");
    Object[] grid = {"--vary", "limit=152", "--vary", "train-dense=false,true"};
    Ran ran = sweep(out, grid);
    assertThat(ran.err())
        .contains("10 smiling (grin), 10 not (glum)")
        .contains("point 2 of 2: limit=152, train-dense=true")
        .contains("epoch 1/1")
        .containsPattern("152 +true +\\d+\\.\\d\\d \\(");
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out().strip()).isEqualTo(out.toString());
    assertThat(ran.err().lines().filter(line -> line.startsWith("frozen: 1 epochs"))).hasSize(1);
    assertThat(out.resolve("limit=152,train-dense=true/unfrozen_model/saved_model.pb")).exists();
    assertThat(out.resolve("sweep.csv")).content().hasLineCount(3);
    assertThat(ImageIO.read(out.resolve("sweep.png").toFile()).getWidth()).isEqualTo(1920);

    Path model = out.resolve("limit=152,train-dense=false/unfrozen_model/saved_model.pb");
    FileTime made = Files.getLastModifiedTime(model);
    String table = Files.readString(out.resolve("sweep.csv"));
    Ran again = sweep(out, grid);
    assertThat(again.exitCode()).isZero();
    assertThat(again.err()).contains("unfrozen: done already").doesNotContain("epoch 1/1");
    assertThat(Files.getLastModifiedTime(model)).isEqualTo(made);
    assertThat(out.resolve("sweep.csv")).hasContent(table);

    Ran other = sweep(out, "--vary", "limit=152", "--vary", "train-dense=false", "--dropout", 0.5);
    assertThat(other.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(other.err()).contains("holds another").contains("dropout 0.2 there, 0.5 now");
  }

  @Test
  void endsWithThreeWhenAPointFails() {
    Path out = folder.resolve("failing");
    Ran ran = sweep(out, "--approach", "frozen", "--vary", "learning-rate=1e39,0.001");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.SOME_INPUTS_FAILED);
    assertThat(ran.err())
        .contains("* learning-rate=1e39 failed: ")
        .contains("point 2 of 2: learning-rate=0.001");
    assertThat(out.resolve("learning-rate=0.001/frozen_model")).exists();
  }

  @Test
  void saysWhatIsWrongBeforeAnythingIsTrained() {
    Path out = folder.resolve("wrong");
    assertWrong(sweep(out, "--vary", "limits=0,40"), "no option 'limits'", "recipe, weights, ");
    assertWrong(sweep(out, "--vary", "limits=0,40"), "limit, train-dense, dropout, no-augment");
    assertWrong(sweep(out, "--vary", "limit"), "limit=V1,V2,...");
    assertWrong(sweep(out, "--vary", "limit=0,,40"), "a value is missing");
    assertWrong(sweep(out, "--vary", "limit=0,0"), "twice");
    assertWrong(sweep(out, "--vary", "limit=0", "--vary", "limit=1"), "limit is varied twice");
    assertWrong(sweep(out, "--vary", "epochs=1,2"), "epochs is varied and given as --epochs");
    assertWrong(sweep(out, "--vary", "train-dense=yes"), "train-dense is true or false");
    assertWrong(sweep(out, "--vary", "seed=1,x"), "Invalid value for option '--seed'", "'x'");
    assertWrong(sweep(out, "--vary", "schedule=linear"), "CONSTANT, COSINE");
    assertWrong(sweep(out, "--vary", "dropout=0.1,1.5"), "dropout must be");
    assertWrong(sweep(out, "--vary", "limit=0,nowhere"), "nowhere");
    assertWrong(sweep(out), "--vary");
    assertThat(out).doesNotExist();
  }

  private static void assertWrong(Ran ran, String... said) {
    assertThat(ran.err()).contains(said);
    assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
  }
}
