package io.github.smiledetector.face;

import io.github.smiledetector.inference.Network;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.Resampling;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One look of a network at a part of a picture, and the buffers that it needs, used again from look
 * to look. For one thread at a time.
 */
final class SingleShotPass {
  private final CellFormat format;
  private final int outputs;
  private FloatBuffer input = Network.buffer(1);
  private FloatBuffer output = Network.buffer(1);
  private float[] rows = {};
  private final Resampling.Workspace workspace = new Resampling.Workspace();

  SingleShotPass(CellFormat format) {
    this.format = format;
    this.outputs = format.outputs().size();
  }

  /**
   * Looks for faces in a part of a picture.
   *
   * @param network of the pass's format
   * @param picture where to look
   * @param view which part, and how large the network sees it
   * @param threshold lowest score of a face
   * @param faces takes what is found, in the picture's pixels
   */
  void look(Network network, Picture picture, View view, double threshold, List<Face> faces) {
    int width = CellGrid.padded(view.widthPx());
    int height = CellGrid.padded(view.heightPx());
    input = room(input, 3 * width * height);
    fill(picture, view, width, height);
    List<CellGrid> grids = CellGrid.all(view);
    List<Network.Values> answers = answers(grids);
    network.run(new Network.Values(input, 1, 3, height, width), answers);
    for (int size = 0; size < CellGrid.SIZES; size++) {
      List<FloatBuffer> kinds = new ArrayList<>();
      for (int i = size; i < answers.size(); i += CellGrid.SIZES) {
        kinds.add(answers.get(i).buffer());
      }
      format.decode(kinds, grids.get(size), threshold, faces);
    }
  }

  /** Direct memory goes back late: in steps of half as much again, it is seldom asked for. */
  private static FloatBuffer room(FloatBuffer buffer, int values) {
    return buffer.capacity() >= values
        ? buffer
        : Network.buffer(Math.max(values, buffer.capacity() + buffer.capacity() / 2));
  }

  /** Parts of one buffer, in the order of the network's outputs. */
  private List<Network.Values> answers(List<CellGrid> grids) {
    List<long[]> lengths = new ArrayList<>();
    int[] counts = new int[outputs];
    for (int i = 0; i < outputs; i++) {
      long[] each = format.lengths(i / CellGrid.SIZES, grids.get(i % CellGrid.SIZES));
      lengths.add(each);
      counts[i] = Math.toIntExact(Arrays.stream(each).reduce(1, (a, b) -> a * b));
    }
    output = room(output, Arrays.stream(counts).sum());
    List<Network.Values> answers = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < outputs; i++) {
      answers.add(new Network.Values(output.slice(from, counts[i]), lengths.get(i)));
      from += counts[i];
    }
    return answers;
  }

  /** As the network takes it: three planes of 0..255, black beyond the view. */
  private void fill(Picture picture, View view, int width, int height) {
    int plane = width * height;
    if (rows.length < 3 * width) {
      rows = new float[3 * width];
    }
    Arrays.fill(rows, 0);
    int channels = picture.channels();
    int red = format.blueFirst() ? 2 * width : 0;
    int blue = 2 * width - red;
    float[] resampled =
        view.scale() == 1
            ? null
            : Resampling.resample(
                picture, view.region(), view.widthPx(), view.heightPx(), workspace);
    for (int y = 0; y < height; y++) {
      if (y >= view.heightPx()) {
        Arrays.fill(rows, 0);
      } else if (resampled != null) {
        int from = y * view.widthPx() * channels;
        for (int x = 0; x < view.widthPx(); x++, from += channels) {
          rows[red + x] = resampled[from];
          rows[width + x] = resampled[from + channels / 2];
          rows[blue + x] = resampled[from + channels - 1];
        }
      } else {
        byte[] pixels = picture.pixels();
        int from = ((view.top() + y) * picture.widthPx() + view.left()) * channels;
        for (int x = 0; x < view.widthPx(); x++, from += channels) {
          rows[red + x] = pixels[from] & 0xFF;
          rows[width + x] = pixels[from + channels / 2] & 0xFF;
          rows[blue + x] = pixels[from + channels - 1] & 0xFF;
        }
      }
      for (int channel = 0; channel < 3; channel++) {
        input.put(channel * plane + y * width, rows, channel * width, width);
      }
    }
  }
}
