package io.github.smiledetector.train.export;

import io.github.smiledetector.classifier.Precision;
import io.github.smiledetector.classifier.SmileClassifier;
import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.CropGeometry;
import io.github.smiledetector.model.Calibration;
import io.github.smiledetector.model.Meaning;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.model.ModelDescription;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.picture.Resampling;
import io.github.smiledetector.train.augment.TrainingView;
import io.github.smiledetector.train.data.LabelledPicture;
import io.github.smiledetector.train.data.Smilesmiled;
import io.github.smiledetector.train.network.InferenceNetwork;
import io.github.smiledetector.train.network.OnnxModel;
import io.github.smiledetector.train.network.QuantizedModel;
import io.github.smiledetector.train.recipe.Augmentation;
import io.github.smiledetector.train.recipe.Provenance;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Turns a trained model into a bundle for the library, and makes sure that both give the same
 * answers.
 */
public final class BundleExport {
  /** How far the logits of TensorFlow and ONNX Runtime may lie apart. */
  public static final double LOGIT_TOLERANCE = 1e-3;

  /** Name of the meaning that SMILEsmileD's labels have: it calls faint smiles none. */
  private static final String BROAD = "broad";

  private static final int CHECK_PICTURES = 16;

  /** Enough to find the ranges with. */
  private static final int RANGE_PICTURES = 256;

  private final SavedModels.Loaded model;
  private final Provenance provenance;

  /**
   * @param modelFolder a trained model, such as {@code unfrozen_model} inside a run
   * @throws ModelException if it holds no such model
   */
  public BundleExport(Path modelFolder) {
    this.provenance = ProvenanceFile.read(modelFolder);
    this.model = SavedModels.read(modelFolder);
  }

  /** Where the model comes from. */
  public Provenance provenance() {
    return provenance;
  }

  /**
   * Makes a bundle.
   *
   * <p>A model that never saw a coloured picture gets a grey input: colour would be new to it, and
   * one channel is faster than three.
   *
   * @param name what to call the model
   * @param crops where the network's crop lies relative to each known finder's box
   * @param threshold smile probability from which on a face counts as smiling, 0 to 1; that of the
   *     one meaning, {@code broad} for a model of SMILEsmileD's labels, else {@code smile}
   * @return the bundle, checked on made pictures
   * @throws ModelException if TensorFlow and ONNX Runtime disagree
   */
  public ModelBundle bundle(String name, Map<String, CropGeometry> crops, double threshold) {
    int channels = provenance.data().colour() ? 3 : 1;
    boolean broad = Smilesmiled.FINGERPRINT.equals(provenance.data().fingerprint());
    String meaning = broad ? BROAD : ModelDescription.SMILE;
    String says =
        broad
            ? "a broad smile, as SMILEsmileD labels it"
            : "a smile, as " + provenance.data().name() + " labels it";
    ModelDescription description =
        new ModelDescription(
            ModelDescription.FORMAT_VERSION,
            name,
            model.sidePx(),
            channels,
            crops,
            Map.of(meaning, new Meaning(says, Calibration.IDENTITY, threshold)),
            meaning,
            ProvenanceFile.asMap(provenance));
    byte[] onnx = OnnxModel.encode(model.weights(), model.sidePx(), channels);
    ModelBundle bundle = ModelBundle.of(description, onnx);
    double difference = largestDifference(bundle, madePictures(model.sidePx(), channels));
    if (!(difference <= LOGIT_TOLERANCE)) {
      throw new ModelException(
          "the exported network answers otherwise than the trained one: logits differ by up to "
              + difference
              + ", at most "
              + LOGIT_TOLERANCE
              + " is allowed. Nothing was written.");
    }
    return bundle;
  }

