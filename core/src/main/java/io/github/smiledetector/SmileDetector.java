package io.github.smiledetector;

import io.github.smiledetector.classifier.SmileClassifier;
import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.face.Face;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.face.HaarFaceFinder;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.model.ModelDescription;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the faces in pictures and says, for each, how probable it is that it is smiling: the class
 * to start with.
 *
 * <pre>{@code
 * try (SmileDetector detector = SmileDetector.open()) {
 *   for (FaceSmile face : detector.detect(Path.of("party.jpg")).faces()) {
 *     System.out.println(face.box() + " " + face.probability());
 *   }
 * }
 * }</pre>
 *
 * <p>Opening loads the model and the face finder: open one detector and use it for all pictures. It
 * holds native memory: whoever opens one closes it. Thread-safe; threads that detect at the same
 * time wait for one another while faces are sought, not while they are judged.
 */
public final class SmileDetector implements AutoCloseable {
  private final FaceFinder finder;
  private final SmileClassifier classifier;
  private final double threshold;

  /** Takes the finder over: closes it, even when this fails. */
  SmileDetector(FaceFinder finder, ModelBundle bundle, DetectorOptions options) {
    this.finder = finder;
    SmileClassifier loaded = null;
    try {
      loaded = new SmileClassifier(bundle, options.threads());
      // Now, not at the first face.
      loaded.crops(List.of(), finder.name());
    } catch (RuntimeException e) {
      if (loaded != null) {
        loaded.close();
      }
      finder.close();
      throw e;
    }
    this.classifier = loaded;
    this.threshold = options.threshold().orElse(bundle.description().threshold());
  }

  /**
   * Opens a detector with the model that comes with the program.
   *
   * @throws ModelException if this build has no model, or it cannot be loaded
   */
  public static SmileDetector open() {
    return open(DetectorOptions.DEFAULT);
  }

  /**
   * Opens a detector.
   *
   * @param options how it works
   * @throws ModelException if the model is missing, damaged, not understood, or does not know the
   *     face finder
   */
  public static SmileDetector open(DetectorOptions options) {
    ModelBundle bundle = options.model().map(ModelBundle::read).orElseGet(ModelBundle::embedded);
    return new SmileDetector(new HaarFaceFinder(), bundle, options);
  }

  /**
   * Detects in a picture file.
   *
   * @param file in any format that {@link PictureReader} reads
   * @return its faces, best first
   * @throws PictureException if there is no such file or it cannot be read as a picture
   * @throws ModelException if the network fails on it
   * @throws IllegalStateException if this is closed
   */
  public PictureSmiles detect(Path file) {
    return detect(PictureReader.read(file));
  }

  /**
   * Detects in an encoded picture.
   *
   * @param encoded a file's bytes, in any format that {@link PictureReader} reads
   * @param name what to call it in errors
   * @return its faces, best first
   * @throws PictureException if it cannot be read as a picture
   * @throws ModelException if the network fails on it
   * @throws IllegalStateException if this is closed
   */
  public PictureSmiles detect(byte[] encoded, String name) {
    return detect(PictureReader.read(encoded, name));
  }

  /**
   * Detects in upright pixels.
   *
   * @param picture any size, grey or colour; not kept
   * @return its faces, best first
   * @throws ModelException if the network fails on it
   * @throws IllegalStateException if this is closed
   */
  public PictureSmiles detect(Picture picture) {
    List<Face> faces = finder.find(picture);
    List<Box> boxes = faces.stream().map(Face::box).toList();
    double[] probabilities = classifier.faceProbabilities(picture, boxes, finder.name());
    List<FaceSmile> smiles = new ArrayList<>(faces.size());
    for (int i = 0; i < probabilities.length; i++) {
      smiles.add(
          new FaceSmile(
              boxes.get(i), faces.get(i).score(), probabilities[i], probabilities[i] >= threshold));
    }
    return new PictureSmiles(picture.widthPx(), picture.heightPx(), smiles);
  }

  /** What the model says about itself. */
  public ModelDescription model() {
    return classifier.description();
  }

  /** The smile probability from which on a face counts as smiling: the option's or the model's. */
  public double threshold() {
    return threshold;
  }

  /** Frees model and face finder once no call needs them any more; a second call does nothing. */
  @Override
  public void close() {
    try {
      finder.close();
    } finally {
      classifier.close();
    }
  }
}
