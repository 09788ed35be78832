package io.github.smiledetector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.face.Face;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.face.HaarFaceFinder;
import io.github.smiledetector.face.YuNetFaceFinder;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.BoxCrop;
import io.github.smiledetector.geometry.Crop;
import io.github.smiledetector.geometry.LandmarkCrop;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.picture.Resampling;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * How far the crops of the same face lie apart, by finder and by the photo's size: what a model has
 * to bear in use. On every 33rd photo of LFW: {@code mvn test -pl core -Dtest=CropJitterTest
 * -Dexcluded.groups=none}.
 */
@Tag("slow")
@EnabledIfEnvironmentVariable(named = "SMILE_SHARED", matches = ".+")
class CropJitterTest {
  private static final LandmarkCrop LANDMARKS = new LandmarkCrop(2.4, 0.48);

  private record Pair(Crop crop, Crop other) {}

  @Test
  void betweenFindersAndSizes() throws IOException {
    Path shared = Path.of(System.getenv("SMILE_SHARED"));
    List<Pair> boxes = new ArrayList<>();
    List<Pair> halved = new ArrayList<>();
    try (FaceFinder haar = new HaarFaceFinder();
        FaceFinder yuNet =
            YuNetFaceFinder.open(shared.resolve("models/face_detection_yunet_2026may.onnx"));
        ZipFile zip = new ZipFile(shared.resolve("data/lfw-deepfunneled.zip").toFile())) {
      List<? extends ZipEntry> photos =
          zip.stream()
              .filter(entry -> entry.getName().endsWith(".jpg"))
              .sorted(Comparator.comparing(ZipEntry::getName))
              .toList();
      for (int i = 0; i < photos.size(); i += 33) {
        Picture photo;
        try (InputStream in = zip.getInputStream(photos.get(i))) {
          photo = PictureReader.read(in.readAllBytes(), photos.get(i).getName());
        }
        Optional<Face> face = middle(yuNet, photo);
        Optional<Face> half = middle(yuNet, halved(photo));
        Optional<Face> box = middle(haar, photo);
        if (face.isPresent() && half.isPresent()) {
          halved.add(new Pair(crop(face.get()), crop(half.get()).scaled(2)));
        }
        if (face.isPresent() && box.isPresent()) {
          boxes.add(
              new Pair(
                  crop(face.get()),
                  new BoxCrop(1, 0, 0).cropOf(box.get().box(), Optional.empty())));
        }
      }
    }
    BoxCrop like =
        new BoxCrop(
            median(boxes, pair -> pair.crop().sidePx() / pair.other().sidePx()),
            median(
                boxes,
                pair -> (pair.crop().centreX() - pair.other().centreX()) / pair.other().sidePx()),
            median(
                boxes,
                pair -> (pair.crop().centreY() - pair.other().centreY()) / pair.other().sidePx()));
    System.out.println("Haar's crop like " + LANDMARKS + ": " + like);
    print(
        "Haar's box against YuNet's landmarks",
        boxes.stream()
            .map(
                pair ->
                    new Pair(pair.crop(), like.cropOf(pair.other().upright(), Optional.empty())))
            .toList());
    print("YuNet in the photo halved against the photo", halved);
    assertThat(boxes).hasSizeGreaterThan(380);
    assertThat(halved).hasSizeGreaterThan(390);
  }

  private static Crop crop(Face face) {
    return LANDMARKS.cropOf(face.box(), face.landmarks());
  }

  private static Picture halved(Picture photo) {
    int width = photo.widthPx() / 2;
    int height = photo.heightPx() / 2;
    float[] values =
        Resampling.resample(photo, new Box(0, 0, 2 * width, 2 * height), width, height);
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      pixels[i] = (byte) Math.round(values[i]);
    }
    return new Picture(width, height, photo.channels(), pixels);
  }

  private static Optional<Face> middle(FaceFinder finder, Picture photo) {
    double middle = photo.widthPx() / 2.0;
    ToDoubleFunction<Face> distance =
        face -> Math.hypot(face.box().centreX() - middle, face.box().centreY() - middle);
    return finder.find(photo, 20).stream()
        .filter(face -> distance.applyAsDouble(face) < 0.16 * photo.widthPx())
        .min(Comparator.comparingDouble(distance));
  }

  private static double[] sorted(List<Pair> pairs, ToDoubleFunction<Pair> of) {
    return pairs.stream().mapToDouble(of).sorted().toArray();
  }

  private static double median(List<Pair> pairs, ToDoubleFunction<Pair> of) {
    return sorted(pairs, of)[pairs.size() / 2];
  }

  private static void print(String what, List<Pair> pairs) {
    System.out.printf("%s, %d faces: mean, deviation, 5 %%, 50 %%, 95 %%%n", what, pairs.size());
    print("shift x", sorted(pairs, p -> shift(p, p.other().centreX() - p.crop().centreX())));
    print("shift y", sorted(pairs, p -> shift(p, p.other().centreY() - p.crop().centreY())));
    print("log scale", sorted(pairs, p -> Math.log(p.other().sidePx() / p.crop().sidePx())));
    print("roll", sorted(pairs, p -> p.other().rollDegrees() - p.crop().rollDegrees()));
  }

  private static double shift(Pair pair, double pixels) {
    return pixels / pair.crop().sidePx();
  }

  private static void print(String name, double[] sorted) {
    double sum = 0;
    double squares = 0;
    for (double value : sorted) {
      sum += value;
      squares += value * value;
    }
    double mean = sum / sorted.length;
    System.out.printf(
        Locale.ROOT,
        "  %-9s %+.3f %.3f %+.3f %+.3f %+.3f%n",
        name,
        mean,
        Math.sqrt(squares / sorted.length - mean * mean),
        sorted[sorted.length / 20],
        sorted[sorted.length / 2],
        sorted[sorted.length * 19 / 20]);
  }
}
