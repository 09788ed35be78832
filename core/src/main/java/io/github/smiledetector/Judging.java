package io.github.smiledetector;

import io.github.smiledetector.classifier.SmileClassifier;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.face.Face;
import io.github.smiledetector.geometry.Crop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Gathers the faces of many pictures and has them judged together. For one thread at a time.
 *
 * <p>Crops are cut out when a picture is added, so only what its owner keeps of it stays in memory.
 */
final class Judging {
  /**
   * Of a crop's area. Of LFW's photos cut so that 80 % is left, the area under the ROC curve is
   * 0.969, uncut 0.980; with 70 % left it is 0.925, and ever less below ({@code CropFiguresTest}).
   */
  private static final double LEAST_VISIBLE = 0.75;

  private final SmileClassifier classifier;
  private final String finder;
  private final SmileClassifier.Batch batch;
  private final List<Member> members = new ArrayList<>();
  private final List<PendingPicture> pending = new ArrayList<>();

  Judging(SmileClassifier classifier, String finder, int batchSize) {
    this.classifier = classifier;
    this.finder = finder;
    this.batch = classifier.batch(batchSize);
  }

  /**
   * Adds a picture's faces, and judges what is gathered whenever the batch is full.
   *
   * @param smallestPx faces below this are not judged, in the pixels at hand
   * @throws PictureException if a face of this picture cannot be cut out; it is not added then
   */
  void add(PendingPicture picture, double smallestPx) {
    pending.add(picture);
    for (int i = 0; i < picture.faces().size(); i++) {
      try {
        cut(picture, i, smallestPx);
      } catch (RuntimeException | OutOfMemoryError e) {
        pending.remove(picture);
        throw Faults.of(picture.source(), e);
      }
      if (batch.size() == batch.capacity()) {
        judge();
      }
    }
  }

  private void cut(PendingPicture picture, int number, double smallestPx) {
    Face face = picture.faces().get(number);
    if (Math.max(face.box().width(), face.box().height()) < smallestPx) {
      picture.leaveUnjudged(number, Unjudged.TOO_SMALL);
      return;
    }
    Crop crop = classifier.crop(face, finder);
    if (PendingPicture.visibleShare(crop, picture.picture()) < LEAST_VISIBLE) {
      picture.leaveUnjudged(number, Unjudged.CUT_OFF);
      return;
    }
    batch.add(picture.picture().pixels(), crop);
    members.add(new Member(picture, number));
  }

  /** How many pixels the pictures have that wait for their faces' probabilities. */
  long pendingPixels() {
    long pixels = 0;
    for (PendingPicture picture : pending) {
      pixels += (long) picture.picture().pixels().widthPx() * picture.picture().pixels().heightPx();
    }
    return pixels;
  }

  /** Forgets everything, after a failure. */
  void clear() {
    batch.clear();
    members.clear();
    pending.clear();
  }

  /** Judges what is gathered, however little. */
  void judge() {
    double[] probabilities = batch.probabilities();
    for (int i = 0; i < probabilities.length; i++) {
      members.get(i).picture().judge(members.get(i).face(), probabilities[i]);
    }
    batch.clear();
    members.clear();
  }

  /**
   * Gives away the pictures that are complete.
   *
   * @param done takes them, in no particular order
   */
  void handOver(Consumer<PendingPicture> done) {
    List<PendingPicture> complete = pending.stream().filter(PendingPicture::isComplete).toList();
    pending.removeAll(complete);
    complete.forEach(done);
  }

  private record Member(PendingPicture picture, int face) {}
}
