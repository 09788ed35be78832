package io.github.smiledetector.classifier;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.CropGeometry;
import io.github.smiledetector.inference.Network;
import io.github.smiledetector.inference.TensorShape;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.model.ModelDescription;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.Resampling;
import java.nio.FloatBuffer;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Says how probable it is that faces are smiling, given where they are.
 *
 * <pre>{@code
 * try (SmileClassifier classifier = new SmileClassifier(ModelBundle.embedded(), 0)) {
 *   double[] probabilities = classifier.faceProbabilities(picture, faceBoxes, finder.name());
 * }
 * }</pre>
 *
 * <p>Thread-safe: threads that call at the same time run at the same time. Holds native memory:
 * whoever makes one closes it.
 */
public final class SmileClassifier implements AutoCloseable {
  /** Most crops that go through the network at once; more go in several batches. */
  private static final int MAX_BATCH = 32;

  private final ModelDescription description;
  private final Network network;
  private final int valuesEach;

  /** Buffers that no call uses right now: never more than there were calls at the same time. */
  private final Deque<Batch> idle = new ConcurrentLinkedDeque<>();

  /**
   * Loads a bundle's network.
   *
   * @param bundle what to answer with
   * @param threads that one call may use, at least 1, or 0 for one a core
   * @throws ModelException if the network cannot be loaded or does not fit its description
   * @throws OptionException if the threads are negative
   */
  public SmileClassifier(ModelBundle bundle, int threads) {
    this.description = bundle.description();
    int side = description.sidePx();
    TensorShape input = TensorShape.batchOf(ModelBundle.INPUT, description.channels(), side, side);
    this.valuesEach = input.valuesEach();
    try {
      this.network =
          new Network(bundle.onnx(), input, TensorShape.batchOf(ModelBundle.OUTPUT), threads);
    } catch (ModelException e) {
      throw new ModelException("model " + description.name() + ": " + e.getMessage(), e);
    }
  }

  /** What the model says about itself. */
  public ModelDescription description() {
    return description;
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
  public double[] logits(Picture picture, List<Box> crops) {
    double[] logits = new double[crops.size()];
    if (logits.length == 0) {
      return logits;
    }
    Batch batch = borrow(Math.min(MAX_BATCH, logits.length));
    try {
      for (int first = 0; first < logits.length; first += MAX_BATCH) {
        int members = Math.min(MAX_BATCH, logits.length - first);
        for (int i = 0; i < members; i++) {
          batch.pictures.put(i * valuesEach, planes(picture, crops.get(first + i)));
        }
        network.run(members, batch.pictures, batch.logits);
        for (int i = 0; i < members; i++) {
          logits[first + i] = finite(batch.logits.get(i), crops.get(first + i));
        }
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
  public double[] probabilities(Picture picture, List<Box> crops) {
    double[] values = logits(picture, crops);
    for (int i = 0; i < values.length; i++) {
      values[i] = description.calibration().probability(values[i]);
    }
    return values;
  }

  /**
   * Calibrated answers for faces as a face finder gives them.
   *
   * @param picture as for {@link #logits}
   * @param faces the finder's boxes, in the picture's pixels
   * @param finder the finder's name
   * @return a smile probability a face, 0 to 1, in their order
   * @throws ModelException if the model does not know the finder, or as for {@link #logits}
   * @throws IllegalStateException if this is closed
   */
  public double[] faceProbabilities(Picture picture, List<Box> faces, String finder) {
    return probabilities(picture, crops(faces, finder));
  }

  /**
   * The squares that the model wants to see for these faces.
   *
   * @param faces the finder's boxes
   * @param finder the finder's name
   * @return a square a face, in their order; may reach beyond the picture
   * @throws ModelException if the model does not know the finder
   */
  public List<Box> crops(List<Box> faces, String finder) {
    CropGeometry geometry = description.crops().get(finder);
    if (geometry == null) {
      throw new ModelException(
          "model "
              + description.name()
              + " does not know how the face finder \""
              + finder
              + "\" draws its boxes. It knows "
              + (description.crops().isEmpty()
                  ? "none"
                  : String.join(", ", description.crops().keySet()))
              + "; use such a finder, or add a crop geometry to the model.");
    }
    return faces.stream().map(geometry::cropOf).toList();
  }

  /** A crop as the network takes it: channel by channel, 0..255. */
  private float[] planes(Picture picture, Box crop) {
    int side = description.sidePx();
    float[] pixels = Resampling.resample(picture, crop, side, side);
    int plane = side * side;
    if (picture.channels() == description.channels() && picture.channels() == 1) {
      return pixels;
    }
    float[] planes = new float[valuesEach];
    for (int i = 0; i < plane; i++) {
      if (description.channels() == 1) {
        // Of the crop, not of the picture: the same up to rounding, and far fewer pixels.
        planes[i] =
            0.299f * pixels[3 * i] + 0.587f * pixels[3 * i + 1] + 0.114f * pixels[3 * i + 2];
      } else if (picture.channels() == 1) {
        planes[i] = pixels[i];
        planes[plane + i] = pixels[i];
        planes[2 * plane + i] = pixels[i];
      } else {
        planes[i] = pixels[3 * i];
        planes[plane + i] = pixels[3 * i + 1];
        planes[2 * plane + i] = pixels[3 * i + 2];
      }
    }
    return planes;
  }

  private double finite(float logit, Box crop) {
    if (!Float.isFinite(logit)) {
      throw new ModelException(
          "model "
              + description.name()
              + " answers "
              + logit
              + " for "
              + crop
              + "; expected a finite number. The model is damaged or was trained badly.");
    }
    return logit;
  }

  private Batch borrow(int members) {
    Batch batch = idle.poll();
    if (batch == null || batch.logits.capacity() < members) {
      // Few pictures have more than some faces: a whole batch's memory only where one is needed.
      int capacity = Math.min(MAX_BATCH, Integer.highestOneBit(2 * members - 1));
      batch = new Batch(Network.buffer(capacity * valuesEach), Network.buffer(capacity));
    }
    return batch;
  }

  /** Frees the network once no call needs it any more; a second call does nothing. */
  @Override
  public void close() {
    network.close();
    idle.clear();
  }

  private record Batch(FloatBuffer pictures, FloatBuffer logits) {}
}
