package io.github.smiledetector.classifier;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.face.Face;
import io.github.smiledetector.face.HaarFaceFinder;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Crop;
import io.github.smiledetector.geometry.CropGeometry;
import io.github.smiledetector.geometry.LandmarkCrop;
import io.github.smiledetector.inference.Network;
import io.github.smiledetector.inference.TensorShape;
import io.github.smiledetector.model.Meaning;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.model.ModelDescription;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.Resampling;
import java.nio.FloatBuffer;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Says how probable it is that faces are smiling, given where they are.
 *
 * <pre>{@code
 * try (SmileClassifier classifier = new SmileClassifier(ModelBundle.embedded())) {
 *   Crop crop = classifier.crop(face, finder.name());
 *   double[] probabilities = classifier.probabilities(picture, List.of(crop));
 * }
 * }</pre>
 *
 * <p>Thread-safe: threads that call at the same time run at the same time, each on one core. Holds
 * native memory: whoever makes one closes it.
 */
public final class SmileClassifier implements AutoCloseable {
  /** Most crops that go through the network at once; more go in several batches. */
  private static final int MAX_BATCH = 32;

  /** Under this name a model keeps the geometry for every finder that gives landmarks. */
  public static final String LANDMARKS = "landmarks";

  private final ModelDescription description;
  private final String meaningName;
  private final Meaning meaning;
  private final Precision precision;
  private final Network network;
  private final int valuesEach;

  /** Batches that no call uses right now: never more than there were calls at the same time. */
  private final Deque<Batch> idle = new ConcurrentLinkedDeque<>();

  /**
   * Loads a bundle's network as {@link Precision#AUTO} chooses it, read in the default meaning.
   *
   * @param bundle what to answer with
   * @throws ModelException if the network cannot be loaded or does not fit its description
   */
  public SmileClassifier(ModelBundle bundle) {
    this(bundle, Optional.empty(), Precision.AUTO);
  }

