package io.github.smiledetector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.face.CompactFaceFinder;
import io.github.smiledetector.face.Face;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.face.HaarFaceFinder;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetectorOptionsTest {
  private static final Path SAMPLES = Path.of("..", "samples");
  private static final DetectorOptions SEEN_AT_320 = DetectorOptions.DEFAULT.withSeenAtPx(320);

  private static List<Integer> sought(DetectorOptions options, Picture... pictures) {
    RecordingFinder finder = new RecordingFinder();
    try (SmileDetector detector = SmileDetector.open(options.withFinder(() -> finder))) {
      for (Picture picture : pictures) {
        detector.detect(picture);
      }
    }
    return finder.smallestPx;
  }

  private static Picture grey(int widthPx, int heightPx) {
    return new Picture(widthPx, heightPx, 1, new byte[widthPx * heightPx]);
  }

  @Test
  void looksForNoFaceThatCannotBeSeenAtTheSizeAllowed() {
    Picture[] pictures = {grey(640, 480), grey(480, 640), grey(641, 480), grey(200, 320)};
    assertThat(sought(SEEN_AT_320, pictures)).containsExactly(40, 40, 41, 20);
    assertThat(sought(DetectorOptions.DEFAULT, pictures)).containsExactly(20, 20, 20, 20);
  }

  @Test
  void looksForLargerFacesOnlyWhereThatIsAskedFor() {
    assertThat(sought(SEEN_AT_320.withSmallestFacePx(90), grey(640, 480))).containsExactly(90);
    assertThat(sought(SEEN_AT_320.withSmallestFacePx(5), grey(640, 480))).containsExactly(40);
  }

  @Test
  void asksEachFinderForFacesThatItIsSureOfAtTheSizeAllowed() {
    try (FaceFinder compact = CompactFaceFinder.embedded();
        FaceFinder haar = new HaarFaceFinder()) {
      assertThat(SEEN_AT_320.smallestSoughtPx(compact, 640)).isEqualTo(40);
      assertThat(SEEN_AT_320.smallestSoughtPx(haar, 640)).isEqualTo(72);
    }
  }

  @Test
  void decodesALargePictureSmallerWhereItIsSeenSmall() {
    FaceFinder finder = new RecordingFinder();
    assertThat(SEEN_AT_320.readLimits(finder).reduction().applyAsInt(6000)).isEqualTo(3);
    assertThat(SEEN_AT_320.readLimits(finder).reduction().applyAsInt(640)).isZero();
  }

  @Test
  void refusesASizeAtWhichNothingIsSeen() {
    assertThat(DetectorOptions.DEFAULT.withSeenAtPx(32).seenAtPx()).hasValue(32);
    assertThatThrownBy(() -> DetectorOptions.DEFAULT.withSeenAtPx(31))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("at least 32, not 31");
  }

  @Test
  void findsTheFacesOfTheSamplePhotosAtAHalf() {
    try (SmileDetector whole = SmileDetector.open();
        SmileDetector small = SmileDetector.open(SEEN_AT_320)) {
      for (String name : List.of("grace_hopper.jpg", "astronaut_eileen_collins.png")) {
        Picture photo = PictureReader.read(SAMPLES.resolve(name));
        List<FaceSmile> expected = whole.detect(photo).faces();
        // Best first: at a half it also takes a medal of 26 px, fewer than it looks for, for a
        // face.
        List<FaceSmile> faces = small.detect(photo).faces();
        assertThat(faces).isNotEmpty();
        assertThat(faces.get(0).box().intersectionOverUnion(expected.get(0).box()))
            .isGreaterThan(0.7);
        assertThat(faces.get(0).smiling()).isEqualTo(expected.get(0).smiling());
      }
    }
  }

  /** Finds nothing, but knows what it was asked for. */
  private static final class RecordingFinder implements FaceFinder {
    private final List<Integer> smallestPx = new ArrayList<>();

    @Override
    public String name() {
      return "recording";
    }

    @Override
    public boolean givesLandmarks() {
      return true;
    }

    @Override
    public List<Face> find(Picture picture, int smallest) {
      smallestPx.add(smallest);
      return List.of();
    }

    @Override
    public void close() {}
  }
}
