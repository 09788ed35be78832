package io.github.smiledetector.face;

import io.github.smiledetector.inference.TensorShape;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * What a single-shot network takes and what its answers mean. It takes one picture, [1, 3, height,
 * width], its sides multiples of 32, as planes of 0..255.
 */
interface CellFormat {
  /** What the network takes. */
  TensorShape input();

  /** What the network gives: by kind, and within a kind by the cells' size. */
  List<TensorShape> outputs();

  /** Whether the planes come as blue, green and red; else as red, green and blue. */
  boolean blueFirst();

  /**
   * Lengths of an output.
   *
   * @param kind counted from 0
   * @param grid its cells
   */
  long[] lengths(int kind, CellGrid grid);

  /**
   * Reads the answers for the cells of one size.
   *
   * @param kinds the outputs for these cells, by kind
   * @param grid the cells
   * @param threshold lowest score of a face
   * @param faces takes what is found, in the picture's pixels
   */
  void decode(List<FloatBuffer> kinds, CellGrid grid, double threshold, List<Face> faces);
}
