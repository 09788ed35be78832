package io.github.smiledetector.face;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.picture.Resampling;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The figures in {@link HaarFaceFinder}'s comment. Some minutes: {@code mvn test -pl core
 * -Dtest=HaarFiguresTest -Dexcluded.groups=none}.
 */
@Tag("slow")
@EnabledIfEnvironmentVariable(named = "SMILE_SHARED", matches = ".+")
class HaarFiguresTest {
  /** Where LFW's faces lie in its photos of 250x250 px: the median of what the cascade found. */
  private static final Box MIDDLE = new Box(68, 68, 114, 114);

  private record Figures(int photos, int found, int further) {}

  @Test
  void findsTheFacesOfLfw() throws IOException {
    Figures figures = measure("lfw-deepfunneled.zip", "", 13);
    System.out.printf(
        "LFW: %d photos, %d with the face in the middle found, %d further boxes%n",
        figures.photos(), figures.found(), figures.further());
    assertThat(figures.photos()).isEqualTo(1018);
    assertThat(figures.found()).isGreaterThanOrEqualTo(1001);
    assertThat(figures.further()).isLessThanOrEqualTo(50);
  }

  @Test
  void findsFewFacesInScenesWithoutAny() throws IOException {
    Figures figures = measure("scenes.zip", "faceless/", 1);
    System.out.printf(
        "Scenes without a face: %d photos, %d boxes%n",
        figures.photos(), figures.found() + figures.further());
    assertThat(figures.photos()).isEqualTo(274);
    assertThat(figures.found() + figures.further()).isLessThanOrEqualTo(8);
  }

  @Test
  void findsSmallFacesLessOften() throws IOException {
    int[] sidesPx = {100, 80, 66, 50};
    double[] leastFound = {0.97, 0.91, 0.83, 0.73};
    int[] found = new int[sidesPx.length];
    int photos = 0;
    Path file = Path.of(System.getenv("SMILE_SHARED"), "data", "lfw-deepfunneled.zip");
    try (ZipFile zip = new ZipFile(file.toFile());
        HaarFaceFinder finder = new HaarFaceFinder()) {
      List<String> names = names(zip, "");
      for (int i = 0; i < names.size(); i += 53) {
        Picture picture = read(zip, names.get(i)).grey();
        photos++;
        for (int k = 0; k < sidesPx.length; k++) {
          double share = sidesPx[k] / 250.0;
          Box middle =
              new Box(
                  share * MIDDLE.x(),
                  share * MIDDLE.y(),
                  share * MIDDLE.width(),
                  share * MIDDLE.height());
          boolean hit =
              finder.find(shrunk(picture, sidesPx[k]), 20).stream()
                  .anyMatch(face -> face.box().intersectionOverUnion(middle) >= 0.4);
          found[k] += hit ? 1 : 0;
        }
      }
    }
    for (int k = 0; k < sidesPx.length; k++) {
      System.out.printf(
          "Faces of %.0f px: %d of %d found%n",
          MIDDLE.width() * sidesPx[k] / 250, found[k], photos);
      assertThat(found[k]).isGreaterThanOrEqualTo((int) (leastFound[k] * photos));
    }
  }

  private static Picture shrunk(Picture grey, int sidePx) {
    Box whole = new Box(0, 0, grey.widthPx(), grey.heightPx());
    float[] values = Resampling.resample(grey, whole, sidePx, sidePx);
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.round(values[i]);
    }
    return new Picture(sidePx, sidePx, 1, pixels);
  }

  static List<String> names(ZipFile zip, String folder) {
    return zip.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.startsWith(folder) && name.endsWith(".jpg"))
        .sorted()
        .toList();
  }

  static Picture read(ZipFile zip, String name) throws IOException {
    try (InputStream in = zip.getInputStream(zip.getEntry(name))) {
      return PictureReader.read(in.readAllBytes(), name);
    }
  }

  private static Figures measure(String archive, String folder, int every) throws IOException {
    Path file = Path.of(System.getenv("SMILE_SHARED"), "data", archive);
    int photos = 0;
    int found = 0;
    int further = 0;
    try (ZipFile zip = new ZipFile(file.toFile());
        HaarFaceFinder finder = new HaarFaceFinder()) {
      List<String> names = names(zip, folder);
      for (int i = 0; i < names.size(); i += every) {
        List<Face> faces = finder.find(read(zip, names.get(i)), 20);
        photos++;
        boolean hit =
            faces.stream().anyMatch(face -> face.box().intersectionOverUnion(MIDDLE) >= 0.4);
        found += hit ? 1 : 0;
        further += faces.size() - (hit ? 1 : 0);
      }
    }
    return new Figures(photos, found, further);
  }
}
