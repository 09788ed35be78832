package io.github.smiledetector.train.network;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The face finder while it learns, in one TensorFlow graph with Adam: all of it, its batch norms on
 * what they see of a batch.
 *
 * <p>A batch is split into parts that run side by side, one a processor; each part's batch norms
 * see that part, and their moving statistics follow the mean over the parts. Two networks that take
 * the same steps with the same number of parts hold the same bits.
 *
 * <p>Owns native memory until closed. Not thread-safe: one call at a time.
 */
public final class FinderNetwork implements AutoCloseable {
  /** What the mean loss of boxes counts in the loss. */
  public static final double BOX_WEIGHT = 1;

  /** What the mean loss of landmarks counts in the loss. */
  public static final double LANDMARKS_WEIGHT = 4;

  /** How far a step moves batch norm's moving statistics. */
  private static final double STATISTICS_SHARE = 0.01;

  private final int sidePx;
  private final int parts;
  private final Graph graph = new Graph();
  private final Session session;
  private final Adam adam;
  private final Placeholder<TFloat32> pictures;
  private final Placeholder<TFloat32> asked;
  private final Placeholder<TInt32> holdingCells;
  private final Placeholder<TFloat32> holdingFaces;
  private final FinderLoss loss;

  /**
   * Builds the graph and starts a session.
   *
   * @param sidePx side of the square pictures, a multiple of 32
   * @param start what the training started from
   * @param learnt what has been learnt since
   * @param averaging share of the weights' running mean that a step keeps; 0 for none
   * @param parts how many parts of a batch run side by side, at least 1
   * @throws IllegalArgumentException if the side is not a multiple of 32
   */
  public FinderNetwork(
      int sidePx, Weights start, LearningState learnt, double averaging, int parts) {
    requireSide(sidePx);
    this.sidePx = sidePx;
    this.parts = parts;
    Ops tf = Ops.create(graph);
    pictures =
        tf.placeholder(
            TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, sidePx, sidePx, 3)));
    asked = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
    holdingCells = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, 1)));
    holdingFaces =
        tf.placeholder(
            TFloat32.class,
            Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, FinderTargets.FACE_VALUES)));
    adam = new Adam(tf, graph, start, learnt, averaging);
    loss = new FinderLoss(tf, cells(tf), asked, holdingCells, holdingFaces);
    adam.minimise(loss.total());
    session = new Session(graph, Sessions.configuration());
    adam.initialise(session);
  }

  /** Refuses what the levels' maps do not fit. */
  static void requireSide(int sidePx) {
    if (sidePx < 32 || sidePx % 32 != 0) {
      throw new IllegalArgumentException(
          "the face finder learns from pictures whose sides are multiples of 32 px, not " + sidePx);
    }
  }

  /**
   * Fresh weights: normal kernels as He et al. (2015) have them, batch norm that changes nothing, a
   * score of about 0.01 everywhere.
   *
   * @param seed equal seeds give equal weights
   */
  public static Weights initial(long seed) {
    return FinderLayout.initial(seed);
  }

  /** The cells of all pictures, part by part, [N, cells, 15]. */
  private Operand<TFloat32> cells(Ops tf) {
    Map<Parameter, Operand<TFloat32>> variables = new HashMap<>();
    Operand<TInt32> count = tf.gather(tf.shape(pictures), tf.constant(0), tf.constant(0));
    List<FinderGraph> graphs = new ArrayList<>();
    List<Operand<TFloat32>> cells = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      Ops scope = tf.withSubScope("part_" + part);
      FinderGraph written =
          new FinderGraph(
              scope, true, parameter -> variables.computeIfAbsent(parameter, adam::variable));
      graphs.add(written);
      cells.add(written.write(parts == 1 ? pictures : rows(scope, count, part)));
    }
    for (Parameter parameter : FinderLayout.PARAMETERS) {
      if (!parameter.learnable()) {
        List<Operand<TFloat32>> seen = graphs.stream().map(each -> each.seen(parameter)).toList();
        adam.statistic(
            parameter, tf.math.mul(tf.math.addN(seen), tf.constant(1f / parts)), STATISTICS_SHARE);
      }
    }
    return parts == 1 ? cells.get(0) : tf.concat(cells, tf.constant(0));
  }

  private Operand<TFloat32> rows(Ops tf, Operand<TInt32> count, int part) {
    Operand<TFloat32> rows =
        tf.stridedSlice(
            pictures,
            tf.stack(List.of(share(tf, count, part))),
            tf.stack(List.of(share(tf, count, part + 1))),
            tf.array(1));
    return tf.reshape(rows, tf.array(-1, sidePx, sidePx, 3));
  }

  /** Where a part begins: count * part / parts, rounded down. */
  private Operand<TInt32> share(Ops tf, Operand<TInt32> count, int part) {
    return tf.math.floorDiv(tf.math.mul(count, tf.constant(part)), tf.constant(parts));
  }

  /**
   * What a step saw before its update.
   *
   * @param loss score + {@value #BOX_WEIGHT} box + {@value #LANDMARKS_WEIGHT} landmarks
   * @param score sum of the quality focal losses of all cells that are asked, by cell that holds a
   *     face
   * @param box mean of 1 - GIoU over the cells that hold a face
   * @param landmarks mean over the cells that hold a face with landmarks
   */
  public record Step(double loss, double score, double box, double landmarks) {}

  /**
   * One step: losses and gradients of a batch, then Adam's update of every learning parameter and
   * of batch norm's moving statistics.
   *
   * @param batch N pictures [N, side, side, 3], red, green, blue, 0..255, read from the buffer's
   *     position on; direct buffers are read faster
   * @param targets of the N pictures
   * @param rate learning rate
   * @return losses as they were before the update
   * @throws IllegalArgumentException if the targets are for no picture or another side
   */
  public Step train(FloatBuffer batch, FinderTargets targets, double rate) {
    int count = targets.count();
    if (count < 1 || targets.sidePx() != sidePx) {
      throw new IllegalArgumentException(
          "a batch has pictures of " + sidePx + " px, not " + count + " of " + targets.sidePx());
    }
    if (count < parts) {
      // TensorFlow refuses empty parts. The same pictures several times have the same losses.
      int copies = (parts + count - 1) / count;
      int size = count * sidePx * sidePx * 3;
      return step(Tensors.repeated(batch, size, copies), targets.repeated(copies), rate);
    }
    return step(batch, targets, rate);
  }

  private Step step(FloatBuffer batch, FinderTargets targets, double rate) {
    int[] cells = targets.holdingCells();
    try (TFloat32 values = Tensors.of(batch, targets.count(), sidePx, sidePx, 3);
        TFloat32 askedValues = TFloat32.vectorOf(targets.asked());
        TInt32 cellValues =
            TInt32.tensorOf(Shape.of(cells.length, 1), DataBuffers.of(cells, true, false));
        TFloat32 faceValues =
            TFloat32.tensorOf(
                Shape.of(cells.length, FinderTargets.FACE_VALUES),
                DataBuffers.of(targets.holdingFaces(), true, false))) {
      Session.Runner runner =
          session
              .runner()
              .feed(pictures, values)
              .feed(asked, askedValues)
              .feed(holdingCells, cellValues)
              .feed(holdingFaces, faceValues)
              .fetch(loss.total())
              .fetch(loss.score())
              .fetch(loss.box())
              .fetch(loss.landmarks());
      return adam.step(
          runner,
          rate,
          Session.Runner::run,
          result ->
              new Step(number(result, 0), number(result, 1), number(result, 2), number(result, 3)));
    }
  }

  private static double number(Result result, int index) {
    return ((TFloat32) result.get(index)).getFloat();
  }

  /** How many optimizer steps were taken. */
  public long steps() {
    return adam.steps();
  }

  /**
   * What all parameters have come to, their running means where those are kept, copied out of the
   * session.
   */
  public Weights weights() {
    return adam.weights();
  }

  /** What the steps so far have changed, copied out of the session. */
  public LearningState state() {
    return adam.state();
  }

  /** Frees the session and the graph. */
  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
