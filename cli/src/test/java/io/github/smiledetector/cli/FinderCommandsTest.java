package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.train.augment.SceneKind;
import io.github.smiledetector.train.data.FaceLabels;
import io.github.smiledetector.train.data.MarkedFace;
import io.github.smiledetector.train.data.MarkedPhoto;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FinderCommandsTest {
  @TempDir Path dir;

  @Test
  void refusesATeacherWithoutLandmarks() {
    Path out = dir.resolve("faces.jsonl");
    Ran ran = Ran.of("finder", "label", "../samples", "--teacher", "haar", "--out", out);
    assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(ran.err()).contains("haar gives no landmarks");
    assertThat(out).doesNotExist();
  }

  @Test
  void refusesToLabelStandardInput() {
    Ran ran = Ran.of("finder", "label", "-", "--out", dir.resolve("faces.jsonl"));
    assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(ran.err()).contains("standard input (-) has no name");
  }

  @Test
  void wantsPhotosToLabel() {
    Ran ran = Ran.of("finder", "label", "--out", dir.resolve("faces.jsonl"));
    assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(ran.err()).contains("no photos");
  }

  /** With a teacher that takes red cells for faces. */
  private Ran label(Object... words) {
    List<Object> all = new ArrayList<>(List.of("finder", "label"));
    all.addAll(List.of(words));
    all.add("--teacher");
    all.add(
        ProjectFolder.file(
            "core/src/test/resources/io/github/smiledetector/inference/compact-cells.onnx"));
    return Ran.of(all.toArray());
  }

  private Path picture(String name, boolean red) throws IOException {
    BufferedImage image = new BufferedImage(320, 256, BufferedImage.TYPE_INT_RGB);
    if (red) {
      for (int i = 0; i < 64 * 64; i++) {
        image.setRGB(128 + i % 64, 64 + i / 64, 0xFF0000);
      }
    }
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  @Test
  void labelsWhatTheTeacherFindsWithThePersonsThatFoldersAreNamedAfter() throws IOException {
    picture("photos/Ann Lee/1.png", true);
    picture("photos/Ann Lee/2.png", false);
    picture("photos/Bo/1.png", true);
    Path out = dir.resolve("labels/faces.jsonl");
    Path sheet = dir.resolve("labels/faces.png");
    Ran ran = label(dir.resolve("photos"), "--person-by", "folder", "--out", out, "--sheet", sheet);
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.DONE);
    assertThat(ran.out()).contains("3 photos, ", "1 photos without a face, 0 left out");
    List<MarkedPhoto> photos = FaceLabels.read(out);
    assertThat(photos)
        .extracting(MarkedPhoto::name)
        .containsExactly(
            "../photos/Ann Lee/1.png", "../photos/Ann Lee/2.png", "../photos/Bo/1.png");
    assertThat(photos).extracting(MarkedPhoto::person).containsExactly("Ann Lee", "Ann Lee", "Bo");
    assertThat(photos).allMatch(photo -> photo.widthPx() == 320 && photo.heightPx() == 256);
    assertThat(photos.get(1).faces()).isEmpty();
    assertThat(photos.get(0).faces())
        .isEqualTo(photos.get(2).faces())
        .anyMatch(MarkedFace::learnable)
        .allSatisfy(
            face -> {
              assertThat(face.box().centreX()).isBetween(120.0, 200.0);
              assertThat(face.box().centreY()).isBetween(56.0, 136.0);
            });
    assertThat(ImageIO.read(sheet.toFile())).isNotNull();
  }

  @Test
  void labelsTheOthersWhereAPhotoCannotBeRead() throws IOException {
    Path good = picture("1.png", true);
    Path bad = Files.writeString(dir.resolve("2.png"), "no picture");
    Path out = dir.resolve("faces.jsonl");
    Ran some = label(good, bad, dir.resolve("3.png"), "--out", out);
    assertThat(some.exitCode()).as(some.err()).isEqualTo(ExitCode.SOME_INPUTS_FAILED);
    assertThat(some.err()).contains("left out: ", "2.png", "3.png");
    assertThat(some.out()).contains("1 photos, ", "2 left out");
    assertThat(FaceLabels.read(out)).singleElement().matches(photo -> photo.person().isEmpty());
    Path none = dir.resolve("none.jsonl");
    Ran nothing = label(bad, "--out", none);
    assertThat(nothing.exitCode()).isEqualTo(ExitCode.BAD_DATA);
    assertThat(nothing.err()).contains("none of 1 photos can be read");
    assertThat(none).doesNotExist();
  }

  @Test
  void helpSaysHowOftenEachKindOfSceneIsMade() {
    String help = Ran.of("finder", "compose", "--help").out().replaceAll("\\s+", " ");
    assertThat(help).contains("in this order " + SceneKind.SHARES + " %).");
  }

  @Test
  void refusesAFolderAsAFileBeforeAnyPhotoIsLabelled() {
    for (String[] files : new String[][] {{"/", "a.png"}, {"a.jsonl", "."}}) {
      Path out = dir.resolve(files[0]);
      Path sheet = dir.resolve(files[1]);
      // There is no such teacher: it is not even looked for.
      Path teacher = dir.resolve("none.onnx");
      Ran ran =
          Ran.of(
              "finder",
              "label",
              "../samples",
              "--teacher",
              teacher,
              "--out",
              out,
              "--sheet",
              sheet);
      assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
      assertThat(ran.err()).contains("is a folder; name a file");
    }
  }

  private Path labels() throws IOException {
    Files.copy(Path.of("../samples/grace_hopper.jpg"), dir.resolve("grace.jpg"));
    return Files.writeString(
        dir.resolve("faces.jsonl"),
        """
        {"file": "grace.jpg", "width": 512, "height": 600, "faces": [{"box": [160, 80, 190, 250],
         "landmarks": [[215, 180], [300, 180], [258, 230], [225, 270], [295, 270]]}]}
        """
            .replace("\n ", " "));
  }

  @Test
  void composesScenesWithTheirLabelsAndASheet() throws IOException {
    Path out = dir.resolve("scenes");
    Object[] command = {
      "finder",
      "compose",
      labels(),
      "--faceless",
      "../samples",
      "--count",
      5,
      "--image-size",
      64,
      "--kind",
      "photo",
      "--kind",
      "pasted",
      "--faces",
      "20-60",
      "--format",
      "png",
      "--out",
      out
    };
    Ran ran = Ran.of(command);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(ran.out()).contains("5 scenes");
    List<MarkedPhoto> scenes = FaceLabels.read(out.resolve("labels.jsonl"));
    assertThat(scenes)
        .hasSize(5)
        .allSatisfy(scene -> assertThat(scene.file()).exists())
        .allSatisfy(scene -> assertThat(scene.widthPx()).isEqualTo(64));
    assertThat(out.resolve("scenes.png")).exists();
    Ran again = Ran.of(command);
    assertThat(again.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(again.err()).contains("is there already");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--faces 20|2|--faces takes two sizes",
        "--faces a-b|2|--faces takes two sizes",
        "--faces 40-20|2|the smaller first",
        "--kind drawn|2|--kind",
        "--count 0|2|--count",
        "--image-size 16|2|--image-size",
        "--faceless nowhere|4|no such folder"
      })
  void saysWhatMakesNoScenes(String options, int exitCode, String message) throws IOException {
    Path out = dir.resolve("scenes");
    List<Object> command = new ArrayList<>(List.of("finder", "compose", labels(), "--out", out));
    command.addAll(List.of(options.split(" ")));
    Ran ran = Ran.of(command.toArray());
    assertThat(ran.exitCode()).isEqualTo(exitCode);
    assertThat(ran.err()).contains(message);
    assertThat(out).doesNotExist();
  }

  @Test
  void takesBackgroundsAsOtherCommandsTakePhotos() throws IOException {
    Path photos = Files.createDirectories(dir.resolve("photos"));
    Path below = Files.createDirectories(dir.resolve("elsewhere"));
    for (Path file :
        List.of(
            photos.resolve("b.jpg"),
            photos.resolve(".hidden.jpg"),
            photos.resolve("text.txt"),
            below.resolve("a.png"))) {
      Files.createFile(file);
    }
    Files.createSymbolicLink(photos.resolve("a"), below);
    Path link = Files.createSymbolicLink(dir.resolve("link"), photos);
    assertThat(FinderComposeCommand.pictures(link))
        .containsExactly(link.resolve("a/a.png"), link.resolve("b.jpg"));

    Files.createSymbolicLink(below.resolve("back"), photos);
    Path out = dir.resolve("scenes");
    Ran ran = Ran.of("finder", "compose", labels(), "--faceless", photos, "--out", out);
    assertThat(ran.exitCode()).isEqualTo(ExitCode.BAD_DATA);
    assertThat(ran.err()).contains("--faceless: ", "back cannot be listed, or leads in a circle");
    assertThat(out).doesNotExist();
  }

  @Test
  void refusesLabelsThatAreNone() throws IOException {
    Path labels = Files.writeString(dir.resolve("bad.jsonl"), "{\"file\": \"a.jpg\"}\n");
    Ran ran = Ran.of("finder", "compose", labels, "--out", dir.resolve("scenes"));
    assertThat(ran.exitCode()).isEqualTo(ExitCode.BAD_DATA);
    assertThat(ran.err()).contains("bad.jsonl, line 1");
  }
}
