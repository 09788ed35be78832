package io.github.smiledetector.train.evaluate;

import java.util.LinkedHashMap;
import java.util.Map;

/** An evaluation as plain JSON values: maps, lists, numbers, texts, null. */
public final class EvaluationJson {
  private EvaluationJson() {}

  /** All of it but the pictures' own answers. */
  public static Map<String, Object> of(Evaluation evaluation) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("pictures", evaluation.judgements().judged().size());
    json.put("smiling", evaluation.smiling());
    json.put("found", evaluation.found());
    json.put("missed", evaluation.judgements().judged().size() - evaluation.found());
    json.put(
        "unreadable",
        evaluation.judgements().leftOut().stream()
            .map(left -> map("file", left.name(), "reason", left.reason()))
            .toList());
    json.put("threshold", evaluation.reading().threshold());
    json.put("bestThreshold", evaluation.bestThreshold());
    json.put(
        "intervals",
        map(
            "confidence",
            0.95,
            "resamples",
            Evaluation.RESAMPLES,
            "by",
            evaluation.byPerson() ? "person" : "picture",
            "clusters",
            evaluation.clusters()));
    json.put("metrics", metrics(evaluation.metrics()));
    json.put("metricsOverFound", metrics(evaluation.metricsOverFound()));
    json.put("confusion", of(evaluation.confusion()));
    json.put("thresholds", evaluation.thresholds().stream().map(EvaluationJson::of).toList());
    json.put("calibrationBins", evaluation.bins().stream().map(EvaluationJson::of).toList());
    json.put("slices", evaluation.slices().stream().map(EvaluationJson::of).toList());
    json.put("worstSlice", evaluation.worstSlice().map(EvaluationJson::of).orElse(null));
    return json;
  }

  /** A comparison. */
  public static Map<String, Object> of(Comparison comparison) {
    return map(
        "pictures", comparison.pictures(),
        "accuracyDifference", of(comparison.accuracy()),
        "aucDifference", of(comparison.auc()),
        "onlyFirstRight", comparison.onlyFirstRight(),
        "onlyOtherRight", comparison.onlyOtherRight(),
        "mcNemarP", comparison.mcNemarP());
  }

  /** Metrics by their JSON names. */
  public static Map<String, Object> metrics(Map<? extends Figure, Estimate> metrics) {
    Map<String, Object> json = new LinkedHashMap<>();
    metrics.forEach((metric, estimate) -> json.put(metric.jsonName(), of(estimate)));
    return json;
  }

  static Map<String, Object> of(Estimate estimate) {
    return map(
        "value", finite(estimate.value()),
        "low", finite(estimate.low()),
        "high", finite(estimate.high()));
  }

  private static Map<String, Object> of(Confusion confusion) {
    return map(
        "threshold", confusion.threshold(),
        "smilesAsSmiling", confusion.smilesAsSmiling(),
        "smilesAsOther", confusion.smilesAsOther(),
        "othersAsSmiling", confusion.othersAsSmiling(),
        "othersAsOther", confusion.othersAsOther(),
        "missedSmiles", confusion.missedSmiles(),
        "missedOthers", confusion.missedOthers(),
        "accuracy", finite(confusion.accuracy()),
        "sensitivity", finite(confusion.sensitivity()),
        "specificity", finite(confusion.specificity()),
        "precision", finite(confusion.precision()),
        "f1", finite(confusion.f1()));
  }

  private static Map<String, Object> of(CalibrationBin bin) {
    return map(
        "lowest", bin.lowest(),
        "highest", bin.highest(),
        "pictures", bin.pictures(),
        "meanProbability", bin.meanProbability(),
        "smiling", bin.smiling());
  }

  private static Map<String, Object> of(Slice slice) {
    return map(
        "column", slice.column(),
        "slice", slice.name(),
        "pictures", slice.pictures(),
        "smiling", slice.smiling(),
        "accuracy", of(slice.accuracy()),
        "auc", of(slice.auc()));
  }

  /** JSON has no word for what is not a number. */
  static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  static Map<String, Object> map(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