  /**
   * Loads one of a bundle's networks.
   *
   * @param bundle what to answer with
   * @param meaning how to read it, by name; empty for the bundle's default
   * @param precision which network
   * @throws OptionException if the bundle has no such meaning
   * @throws ModelException if it has no such network, or that cannot be loaded or does not fit its
   *     description
   */
  public SmileClassifier(ModelBundle bundle, Optional<String> meaning, Precision precision) {
    this.description = bundle.description();
    this.meaningName = meaning.orElse(description.defaultMeaning());
    this.meaning = description.meaning(meaningName);
    this.precision = precision.in(bundle);
    int side = description.sidePx();
    TensorShape input = TensorShape.batchOf(ModelBundle.INPUT, description.channels(), side, side);
    this.valuesEach = input.valuesEach();
    byte[] onnx =
        this.precision == Precision.INT8 ? bundle.eightBit().orElseThrow() : bundle.onnx();
    try {
      this.network = new Network(onnx, input, TensorShape.batchOf(ModelBundle.OUTPUT), 1);
    } catch (ModelException e) {
      throw new ModelException(
          "model "
              + description.name()
              + (this.precision == Precision.INT8 ? ", 8-bit" : "")
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** What the model says about itself. */
  public ModelDescription description() {
    return description;
  }

  /** Name of the meaning that probabilities have. */
  public String meaning() {
    return meaningName;
  }

  /** Smile probability from which on a face is smiling, 0 to 1, as the meaning says. */
  public double threshold() {
    return meaning.threshold();
  }

  /** Which network answers: {@link Precision#FP32} or {@link Precision#INT8}. */
  public Precision precision() {
    return precision;
  }

  /**
   * The network's own answers.
   *
   * @param picture any size, grey or colour; a model of grey pictures sees its luma, a model of
   *     colour pictures sees grey as equal red, green and blue
   * @param crops squares to look at, in the picture's pixels, as the model wants them cut; may
   *     reach beyond the picture, whose border then goes on; may be empty
   * @return a logit a crop, in their order: any finite number, above 0 for what the network takes
   *     for a smile
   * @throws ModelException if the network fails or answers with something that is not a number
   * @throws IllegalStateException if this is closed
   */
  public double[] logits(Picture picture, List<Crop> crops) {
    double[] logits = new double[crops.size()];
    if (logits.length == 0) {
      return logits;
    }
    Batch batch = borrow(Math.min(MAX_BATCH, logits.length));
    try {
      for (int first = 0; first < logits.length; first += MAX_BATCH) {
        batch.clear();
        List<Crop> part = crops.subList(first, Math.min(logits.length, first + MAX_BATCH));
        for (Crop crop : part) {
          batch.add(picture, crop);
        }
        System.arraycopy(batch.logits(), 0, logits, first, part.size());
      }
    } finally {
      idle.push(batch);
    }
    return logits;
  }

  /**
   * Calibrated answers.
   *
   * @param picture as for {@link #logits}
   * @param crops as for {@link #logits}
   * @return a smile probability a crop, 0 to 1, in their order
   * @throws ModelException if the network fails or answers with something that is not a number
   * @throws IllegalStateException if this is closed
   */
  public double[] probabilities(Picture picture, List<Crop> crops) {
    return calibrated(logits(picture, crops));
  }

  private Batch borrow(int members) {
    Batch batch = idle.poll();
    if (batch == null || batch.capacity() < members) {
      // Few pictures have more than some faces: a whole batch's memory only where one is needed.
      batch = batch(Math.min(MAX_BATCH, Integer.highestOneBit(2 * members - 1)));
    }
    return batch;
  }

  private double[] calibrated(double[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = meaning.calibration().probability(values[i]);
    }
    return values;
  }

  /**
   * The network's answer to a picture that is a face crop already.
   *
   * @param face as for {@link #logits}, brought to the network's square whole
   * @return its logit
   * @throws ModelException if the network fails or answers with something that is not a number
   * @throws IllegalStateException if this is closed
   */
  public double logit(Picture face) {
    Batch batch = borrow(1);
    try {
      batch.clear();
      batch.add(face);
      return batch.logits()[0];
    } finally {
      idle.push(batch);
    }
  }

  /**
   * Room for crops that go through the network together, of one picture or of many.
   *
   * @param capacity most crops it holds, at least 1
   */
  public Batch batch(int capacity) {
    if (capacity < 1) {
      throw new OptionException("a batch holds at least 1 face, not " + capacity);
    }
    return new Batch(capacity);
  }

  /**
   * The square that the model wants to see for a face.
   *
   * @param face as the finder gives it
   * @param finder the finder's name
   * @return a square, turned as the face is where the finder gives landmarks; may reach beyond the
   *     picture
   * @throws ModelException if the model knows neither the finder nor, where the face has them, what
   *     to do with landmarks
   */
  public Crop crop(Face face, String finder) {
    CropGeometry geometry = description.crops().get(finder);
    if (geometry == null && face.landmarks().isPresent()) {
      geometry = description.crops().get(LANDMARKS);
    }
    if (geometry == null || (geometry instanceof LandmarkCrop && face.landmarks().isEmpty())) {
      throw unknown(finder);
    }
    return geometry.cropOf(face.box(), face.landmarks());
  }

  /**
   * Refuses a finder that the model cannot work with, before the first face.
   *
   * @param finder its name
   * @param landmarks whether it gives every face its landmarks
   * @throws ModelException if the model has no geometry that the finder's faces can be cut by
   */
  public void requireKnown(String finder, boolean landmarks) {
    CropGeometry geometry = description.crops().get(finder);
    if (geometry == null && landmarks) {
      geometry = description.crops().get(LANDMARKS);
    }
    if (geometry == null || (geometry instanceof LandmarkCrop && !landmarks)) {
      throw unknown(finder);
    }
  }

  private ModelException unknown(String finder) {
    return new ModelException(
        "model "
            + description.name()
            + " does not know how the face finder \""
            + finder
            + "\" draws its boxes. It knows "
            + (description.crops().isEmpty()
                ? "none"
                : String.join(", ", description.crops().keySet()))
            + "; use such a finder"
            + (description.crops().containsKey(HaarFaceFinder.NAME)
                ? " (`--finder haar`, in Java withFinder(HaarFaceFinder::new))"
                : "")
            + ", or add a crop geometry to the model.");
  }

  /** Frees the network once no call needs it any more; a second call does nothing. */
  @Override
  public void close() {
    network.close();
    idle.clear();
  }

  /**
   * Crops on their way through the network together. What is added is cut out at once, so pictures
   * need not be kept. For one thread at a time; used again after {@link #clear}.
   */
  public final class Batch {
    private final FloatBuffer pictures;
    private final FloatBuffer logits;
    private final Resampling.Workspace workspace = new Resampling.Workspace();
    private final int capacity;
    private int size;

    private Batch(int capacity) {
      this.capacity = capacity;
      this.pictures = Network.buffer(capacity * valuesEach);
      this.logits = Network.buffer(capacity);
    }

    /** Most crops this holds. */
    public int capacity() {
      return capacity;
    }

    /** Crops added since the last {@link #clear}. */
    public int size() {
      return size;
    }

    /**
     * Cuts a crop out and adds it.
     *
     * @param picture as for {@link SmileClassifier#logits}; not kept
     * @param crop in the picture's pixels
     * @throws IllegalStateException if this is full
     */
    public void add(Picture picture, Crop crop) {
      requireRoom();
      put(picture, Resampling.resample(picture, crop, description.sidePx(), workspace));
    }

    /**
     * Adds a picture that is a face crop already, brought to the network's square whole.
     *
     * @param face as for {@link SmileClassifier#logits}; not kept
     * @throws IllegalStateException if this is full
     */
    public void add(Picture face) {
      requireRoom();
      int side = description.sidePx();
      Box whole = new Box(0, 0, face.widthPx(), face.heightPx());
      put(face, Resampling.resample(face, whole, side, side, workspace));
    }

    private void requireRoom() {
      if (size == capacity) {
        throw new IllegalStateException("a batch of " + capacity + " is full");
      }
    }

    /** As the network takes it: channel by channel, 0..255. */
    private void put(Picture picture, float[] pixels) {
      int channels = picture.channels();
      int to = size++ * valuesEach;
      if (channels == 1 && description.channels() == 1) {
        pictures.put(to, pixels, 0, valuesEach);
        return;
      }
      int plane = description.sidePx() * description.sidePx();
      for (int i = 0; i < plane; i++) {
        if (description.channels() == 1) {
          // Of the crop, not of the picture: the same up to rounding, and far fewer pixels.
          pictures.put(
              to + i,
              0.299f * pixels[3 * i] + 0.587f * pixels[3 * i + 1] + 0.114f * pixels[3 * i + 2]);
        } else {
          for (int channel = 0; channel < 3; channel++) {
            pictures.put(to + channel * plane + i, pixels[channels == 1 ? i : 3 * i + channel]);
          }
        }
      }
    }

    /**
     * Runs the network on what was added.
     *
     * @return a logit a crop, in the order they were added
     * @throws ModelException if the network fails or answers with something that is not a number
     * @throws IllegalStateException if the classifier is closed
     */
    public double[] logits() {
      double[] answers = new double[size];
      if (answers.length > 0) {
        network.run(answers.length, pictures, logits);
      }
      for (int i = 0; i < answers.length; i++) {
        answers[i] = finite(logits.get(i), i);
      }
      return answers;
    }

    /**
     * As {@link #logits}, calibrated.
     *
     * @return a smile probability a crop, 0 to 1, in the order they were added
     */
    public double[] probabilities() {
      return calibrated(logits());
    }

    /** Forgets what was added. */
    public void clear() {
      size = 0;
    }

    private double finite(float logit, int member) {
      if (!Float.isFinite(logit)) {
        throw new ModelException(
            "model "
                + description.name()
                + " answers "
                + logit
                + " for face "
                + (member + 1)
                + " of a batch; expected a finite number. The model is damaged or was trained badly.");
      }
      return logit;
    }
  }
}
