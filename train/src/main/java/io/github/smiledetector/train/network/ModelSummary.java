package io.github.smiledetector.train.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The transfer model as a table, as Keras's {@code model.summary(show_trainable=True)} prints it.
 */
public final class ModelSummary {
  private static final String FORMAT = "%-54s %-24s %10s  %s%n";
  private static final int WIDTH = 101;

  private ModelSummary() {}

  /**
   * One line: numbers of parameters that learn and that do not, of a layer of the transfer model.
   */
  private record Line(String name, String kind, String shape, int learning, int fixed) {
    int parameters() {
      return learning + fixed;
    }
  }

  /**
   * Prints the table into text.
   *
   * @param sidePx side of the square input, at least 32
   * @param trainable what learns
   * @param all whether the backbone's 154 layers are listed under it
   * @return lines, each ended
   */
  public static String of(int sidePx, Trainable trainable, boolean all) {
    List<Line> backbone = backbone(sidePx, trainable);
    int backboneLearning = backbone.stream().mapToInt(Line::learning).sum();
    int backboneFixed = backbone.stream().mapToInt(Line::fixed).sum();
    int denseSize = Weights.DENSE_KERNEL.size() + Weights.DENSE_BIAS.size();
    String picture = shape(sidePx, 3);
    int[] sides = MobileNetV2.sides(sidePx);
    List<Line> lines =
        List.of(
            new Line("pictures", "InputLayer", picture, 0, 0),
            new Line("augmentation", "Sequential: RandomFlip, RandomRotation", picture, 0, 0),
            new Line("divide_by_127.5", "TrueDivide", picture, 0, 0),
            new Line("subtract_1", "Subtract", picture, 0, 0),
            new Line(
                "mobilenetv2_1.00_" + sidePx,
                "Functional",
                shape(sides[sides.length - 1], MobileNetV2.FEATURES),
                backboneLearning,
                backboneFixed),
            new Line(
                "features", "GlobalAveragePooling2D", "(None, " + MobileNetV2.FEATURES + ")", 0, 0),
            new Line("dropout", "Dropout", "(None, " + MobileNetV2.FEATURES + ")", 0, 0),
            new Line(
                "dense",
                "Dense",
                "(None, 1)",
                trainable.dense() ? denseSize : 0,
                trainable.dense() ? 0 : denseSize));

    StringBuilder text = new StringBuilder();
    text.append("_".repeat(WIDTH)).append(System.lineSeparator());
    text.append(String.format(FORMAT, "Layer (type)", "Output shape", "Parameters", "Trainable"));
    text.append("=".repeat(WIDTH)).append(System.lineSeparator());
    for (Line line : lines) {
      append(text, line, "");
      if (all && line.kind().equals("Functional")) {
        for (int i = 0; i < backbone.size(); i++) {
          append(text, backbone.get(i), String.format(Locale.ROOT, "  %3d ", i));
        }
      }
    }
    text.append("=".repeat(WIDTH)).append(System.lineSeparator());
    int learning = lines.stream().mapToInt(Line::learning).sum();
    int total = lines.stream().mapToInt(Line::parameters).sum();
    text.append(String.format(Locale.ROOT, "Total parameters:         %,9d%n", total));
    text.append(String.format(Locale.ROOT, "Trainable parameters:     %,9d%n", learning));
    text.append(String.format(Locale.ROOT, "Non-trainable parameters: %,9d%n", total - learning));
    return text.toString();
  }

  private static List<Line> backbone(int sidePx, Trainable trainable) {
    int[] sides = MobileNetV2.sides(sidePx);
    List<Line> lines = new ArrayList<>();
    for (Layer layer : MobileNetV2.LAYERS) {
      int learning =
          trainable.includes(layer)
              ? layer.parameters().stream()
                  .filter(Parameter::learnable)
                  .mapToInt(Parameter::size)
                  .sum()
              : 0;
      lines.add(
          new Line(
              layer.name(),
              layer.kind().kerasName(),
              shape(sides[layer.index()], layer.channels()),
              learning,
              layer.parameterCount() - learning));
    }
    return lines;
  }

  private static void append(StringBuilder text, Line line, String indent) {
    String learns = line.parameters() == 0 ? "" : line.learning() > 0 ? "yes" : "no";
    text.append(
        String.format(
            Locale.ROOT,
            FORMAT,
            indent + line.name() + " (" + line.kind() + ")",
            line.shape(),
            String.format(Locale.ROOT, "%,d", line.parameters()),
            learns));
  }

  private static String shape(int side, int channels) {
    return "(None, " + side + ", " + side + ", " + channels + ")";
  }
}
