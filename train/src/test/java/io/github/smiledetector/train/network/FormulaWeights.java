package io.github.smiledetector.train.network;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Weights that any program can make: the formulas of {@code mobilenet_v2_formula_weights.json}. */
public final class FormulaWeights {
  private FormulaWeights() {}

  /** The backbone's arrays by parameter name. */
  public static Map<String, float[]> backbone() {
    Map<String, float[]> values = new HashMap<>();
    for (int k = 0; k < MobileNetV2.PARAMETERS.size(); k++) {
      Parameter parameter = MobileNetV2.PARAMETERS.get(k);
      values.put(parameter.name(), array(parameter, k));
    }
    return values;
  }

  /** The same under a fresh dense layer. */
  public static Weights withDense() {
    return Weights.initial(0).with(backbone());
  }

  private static float[] array(Parameter parameter, int k) {
    float[] values = new float[parameter.size()];
    List<Integer> shape = parameter.shape();
    String name = parameter.name();
    for (int i = 0; i < values.length; i++) {
      double value;
      if (name.endsWith("depthwise_kernel")) {
        value = 1.5 / Math.sqrt(shape.get(0) * shape.get(1)) * Math.sin(0.7 * i + 1.3 * k);
      } else if (name.endsWith("kernel")) {
        value =
            1.5
                / Math.sqrt(shape.get(0) * shape.get(1) * shape.get(2))
                * Math.sin(0.7 * i + 1.3 * k);
      } else if (name.endsWith("gamma")) {
        value = 1 + 0.3 * Math.sin(i + k);
      } else if (name.endsWith("beta")) {
        value = 0.3 * Math.sin(2.0 * i + k);
      } else if (name.endsWith("moving_mean")) {
        value = 0.2 * Math.sin(3.0 * i + k);
      } else {
        value = 1 + 0.5 * Math.sin(0.5 * i + k);
      }
      values[i] = (float) value;
    }
    return values;
  }
}
