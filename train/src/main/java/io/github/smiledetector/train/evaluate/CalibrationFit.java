package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.model.Calibration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.SimpleValueChecker;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunctionGradient;
import org.hipparchus.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer;

/**
 * Finds the calibration that makes the labels of faces most probable: the least log loss of {@code
 * sigmoid(slope * logit + intercept)}.
 *
 * <p>Targets are Platt's: not 1 and 0 but what one more face of each kind would make of them, so
 * that faces which a logit separates without an error do not ask for an endless slope.
 */
public final class CalibrationFit {
  private static final int MOST_EVALUATIONS = 10_000;

  /** Of the log loss, whose square root is how exact slope and intercept are. */
  private static final double TOLERANCE = 1e-13;

  private final double[] values;
  private final double[] targets;
  private final double[] shares;
  private final boolean withIntercept;
  private final double centre;
  private final double scale;

  private CalibrationFit(List<LabelledLogit> logits, CalibrationMethod method) {
    int count = logits.size();
    double weight = sum(logits, LabelledLogit::weight);
    // As many faces as there are, however weights are scaled.
    double smiling = sum(logits, LabelledLogit::smilingWeight) / weight * count;
    double others = count - smiling;
    double yes = (smiling + 1) / (smiling + 2);
    double no = 1 / (others + 2);
    withIntercept = method == CalibrationMethod.PLATT;
    // Round 0 and of size 1, both parameters matter alike, which is what the optimizer likes best.
    centre = withIntercept ? sum(logits, each -> each.weight() * each.logit()) / weight : 0;
    double square = sum(logits, each -> each.weight() * squared(each.logit() - centre)) / weight;
    scale = square > 0 ? Math.sqrt(square) : 1;
    values = logits.stream().mapToDouble(each -> (each.logit() - centre) / scale).toArray();
    targets =
        logits.stream().mapToDouble(each -> each.smile() * yes + (1 - each.smile()) * no).toArray();
    shares = logits.stream().mapToDouble(each -> each.weight() / weight).toArray();
  }

  /**
   * Fits a calibration.
   *
   * @param logits of faces with and without smiles
   * @param method what is fitted
   * @throws DataException if either kind is missing, or the labels go against the network
   */
  public static Calibration of(List<LabelledLogit> logits, CalibrationMethod method) {
    if (!(sum(logits, LabelledLogit::smilingWeight) > 0)
        || !(sum(logits, LabelledLogit::otherWeight) > 0)) {
      throw new DataException(
          "a calibration needs faces that smile and faces that do not; of "
              + logits.size()
              + " that can be read all are of one kind");
    }
    return new CalibrationFit(logits, method).fitted();
  }

  private Calibration fitted() {
    double[] found;
    try {
      found =
          new NonLinearConjugateGradientOptimizer(
                  NonLinearConjugateGradientOptimizer.Formula.POLAK_RIBIERE,
                  new SimpleValueChecker(TOLERANCE, TOLERANCE))
              .optimize(
                  new InitialGuess(withIntercept ? new double[] {1, 0} : new double[] {1}),
                  new ObjectiveFunction(this::loss),
                  new ObjectiveFunctionGradient(this::gradient),
                  GoalType.MINIMIZE,
                  new MaxEval(MOST_EVALUATIONS))
              .getPoint();
    } catch (MathRuntimeException e) {
      throw new DataException("no calibration fits these labels: " + e.getMessage(), e);
    }
    double slope = found[0] / scale;
    double intercept = withIntercept ? found[1] - slope * centre : 0;
    if (!(slope > 0) || !Double.isFinite(slope) || !Double.isFinite(intercept)) {
      throw new DataException(
          "the labels go against the network: the higher its logit, the fewer smiles (slope "
              + slope
              + "). Is the right column or folder named as the one that smiles?");
    }
    return new Calibration(slope, intercept);
  }

  private double scaled(double[] parameters, int i) {
    return parameters[0] * values[i] + (withIntercept ? parameters[1] : 0);
  }

  private double loss(double[] parameters) {
    double loss = 0;
    for (int i = 0; i < values.length; i++) {
      loss += shares[i] * CalibrationQuality.logLoss(scaled(parameters, i), targets[i]);
    }
    return loss;
  }

  private double[] gradient(double[] parameters) {
    double[] gradient = new double[parameters.length];
    for (int i = 0; i < values.length; i++) {
      double excess = Calibration.IDENTITY.probability(scaled(parameters, i)) - targets[i];
      gradient[0] += shares[i] * excess * values[i];
      if (withIntercept) {
        gradient[1] += shares[i] * excess;
      }
    }
    return gradient;
  }

  private static double squared(double value) {
    return value * value;
  }

  static double sum(List<LabelledLogit> logits, ToDoubleFunction<LabelledLogit> part) {
    return logits.stream().mapToDouble(part).sum();
  }
}
