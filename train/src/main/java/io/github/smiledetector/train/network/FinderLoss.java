package io.github.smiledetector.train.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Constant;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * How far the cells of the face finder are from their {@link FinderTargets}, as TensorFlow
 * operations. Finite whatever the cells say, and where no cell holds a face.
 */
final class FinderLoss {
  /** Where the loss of a landmark turns from square to linear, in sizes of the face. */
  private static final float LANDMARK_TURN = 0.02f;

  /** Logarithms of sides are taken from -this to this: no face has fewer or more strides. */
  private static final float LARGEST_LOGARITHM = 6;

  private static final int LANDMARK_VALUES = 10;

  private final Ops tf;
  private final Operand<TFloat32> score;
  private final Operand<TFloat32> box;
  private final Operand<TFloat32> landmarks;

  /**
   * @param cells [N, cells, 15]
   * @param asked [N * cells]
   * @param holdingCells [P, 1]
   * @param holdingFaces [P, 15]
   */
  FinderLoss(
      Ops tf,
      Operand<TFloat32> cells,
      Operand<TFloat32> asked,
      Operand<TInt32> holdingCells,
      Operand<TFloat32> holdingFaces) {
    this.tf = tf;
    Operand<TFloat32> said = tf.reshape(cells, tf.array(-1, FinderLayout.CELL_VALUES));
    Operand<TFloat32> holding = tf.gatherNd(said, holdingCells);
    Overlap overlap = overlap(holding, holdingFaces);
    // Not of what the cells say: no gradient passes OnesLike.
    Operand<TFloat32> ones = tf.onesLike(column(holdingFaces, 0));
    Operand<TFloat32> quality =
        tf.scatterNd(holdingCells, tf.stopGradient(overlap.iou()), tf.shape(asked));
    score = perFace(tf.math.mul(qualityFocal(column(said, 0), quality), asked), ones);
    box = perFace(tf.math.sub(ones, overlap.giou()), ones);
    Operand<TFloat32> known = column(holdingFaces, FinderTargets.FACE_VALUES - 1);
    landmarks = perFace(tf.math.mul(landmarkErrors(holding, holdingFaces), known), known);
  }

  Operand<TFloat32> total() {
    return tf.math.add(
        score,
        tf.math.add(
            tf.math.mul(box, tf.constant((float) FinderNetwork.BOX_WEIGHT)),
            tf.math.mul(landmarks, tf.constant((float) FinderNetwork.LANDMARKS_WEIGHT))));
  }

  Operand<TFloat32> score() {
    return score;
  }

  Operand<TFloat32> box() {
    return box;
  }

  Operand<TFloat32> landmarks() {
    return landmarks;
  }

  /** The sum of what cells lose, by the number of those that count, if there are any. */
  private Operand<TFloat32> perFace(Operand<TFloat32> losses, Operand<TFloat32> counting) {
    Constant<TInt32> only = tf.constant(0);
    return tf.math.div(
        tf.reduceSum(losses, only), tf.math.maximum(tf.reduceSum(counting, only), tf.constant(1f)));
  }

  /**
   * Quality focal loss (Li et al., 2020) with beta 2: cross-entropy of logits x and qualities y,
   * times the square of how far they are apart.
   */
  private Operand<TFloat32> qualityFocal(Operand<TFloat32> x, Operand<TFloat32> y) {
    Operand<TFloat32> crossEntropy = tf.math.sub(tf.math.softplus(x), tf.math.mul(x, y));
    return tf.math.mul(tf.math.square(tf.math.sub(tf.math.sigmoid(x), y)), crossEntropy);
  }

  private record Overlap(Operand<TFloat32> iou, Operand<TFloat32> giou) {}

  /**
   * How the boxes that cells say coincide with those they hold (GIoU: Rezatofighi et al., 2019).
   */
  private Overlap overlap(Operand<TFloat32> said, Operand<TFloat32> faces) {
    Span saidX = span(column(said, 1), side(column(said, 3)));
    Span saidY = span(column(said, 2), side(column(said, 4)));
    Span trueX = span(column(faces, 0), column(faces, 2));
    Span trueY = span(column(faces, 1), column(faces, 3));
    Operand<TFloat32> shared = tf.math.mul(shared(saidX, trueX), shared(saidY, trueY));
    Operand<TFloat32> union =
        tf.math.sub(
            tf.math.add(
                tf.math.mul(saidX.length(), saidY.length()),
                tf.math.mul(trueX.length(), trueY.length())),
            shared);
    Operand<TFloat32> hull = tf.math.mul(hull(saidX, trueX), hull(saidY, trueY));
    Operand<TFloat32> iou = tf.math.div(shared, union);
    return new Overlap(iou, tf.math.sub(iou, tf.math.div(tf.math.sub(hull, union), hull)));
  }

  private record Span(Operand<TFloat32> from, Operand<TFloat32> to, Operand<TFloat32> length) {}

  private Span span(Operand<TFloat32> centre, Operand<TFloat32> length) {
    Operand<TFloat32> half = tf.math.mul(length, tf.constant(0.5f));
    return new Span(tf.math.sub(centre, half), tf.math.add(centre, half), length);
  }

  private Operand<TFloat32> shared(Span a, Span b) {
    return tf.math.maximum(
        tf.math.sub(tf.math.minimum(a.to(), b.to()), tf.math.maximum(a.from(), b.from())),
        tf.constant(0f));
  }

  private Operand<TFloat32> hull(Span a, Span b) {
    return tf.math.sub(tf.math.maximum(a.to(), b.to()), tf.math.minimum(a.from(), b.from()));
  }

  private Operand<TFloat32> side(Operand<TFloat32> logarithm) {
    return tf.math.exp(
        tf.math.maximum(
            tf.math.minimum(logarithm, tf.constant(LARGEST_LOGARITHM)),
            tf.constant(-LARGEST_LOGARITHM)));
  }

  /** Mean smooth L1 loss of each face's landmarks, in sizes of the face. */
  private Operand<TFloat32> landmarkErrors(Operand<TFloat32> said, Operand<TFloat32> faces) {
    Operand<TFloat32> size =
        tf.math.sqrt(
            tf.math.mul(
                tf.slice(faces, tf.array(0, 2), tf.array(-1, 1)),
                tf.slice(faces, tf.array(0, 3), tf.array(-1, 1))));
    Operand<TFloat32> error =
        tf.math.div(tf.math.abs(tf.math.sub(landmarks(said, 5), landmarks(faces, 4))), size);
    Operand<TFloat32> square = tf.math.minimum(error, tf.constant(LANDMARK_TURN));
    // e² / 2 t up to t, e - t / 2 beyond.
    Operand<TFloat32> smooth =
        tf.math.mul(square, tf.math.sub(error, tf.math.mul(square, tf.constant(0.5f))));
    return tf.math.mul(
        tf.reduceSum(smooth, tf.constant(1)), tf.constant(1 / (LANDMARK_TURN * LANDMARK_VALUES)));
  }

  private Operand<TFloat32> landmarks(Operand<TFloat32> rows, int first) {
    return tf.slice(rows, tf.array(0, first), tf.array(-1, LANDMARK_VALUES));
  }

  private Operand<TFloat32> column(Operand<TFloat32> rows, int index) {
    return tf.reshape(tf.slice(rows, tf.array(0, index), tf.array(-1, 1)), tf.array(-1));
  }
}
