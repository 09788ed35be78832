package io.github.smiledetector.face;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import io.github.smiledetector.inference.Network;
import io.github.smiledetector.inference.TensorShape;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.Resampling;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One look of YuNet's network at a part of a picture, and the buffers that it needs, used again
 * from look to look. For one thread at a time.
 *
 * <p>The network divides what it sees into cells of 8, 16 and 32 pixels. For each cell it says how
 * sure it is of a face in two numbers (class and object, whose geometric mean is the score), the
 * middle of the face's box relative to the cell's corner in cells, the logarithms of its width and
 * height in cells, and five points like the middle.
 */
final class YuNetPass {
  /** Sides of the cells. The largest divides the sides of what the network takes. */
  private static final int[] STRIDES = {8, 16, 32};

  private static final int STEP_PX = 32;
  private static final int POINTS = 5;

  // What the network says of each cell.
  private static final int CLASS = 0;
  private static final int OBJECT = 1;
  private static final int BOX = 2;
  private static final int LANDMARKS = 3;
  private static final String[] NAMES = {"cls_", "obj_", "bbox_", "kps_"};
  private static final int[] VALUES_EACH = {1, 1, 4, 2 * POINTS};

  static final TensorShape INPUT = TensorShape.of("input", 1, 3, TensorShape.ANY, TensorShape.ANY);

  /** By kind, and within a kind by stride. */
  static final List<TensorShape> OUTPUTS = outputs();

  private static List<TensorShape> outputs() {
    List<TensorShape> outputs = new ArrayList<>();
    for (int kind = 0; kind < NAMES.length; kind++) {
      for (int stride : STRIDES) {
        outputs.add(TensorShape.of(NAMES[kind] + stride, 1, TensorShape.ANY, VALUES_EACH[kind]));
      }
    }
    return List.copyOf(outputs);
  }

  private FloatBuffer input = Network.buffer(1);
  private FloatBuffer output = Network.buffer(1);
  private float[] rows = {};
  private final Resampling.Workspace workspace = new Resampling.Workspace();

  /**
   * Looks for faces in a part of a picture.
   *
   * @param network YuNet's
   * @param picture where to look
   * @param view which part, and how large the network sees it
   * @param threshold lowest score of a face
   * @param faces takes what is found, in the picture's pixels
   */
  void look(Network network, Picture picture, View view, double threshold, List<Face> faces) {
    int width = padded(view.widthPx());
    int height = padded(view.heightPx());
    input = room(input, 3 * width * height);
    fill(picture, view, width, height);
    List<Network.Values> answers = answers(width, height);
    network.run(new Network.Values(input, 1, 3, height, width), answers);
    for (int i = 0; i < STRIDES.length; i++) {
      decode(answers, i, width / STRIDES[i], view, threshold, faces);
    }
  }

  private static int padded(int side) {
    return (side + STEP_PX - 1) / STEP_PX * STEP_PX;
  }

  /** Direct memory goes back late: in steps of half as much again, it is seldom asked for. */
  private static FloatBuffer room(FloatBuffer buffer, int values) {
    return buffer.capacity() >= values
        ? buffer
        : Network.buffer(Math.max(values, buffer.capacity() + buffer.capacity() / 2));
  }

  private static int cells(int width, int height, int stride) {
    return (width / stride) * (height / stride);
  }

  private List<Network.Values> answers(int width, int height) {
    int cells = 0;
    for (int stride : STRIDES) {
      cells += cells(width, height, stride);
    }
    output = room(output, cells * Arrays.stream(VALUES_EACH).sum());
    List<Network.Values> answers = new ArrayList<>();
    int from = 0;
    for (int kind = 0; kind < NAMES.length; kind++) {
      for (int stride : STRIDES) {
        int count = cells(width, height, stride);
        answers.add(
            new Network.Values(
                output.slice(from, count * VALUES_EACH[kind]), 1, count, VALUES_EACH[kind]));
        from += count * VALUES_EACH[kind];
      }
    }
    return answers;
  }

  /** As the network takes it: blue, green and red planes of 0..255, black beyond the view. */
  private void fill(Picture picture, View view, int width, int height) {
    int plane = width * height;
    if (rows.length < 3 * width) {
      rows = new float[3 * width];
    }
    Arrays.fill(rows, 0);
    int channels = picture.channels();
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
          rows[x] = resampled[from + channels - 1];
          rows[width + x] = resampled[from + channels / 2];
          rows[2 * width + x] = resampled[from];
        }
      } else {
        byte[] pixels = picture.pixels();
        int from = ((view.top() + y) * picture.widthPx() + view.left()) * channels;
        for (int x = 0; x < view.widthPx(); x++, from += channels) {
          rows[x] = pixels[from + channels - 1] & 0xFF;
          rows[width + x] = pixels[from + channels / 2] & 0xFF;
          rows[2 * width + x] = pixels[from] & 0xFF;
        }
      }
      for (int channel = 0; channel < 3; channel++) {
        input.put(channel * plane + y * width, rows, channel * width, width);
      }
    }
  }

  private static void decode(
      List<Network.Values> answers,
      int strideAt,
      int columns,
      View view,
      double threshold,
      List<Face> faces) {
    FloatBuffer classes = values(answers, CLASS, strideAt);
    FloatBuffer objects = values(answers, OBJECT, strideAt);
    FloatBuffer boxes = values(answers, BOX, strideAt);
    FloatBuffer points = values(answers, LANDMARKS, strideAt);
    int cells = classes.capacity();
    double stride = STRIDES[strideAt] / view.scale();
    for (int cell = 0; cell < cells; cell++) {
      double squared = share(classes.get(cell)) * share(objects.get(cell));
      if (!(squared >= threshold * threshold)) {
        continue;
      }
      int row = cell / columns;
      double left = view.leftIn() + (cell - row * columns) * stride;
      double top = view.topIn() + row * stride;
      int at = 4 * cell;
      double width = Math.exp(boxes.get(at + 2)) * stride;
      double height = Math.exp(boxes.get(at + 3)) * stride;
      double centreX = left + boxes.get(at) * stride;
      double centreY = top + boxes.get(at + 1) * stride;
      Box box = new Box(centreX - width / 2, centreY - height / 2, width, height);
      if (!view.owns(box)) {
        continue;
      }
      Point[] five = new Point[POINTS];
      for (int i = 0; i < POINTS; i++) {
        int point = 2 * (POINTS * cell + i);
        five[i] =
            new Point(left + points.get(point) * stride, top + points.get(point + 1) * stride);
      }
      faces.add(
          new Face(
              box,
              Math.sqrt(squared),
              Optional.of(new Landmarks(five[0], five[1], five[2], five[3], five[4]))));
    }
  }

  private static FloatBuffer values(List<Network.Values> answers, int kind, int strideAt) {
    return answers.get(kind * STRIDES.length + strideAt).buffer();
  }

  private static double share(float value) {
    return Math.max(0, Math.min(1, value));
  }
}
