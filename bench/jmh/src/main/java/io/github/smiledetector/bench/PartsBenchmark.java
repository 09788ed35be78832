package io.github.smiledetector.bench;

import io.github.smiledetector.DetectorOptions;
import io.github.smiledetector.PictureSmiles;
import io.github.smiledetector.SmileDetector;
import io.github.smiledetector.classifier.Precision;
import io.github.smiledetector.classifier.SmileClassifier;
import io.github.smiledetector.face.CompactFaceFinder;
import io.github.smiledetector.face.Face;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.face.HaarFaceFinder;
import io.github.smiledetector.face.YuNetFaceFinder;
import io.github.smiledetector.geometry.Crop;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.picture.Resampling;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What each part of an answer takes, from a file's bytes to the probability of a smile. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PartsBenchmark {
  @Benchmark
  public Picture decode(Photo photo) {
    return PictureReader.read(photo.jpeg, "sample");
  }

  @Benchmark
  public List<Face> find(Photo photo, Finder finder) {
    return finder.finder.find(photo.picture, finder.finder.usualSmallestPx(photo.longerSidePx));
  }

  @Benchmark
  public float[] crop(OneFace face) {
    return Resampling.resample(face.picture, face.crop, face.sidePx, face.workspace);
  }

  /** One call, cropping included; its time is that of the whole batch. */
  @Benchmark
  public double[] classify(OneFace face, Batch batch) {
    return face.classifier.logits(face.picture, Collections.nCopies(batch.faces, face.crop));
  }

  @Benchmark
  public PictureSmiles detect(Photo photo, Detector detector) {
    return detector.detector.detect(photo.jpeg, "sample");
  }

  /** A sample photo as a JPEG: small, and of 12 megapixels. */
  @State(Scope.Benchmark)
  public static class Photo {
    @Param({"250", "3750"})
    int longerSidePx;

    byte[] jpeg;
    Picture picture;

    @Setup
    public void open() throws IOException {
      jpeg = sample(longerSidePx);
      picture = PictureReader.read(jpeg, "sample");
    }
  }

  /** A face finder, by its name, or our own by the file of its network. */
  @State(Scope.Benchmark)
  public static class Finder {
    @Param({HaarFaceFinder.NAME, YuNetFaceFinder.NAME, CompactFaceFinder.NAME})
    String finderName;

    FaceFinder finder;

    @Setup
    public void open() {
      finder =
          switch (finderName) {
            case HaarFaceFinder.NAME -> new HaarFaceFinder();
            case YuNetFaceFinder.NAME -> YuNetFaceFinder.fetched();
            case CompactFaceFinder.NAME -> CompactFaceFinder.embedded();
            default -> CompactFaceFinder.open(Path.of(finderName));
          };
    }

    @TearDown
    public void close() {
      finder.close();
    }
  }

  /** The face in the small sample photo, and what judges it. */
  @State(Scope.Benchmark)
  public static class OneFace {
    @Param({"FP32", "INT8"})
    Precision precision;

    SmileClassifier classifier;
    Picture picture;
    Crop crop;
    int sidePx;
    final Resampling.Workspace workspace = new Resampling.Workspace();

    @Setup
    public void open() throws IOException {
      classifier = new SmileClassifier(ModelBundle.embedded(), Optional.empty(), precision);
      picture = PictureReader.read(sample(250), "sample");
      sidePx = classifier.description().sidePx();
      try (FaceFinder finder = CompactFaceFinder.embedded()) {
        crop = classifier.crop(finder.find(picture, 20).get(0), finder.name());
      }
    }

    @TearDown
    public void close() {
      classifier.close();
    }
  }

  /** How many faces go through the network in one call. */
  @State(Scope.Benchmark)
  public static class Batch {
    @Param({"1", "8", "32"})
    int faces;
  }

  /** Everything joined, with each finder. */
  @State(Scope.Benchmark)
  public static class Detector {
    SmileDetector detector;

    @Setup
    public void open(Finder finder) {
      detector = SmileDetector.open(DetectorOptions.DEFAULT.withFinder(() -> finder.finder));
    }

    @TearDown
    public void close() {
      detector.close();
    }
  }

  private static byte[] sample(int longerSidePx) throws IOException {
    BufferedImage photo;
    try (InputStream in = PartsBenchmark.class.getResourceAsStream("/grace_hopper.jpg")) {
      photo = ImageIO.read(in);
    }
    double factor = longerSidePx / (double) Math.max(photo.getWidth(), photo.getHeight());
    int widthPx = (int) Math.round(factor * photo.getWidth());
    int heightPx = (int) Math.round(factor * photo.getHeight());
    BufferedImage scaled = new BufferedImage(widthPx, heightPx, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(photo, 0, 0, widthPx, heightPx, null);
    graphics.dispose();
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(scaled, "jpeg", jpeg);
    return jpeg.toByteArray();
  }
}
