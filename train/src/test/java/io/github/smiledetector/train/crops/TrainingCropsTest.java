package io.github.smiledetector.train.crops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.face.Face;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.face.HaarFaceFinder;
import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.BoxCrop;
import io.github.smiledetector.geometry.Crop;
import io.github.smiledetector.geometry.LandmarkCrop;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import io.github.smiledetector.picture.EncodedCopy;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.picture.Resampling;
import io.github.smiledetector.train.data.LabelTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingCropsTest {
  private static final Path SAMPLES = Path.of("..", "samples");
  private static final CropOptions OPTIONS =
      new CropOptions(new BoxCrop(0.92, 0, 0.077), 136, 0.72, false, false);

  @TempDir Path dir;

  private LabelTable table(String text) throws IOException {
    return LabelTable.read(Files.writeString(dir.resolve("photos.csv"), text));
  }

  private void sample(String name, String as) throws IOException {
    Files.createDirectories(dir.resolve(as).getParent());
    Files.copy(SAMPLES.resolve(name), dir.resolve(as));
  }

  private TrainingCrops crops(LabelTable table, FaceFinder finder, CropOptions options) {
    return TrainingCrops.write(table, dir.resolve("crops"), finder, options, Progress.NONE);
  }

  private Picture crop(LabelTable.Row row) {
    return PictureReader.read(dir.resolve("crops").resolve(row.cell("file")));
  }

  private void grey(String name, int widthPx, int heightPx) throws IOException {
    byte[] pixels = new byte[widthPx * heightPx];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i % widthPx * 200 / widthPx);
    }
    Files.write(dir.resolve(name), EncodedCopy.png(new Picture(widthPx, heightPx, 1, pixels)));
  }

  /** Finds one face wherever it looks: its place in shares of what it sees. */
  private static FaceFinder finding(double eyesX, double eyesY, double unit) {
    return new FaceFinder() {
      @Override
      public String name() {
        return "made";
      }

      @Override
      public List<Face> find(Picture picture, int smallestPx) {
        double side = picture.widthPx();
        double x = eyesX * side;
        double y = eyesY * side;
        double d = unit * side;
        Landmarks landmarks =
            new Landmarks(
                new Point(x - d / 2, y),
                new Point(x + d / 2, y),
                new Point(x, y + d / 2),
                new Point(x - d / 3, y + d),
                new Point(x + d / 3, y + d));
        return List.of(new Face(new Box(x - d, y - d, 2 * d, 2 * d), 1, Optional.of(landmarks)));
      }

      @Override
      public void close() {}
    };
  }

  private static FaceFinder findingNothing() {
    return new FaceFinder() {
      @Override
      public String name() {
        return "blind";
      }

      @Override
      public List<Face> find(Picture picture, int smallestPx) {
        return List.of();
      }

      @Override
      public void close() {}
    };
  }

  @Test
  void cutsTheSamplePhotosWithHaar() throws IOException {
    sample("astronaut_eileen_collins.png", "a/eileen.png");
    sample("grace_hopper.jpg", "b/grace.jpg");
    LabelTable table =
        table("file,smile,note\na/eileen.png,1,\"x, y\"\nb/grace.jpg,0,\nnone.jpg,0,\n");
    try (FaceFinder haar = new HaarFaceFinder()) {
      TrainingCrops crops = crops(table, haar, OPTIONS);
      assertThat(crops.unfound()).isEmpty();
      assertThat(crops.unreadable()).hasSize(1).first().asString().contains("none.jpg");
      assertThat(crops.table().columns())
          .containsExactly("file", "smile", "note", "source", "share", "face_px", "found");
      assertThat(LabelTable.read(dir.resolve("crops/labels.csv"))).isEqualTo(crops.table());
      LabelTable.Row first = crops.table().rows().get(0);
      assertThat(first.cell("file")).isEqualTo("a/eileen.jpg");
      assertThat(first.cell("source")).isEqualTo("a/eileen.png");
      assertThat(first.cell("note")).isEqualTo("x, y");
      assertThat(first.cell("share")).isEqualTo("0.72");
      assertThat(first.cell("found")).isEqualTo("haar");
      assertThat(crop(first).widthPx()).isEqualTo(125); // all that a face of 90 px gives
      assertThat(crop(first).channels()).isEqualTo(3);

      // The middle of the saved square is what the classifier sees in use.
      Picture photo = PictureReader.read(dir.resolve("a/eileen.png"));
      Face face = haar.find(photo, haar.usualSmallestPx(512)).get(0);
      Crop seen = OPTIONS.geometry().cropOf(face.box(), face.landmarks());
      assertThat(Double.parseDouble(first.cell("face_px"))).isCloseTo(seen.sidePx(), within(0.06));
      float[] inUse = Resampling.resample(photo, seen, 90, new Resampling.Workspace());
      float[] inTraining = Resampling.resample(crop(first), new Box(17.5, 17.5, 90, 90), 90, 90);
      double difference = 0;
      for (int i = 0; i < inUse.length; i++) {
        difference += Math.abs(inUse[i] - inTraining[i]) / inUse.length;
      }
      assertThat(difference).isLessThan(4);
    }
  }

  @Test
  void mapsBackFromTheEnlargedPicture() throws IOException {
    grey("small.png", 48, 48);
    LabelTable table = table("file\nsmall.png\n");
    CropOptions options = new CropOptions(new LandmarkCrop(2.4, 0.5), 136, 0.8, false, true);
    TrainingCrops crops = crops(table, finding(0.5, 0.4, 0.25), options);
    LabelTable.Row row = crops.table().rows().get(0);
    assertThat(row.cell("face_px")).isEqualTo("28.8"); // 2.4 * 0.25 * 48
    Picture crop = crop(row);
    assertThat(crop.widthPx()).isEqualTo(36); // 28.8 / 0.8: no larger than its source
    assertThat(crop.channels()).isEqualTo(1);
    // A level grey ramp of 200 / 48 a pixel, from 24 - 18 on.
    assertThat(crop.pixels()[0] & 0xFF).isCloseTo(6 * 200 / 48, within(2));
    assertThat(crop.pixels()[35] & 0xFF).isCloseTo(41 * 200 / 48, within(2));
  }

  @Test
  void doesNotTrustATinyFaceInASmallPicture() throws IOException {
    grey("small.png", 48, 48);
    grey("large.png", 240, 240);
    LabelTable table = table("file\nsmall.png\nlarge.png\n");
    TrainingCrops crops = crops(table, finding(0.5, 0.4, 0.1), OPTIONS);
    assertThat(crops.unfound()).containsExactly("small.png");
  }

  @Test
  void takesTheWholePictureOrLeavesItOut() throws IOException {
    grey("wide.png", 60, 40);
    LabelTable table = table("file\nwide.png\n");
    assertThatThrownBy(() -> crops(table, findingNothing(), OPTIONS))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("of 1 pictures none gave a crop")
        .hasMessageContaining("in 1 no face was found");
    CropOptions whole = new CropOptions(new LandmarkCrop(2.4, 0.5), 136, 0.8, true, false);
    TrainingCrops crops = crops(table, findingNothing(), whole);
    LabelTable.Row row = crops.table().rows().get(0);
    assertThat(row.cell("share")).isEqualTo("1");
    assertThat(row.cell("face_px")).isEqualTo("40.0");
    assertThat(row.cell("found")).isEqualTo("whole");
    assertThat(crop(row).widthPx()).isEqualTo(40);
    assertThat(crops.whole()).isEqualTo(1);
  }

  @Test
  void namesCropsApartAndInsideTheFolder() throws IOException {
    grey("a.png", 48, 48);
    Files.createDirectories(dir.resolve("x"));
    grey("x/a.png", 48, 48);
    grey("a.PNG.png", 48, 48);
    String above = dir.getFileName() + "/a.png";
    LabelTable table = table("file\na.png\n../" + above + "\n" + dir.resolve("x/a.png") + "\n");
    TrainingCrops crops = crops(table, finding(0.5, 0.4, 0.25), OPTIONS);
    assertThat(crops.table().rows())
        .extracting(row -> row.cell("file"))
        .startsWith("a.jpg", dir.getFileName() + "/a.jpg")
        .allMatch(name -> Files.isRegularFile(dir.resolve("crops").resolve(name)))
        .doesNotHaveDuplicates();
  }

  @Test
  void refusesToReplacePhotosOrEarlierCrops() throws IOException {
    grey("a.png", 48, 48);
    LabelTable table = table("file\na.png\n");
    CropOptions png = new CropOptions(new LandmarkCrop(2.4, 0.5), 136, 0.8, true, true);
    assertThatThrownBy(() -> TrainingCrops.write(table, dir, findingNothing(), png, Progress.NONE))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("a.png");
    crops(table, findingNothing(), png);
    assertThatThrownBy(() -> crops(table, findingNothing(), png))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("labels.csv");
  }

  @Test
  void takesTheFaceThatThePictureIsAbout() {
    Picture picture = new Picture(200, 100, 1, new byte[20_000]);
    Face middle = new Face(new Box(80, 30, 40, 40), 0.7);
    Face largerAtTheEdge = new Face(new Box(0, 0, 50, 50), 0.9);
    Face tinyInTheMiddle = new Face(new Box(95, 45, 10, 10), 0.95);
    assertThat(CentralFace.central(List.of(largerAtTheEdge, tinyInTheMiddle, middle), picture))
        .contains(middle);
    assertThat(CentralFace.central(List.of(), picture)).isEmpty();
  }

  @Test
  void refusesSizesAndSharesOutOfRange() {
    BoxCrop box = new BoxCrop(1, 0, 0);
    assertThatThrownBy(() -> new CropOptions(box, 31, 0.7, true, true))
        .isInstanceOf(OptionException.class);
    assertThatThrownBy(() -> new CropOptions(box, 136, 1.1, true, true))
        .isInstanceOf(OptionException.class);
  }
}
