package io.github.smiledetector.train.crops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.face.Face;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import io.github.smiledetector.picture.EncodedCopy;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.train.data.FaceLabels;
import io.github.smiledetector.train.data.MarkedFace;
import io.github.smiledetector.train.data.MarkedPhoto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaceTeacherTest {
  @TempDir Path dir;

  private static Face face(double x, double y, double side, double score) {
    Point point = new Point(x, y);
    return new Face(
        new Box(x, y, side, side),
        score,
        Optional.of(new Landmarks(point, point, point, point, point)));
  }

  private static FaceTeacher.Look look(double scale, Face... faces) {
    return new FaceTeacher.Look(scale, List.of(faces));
  }

  /** Finds the two places that are painted and takes the one on the left for the left eye. */
  private static final class Painted implements FaceFinder {
    @Override
    public String name() {
      return "painted";
    }

    @Override
    public boolean givesLandmarks() {
      return true;
    }

    @Override
    public List<Face> find(Picture picture, int smallestPx) {
      List<Point> eyes = new ArrayList<>(List.of(centre(picture, 0), centre(picture, 2)));
      if (eyes.get(0).x() > eyes.get(1).x()) {
        Collections.reverse(eyes);
      }
      Point left = eyes.get(0);
      Point right = eyes.get(1);
      double side = 2 * left.distanceTo(right);
      Landmarks points = new Landmarks(left, right, left, left, right);
      return List.of(
          new Face(new Box(left.x() - side / 4, left.y(), side, side), 0.9, Optional.of(points)));
    }

    private static Point centre(Picture picture, int channel) {
      double x = 0;
      double y = 0;
      double all = 0;
      for (int i = 0; i < picture.widthPx() * picture.heightPx(); i++) {
        double weight = Math.max(0, (picture.pixels()[3 * i + channel] & 0xFF) - 100);
        x += weight * (i % picture.widthPx() + 0.5);
        int row = i / picture.widthPx();
        y += weight * (row + 0.5);
        all += weight;
      }
      return new Point(x / all, y / all);
    }

    @Override
    public void close() {}
  }

  private static Picture painted(int widthPx, int heightPx, int redX, int blueX, int y) {
    byte[] pixels = new byte[widthPx * heightPx * 3];
    for (int down = 0; down < 6; down++) {
      for (int across = 0; across < 6; across++) {
        pixels[3 * ((y + down) * widthPx + redX + across)] = (byte) 255;
        pixels[3 * ((y + down) * widthPx + blueX + across) + 2] = (byte) 255;
      }
    }
    return new Picture(widthPx, heightPx, 3, pixels);
  }

  @Test
  void looksAtEveryScaleAndMirroredAndBringsAllBackToThePhoto() {
    List<MarkedFace> faces = new FaceTeacher(new Painted()).faces(painted(301, 220, 60, 140, 80));
    assertThat(faces).hasSize(1);
    MarkedFace face = faces.get(0);
    Landmarks points = face.landmarks().orElseThrow();
    assertThat(points.leftEye().x()).isCloseTo(63, within(0.5));
    assertThat(points.leftEye().y()).isCloseTo(83, within(0.5));
    assertThat(points.rightEye().x()).isCloseTo(143, within(0.5));
    assertThat(points.mouthRight().x()).isCloseTo(143, within(0.5));
    assertThat(face.ignored()).isFalse();
  }

  @Test
  void enlargesSmallPhotosWithinABorder() {
    MarkedFace face = new FaceTeacher(new Painted()).faces(painted(48, 48, 10, 30, 20)).get(0);
    Landmarks points = face.landmarks().orElseThrow();
    assertThat(points.leftEye().x()).isCloseTo(13, within(0.3));
    assertThat(points.rightEye().x()).isCloseTo(33, within(0.3));
    assertThat(points.rightEye().y()).isCloseTo(23, within(0.3));
  }

  @Test
  void weighsTheMeanByScore() {
    MarkedFace face =
        FaceTeacher.merged(List.of(look(1, face(10, 20, 40, 0.9)), look(1, face(14, 20, 44, 0.8))))
            .get(0);
    assertThat(face.box().x()).isCloseTo((9 + 11.2) / 1.7, within(1e-9));
    assertThat(face.box().width()).isCloseTo((36 + 35.2) / 1.7, within(1e-9));
    assertThat(face.landmarks().orElseThrow().nose().x()).isCloseTo((9 + 11.2) / 1.7, within(1e-9));
    assertThat(face.score()).isCloseTo(0.85, within(1e-9));
    assertThat(face.ignored()).isFalse();
  }

  @Test
  void keepsFacesApartThatOneLookTellsApart() {
    List<MarkedFace> faces =
        FaceTeacher.merged(
            List.of(
                look(1, face(10, 20, 40, 0.9), face(90, 20, 40, 0.8)),
                look(1, face(91, 20, 40, 0.9), face(11, 20, 40, 0.8))));
    assertThat(faces)
        .extracting(face -> Math.round(face.box().x()))
        .containsExactlyInAnyOrder(10L, 91L);
  }

  @Test
  void ignoresWhatFewLooksSeeOrNoneIsSureOf() {
    List<MarkedFace> faces =
        FaceTeacher.merged(
            List.of(
                look(1, face(10, 20, 40, 0.9), face(90, 20, 40, 0.7)),
                look(1, face(90, 20, 40, 0.7)),
                look(1, face(90, 20, 40, 0.7))));
    assertThat(faces).hasSize(2).allMatch(face -> face.ignored());
  }

  @Test
  void takesForBackgroundWhatOneLookAloneBarelySees() {
    assertThat(FaceTeacher.merged(List.of(look(1, face(10, 20, 40, 0.5)), look(1)))).isEmpty();
  }

  @Test
  void asksOnlyLooksThatCouldHaveSeenAFaceOfItsSize() {
    FaceTeacher.Look seen = look(1.6, face(10, 20, 15, 0.9));
    assertThat(FaceTeacher.merged(List.of(look(0.6), look(0.6), seen)).get(0).ignored()).isFalse();
    assertThat(FaceTeacher.merged(List.of(look(1.6), look(1.6), seen)).get(0).ignored()).isTrue();
  }

  @Test
  void takesADoubtfulBoxOfASureFaceForNoFaceOfItsOwn() {
    assertThat(
            FaceTeacher.merged(
                List.of(
                    look(1, face(10, 20, 40, 0.9), face(24, 20, 40, 0.4)),
                    look(1, face(10, 20, 40, 0.9)))))
        .hasSize(1);
  }

  @Test
  void refusesATeacherWithoutLandmarks() {
    FaceFinder blind =
        new FaceFinder() {
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
    assertThatThrownBy(() -> new FaceTeacher(blind))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("blind gives no landmarks");
  }

  @Test
  void writesPhotosInTheirOrderAndNamesThoseItCannotRead() throws IOException {
    Path photo = dir.resolve("photos/Ada/one.png");
    Files.createDirectories(photo.getParent());
    Files.write(photo, EncodedCopy.png(painted(220, 210, 60, 100, 80)));
    Path broken = Files.writeString(dir.resolve("photos/broken.jpg"), "no picture");
    Path again = Files.copy(photo, dir.resolve("photos/two.png"));
    Path labels = dir.resolve("labels/faces.jsonl");
    TaughtPhotos taught =
        TaughtPhotos.write(
            List.of(photo, broken, again),
            labels,
            true,
            new FaceTeacher(new Painted()),
            Progress.NONE);
    assertThat(taught.unreadable()).singleElement().asString().contains("broken.jpg");
    List<MarkedPhoto> read = FaceLabels.read(labels);
    assertThat(read)
        .extracting(MarkedPhoto::name)
        .containsExactly("../photos/Ada/one.png", "../photos/two.png");
    assertThat(read).extracting(MarkedPhoto::person).containsExactly("Ada", "photos");
    assertThat(read.get(0).file()).exists();
    assertThatThrownBy(
            () ->
                TaughtPhotos.write(
                    List.of(broken), labels, true, new FaceTeacher(new Painted()), Progress.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("none of 1 photos can be read");
  }
}