  /**
   * The same bundle with the network in 8 bits beside it, whose ranges are found on pictures spread
   * evenly over those given.
   *
   * @param bundle made of this model
   * @param pictures some that the model was trained on
   * @return the bundle, and how the two networks' answers to those pictures differ
   * @throws io.github.smiledetector.error.SmileDetectorException if a picture cannot be read
   */
  public EightBit withEightBit(ModelBundle bundle, List<LabelledPicture> pictures) {
    int sidePx = model.sidePx();
    int channels = bundle.description().channels();
    int count = Math.min(RANGE_PICTURES, pictures.size());
    List<float[]> seen = new ArrayList<>();
    List<Picture> crops = new ArrayList<>();
    try (TrainingView view = new TrainingView(sidePx, Augmentation.NONE)) {
      for (int i = 0; i < count; i++) {
        LabelledPicture labelled = pictures.get((int) ((long) i * pictures.size() / count));
        Picture picture = PictureReader.read(labelled.file());
        float[] values = view.of(picture, labelled.share(), new SplittableRandom(0));
        seen.add(planar(values, picture.channels(), channels));
        crops.add(Picture.rounded(sidePx, sidePx, picture.channels(), values));
      }
    }
    ModelBundle both =
        bundle.withEightBit(QuantizedModel.encode(model.weights(), sidePx, channels, seen));
    try (SmileClassifier full = new SmileClassifier(both, Optional.empty(), Precision.FP32);
        SmileClassifier quantized = new SmileClassifier(both, Optional.empty(), Precision.INT8)) {
      return new EightBit(both, Agreement.between(full, quantized, crops));
    }
  }

  /**
   * A bundle with two networks.
   *
   * @param bundle both
   * @param agreement how their answers differ
   */
  public record EightBit(ModelBundle bundle, Agreement agreement) {}

  /** Channel by channel, with as many channels as the network takes. */
  private static float[] planar(float[] values, int stored, int channels) {
    int plane = values.length / stored;
    float[] planar = new float[plane * channels];
    for (int i = 0; i < plane; i++) {
      for (int channel = 0; channel < channels; channel++) {
        // Interpolation may overshoot by a rounding error.
        planar[channel * plane + i] = Math.min(255, values[i * stored + channel % stored]);
      }
    }
    return planar;
  }

  /**
   * Compares the trained network in TensorFlow with an exported one in ONNX Runtime.
   *
   * @param bundle the exported one
   * @param pictures face crops of any size, taken whole
   * @return the largest absolute difference of two logits
   */
  public double largestDifference(ModelBundle bundle, List<Picture> pictures) {
    int sidePx = model.sidePx();
    double largest = 0;
    try (InferenceNetwork network = new InferenceNetwork(sidePx, model.weights());
        SmileClassifier classifier = new SmileClassifier(bundle)) {
      for (Picture picture : pictures) {
        Box whole = new Box(0, 0, picture.widthPx(), picture.heightPx());
        float[] pixels = Resampling.resample(picture, whole, sidePx, sidePx);
        FloatBuffer rgb = FloatBuffer.allocate(3 * sidePx * sidePx);
        for (int i = 0; i < sidePx * sidePx; i++) {
          for (int c = 0; c < 3; c++) {
            rgb.put(picture.channels() == 3 ? pixels[3 * i + c] : pixels[i]);
          }
        }
        double trained = network.logits(rgb.flip(), 1)[0];
        double exported = classifier.logit(picture);
        largest = Math.max(largest, Math.abs(trained - exported));
      }
    }
    return largest;
  }

  /** Smooth random patterns: like photos, unlike noise, they reach the deeper layers. */
  private static List<Picture> madePictures(int sidePx, int channels) {
    Random random = new Random(1);
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < CHECK_PICTURES; i++) {
      byte[] pixels = new byte[sidePx * sidePx * channels];
      double across = random.nextDouble() * 20 / sidePx;
      double down = random.nextDouble() * 20 / sidePx;
      double phase = random.nextDouble() * 6;
      for (int k = 0; k < pixels.length; k++) {
        int x = k / channels % sidePx;
        int y = k / channels / sidePx;
        pixels[k] =
            (byte)
                (127.5
                    + 100 * Math.sin(across * x + down * y + phase + k % channels)
                    + 20 * random.nextDouble());
      }
      pictures.add(new Picture(sidePx, sidePx, channels, pixels));
    }
    return pictures;
  }
}
