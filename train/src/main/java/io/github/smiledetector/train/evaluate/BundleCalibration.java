package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.classifier.Precision;
import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.model.Calibration;
import io.github.smiledetector.model.Meaning;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.model.ModelDescription;
import io.github.smiledetector.train.data.LabelledPictures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Gives a bundle a meaning that labelled faces define: fits its calibration, finds its threshold
 * and notes in the provenance what it was fitted to.
 *
 * <p>The fit is to the answers of the fp32 network, also where there is an 8-bit one: a meaning has
 * one calibration, which has to be the same whatever machine it was made on, and the 8-bit network
 * stands in for the other, not the other way round. How far it is off is told beside it.
 *
 * @param meaning name of the meaning that is added, or replaced if there is one
 * @param says what counts as a smile, one line; empty to keep what the meaning says, or to name the
 *     data
 * @param method what is fitted
 * @param threshold probability from which on a face is smiling; empty for the one at which misses
 *     and false alarms are equally frequent
 * @param byDefault whether this becomes the meaning that is taken where none is asked for
 */
public record BundleCalibration(
    String meaning,
    Optional<String> says,
    CalibrationMethod method,
    OptionalDouble threshold,
    boolean byDefault) {
  /** Field of the provenance: by meaning, what it was fitted to. */
  private static final String CALIBRATIONS = "calibrations";

  /**
   * A reading of the logits and what it is worth on the faces it was fitted to.
   *
   * @param meaning the reading
   * @param quality of its probabilities
   * @param errors at its threshold
   */
  public record Outcome(Meaning meaning, CalibrationQuality quality, ErrorRates errors) {}

  /**
   * What came of it.
   *
   * @param bundle with the meaning
   * @param faces how many it was fitted to
   * @param leftOut pictures that cannot be read
   * @param before the meaning that was replaced; for a new one, the network's own word at 0.5
   * @param after the fitted one
   * @param eightBit the fitted one on the answers of the 8-bit network, where there is one
   */
  public record Result(
      ModelBundle bundle,
      int faces,
      List<Judgements.LeftOut> leftOut,
      Outcome before,
      Outcome after,
      Optional<CalibrationQuality> eightBit) {
    /** Copies the list. */
    public Result {
      leftOut = List.copyOf(leftOut);
    }
  }

  /**
   * Does it.
   *
   * @param bundle the model
   * @param data face crops with labels
   * @param progress hears of the faces that are done
   * @throws DataException if the faces that can be read are not of both kinds, or their labels go
   *     against the network
   * @throws ModelException if a network cannot be loaded, or the meaning's name is none
   */
  public Result fit(ModelBundle bundle, LabelledPictures data, Progress progress) {
    ModelDescription description = bundle.description();
    Optional<Meaning> old = Optional.ofNullable(description.meanings().get(meaning));
    String sentence =
        says.or(() -> old.map(Meaning::says))
            .orElse("a smile, as " + data.smilingClass() + " of " + data.name() + " says");
    Meaning replaced = old.orElse(new Meaning(sentence, Calibration.IDENTITY, 0.5));
    // Refuses the name and the sentence before the work.
    ModelDescription unused = description.withMeaning(meaning, replaced);
    Judgements answers = answers(bundle, Precision.FP32, data, progress);
    List<LabelledLogit> logits = logits(answers);
    Calibration calibration = CalibrationFit.of(logits, method);
    double cut = threshold.orElseGet(() -> ErrorRates.equalThreshold(logits, calibration));
    Outcome before = outcome(replaced, logits);
    Outcome after = outcome(new Meaning(sentence, calibration, cut), logits);
    ModelDescription changed =
        description
            .withMeaning(meaning, after.meaning())
            .withProvenance(provenance(description, data, answers, before, after));
    if (byDefault) {
      changed = changed.withDefaultMeaning(meaning);
    }
    Optional<CalibrationQuality> eightBit =
        bundle
            .eightBit()
            .map(
                network ->
                    CalibrationQuality.of(
                        logits(answers(bundle, Precision.INT8, data, Progress.NONE)), calibration));
    return new Result(
        bundle.withDescription(changed), logits.size(), answers.leftOut(), before, after, eightBit);
  }

  private static Judgements answers(
      ModelBundle bundle, Precision precision, LabelledPictures data, Progress progress) {
    try (CropJudge judge = new CropJudge(bundle, Optional.empty(), precision)) {
      return judge.judge(data.pictures(), progress);
    }
  }

  private static List<LabelledLogit> logits(Judgements answers) {
    return answers.judged().stream().map(LabelledLogit::of).toList();
  }

  private static Outcome outcome(Meaning meaning, List<LabelledLogit> logits) {
    return new Outcome(
        meaning,
        CalibrationQuality.of(logits, meaning.calibration()),
        ErrorRates.of(logits, meaning.calibration(), meaning.threshold()));
  }

  private Map<String, Object> provenance(
      ModelDescription description,
      LabelledPictures data,
      Judgements answers,
      Outcome before,
      Outcome after) {
    Map<String, Object> fitted = new LinkedHashMap<>();
    fitted.put("data", data.name());
    fitted.put("fingerprint", data.fingerprint());
    fitted.put("label", data.smilingClass());
    fitted.put("faces", answers.judged().size());
    fitted.put("unreadable", answers.leftOut().size());
    fitted.put("method", method.toString());
    fitted.put("expectedErrorBefore", before.quality().expectedError());
    fitted.put("expectedErrorAfter", after.quality().expectedError());
    fitted.put("threshold", after.meaning().threshold());
    fitted.put("thresholdAtEqualErrors", threshold.isEmpty());
    Map<String, Object> calibrations = new LinkedHashMap<>();
    if (description.provenance().get(CALIBRATIONS) instanceof Map<?, ?> earlier) {
      earlier.forEach((name, value) -> calibrations.put((String) name, value));
    }
    calibrations.put(meaning, fitted);
    Map<String, Object> provenance = new LinkedHashMap<>(description.provenance());
    provenance.put(CALIBRATIONS, calibrations);
    return provenance;
  }
}
