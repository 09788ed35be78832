package io.github.smiledetector.train.evaluate;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What was found out of face finders, as plain JSON values. */
public final class FinderJson {
  private static final int MOST_STEPS = 200;

  private FinderJson() {}

  /** All photos and faces that were looked at, and how intervals were made. */
  public static Map<String, Object> of(FinderTrial.Result result) {
    return EvaluationJson.map(
        "photos",
        result.photos().size(),
        "faces",
        result.faces(),
        "ignoredFaces",
        result.ignored(),
        "unreadable",
        result.leftOut().stream()
            .map(left -> EvaluationJson.map("file", left.name(), "reason", left.reason()))
            .toList(),
        "intervals",
        EvaluationJson.map(
            "confidence",
            0.95,
            "resamples",
            Resamples.COUNT,
            "by",
            result.byPerson() ? "person" : "photo",
            "clusters",
            result.clusters()));
  }

  /** One finder; of a curve of more than 200 steps, as many of them. */
  public static Map<String, Object> of(FinderEvaluation evaluation) {
    List<FinderEvaluation.Step> curve = evaluation.curve();
    int steps = Math.min(MOST_STEPS, curve.size());
    return EvaluationJson.map(
        "finder",
        evaluation.name(),
        "threshold",
        evaluation.threshold(),
        "found",
        evaluation.found(),
        "missed",
        evaluation.missed(),
        "false",
        evaluation.wrong(),
        "metrics",
        EvaluationJson.metrics(evaluation.metrics()),
        "sizes",
        evaluation.sizes().stream()
            .map(
                size ->
                    EvaluationJson.map(
                        "fromPx",
                        size.fromPx(),
                        "belowPx",
                        size.belowPx().isPresent() ? size.belowPx().getAsInt() : null,
                        "faces",
                        size.faces(),
                        "recall",
                        EvaluationJson.of(size.recall())))
            .toList(),
        "turned",
        evaluation.turned().stream()
            .map(
                turned ->
                    EvaluationJson.map(
                        "degrees",
                        turned.degrees(),
                        "metrics",
                        EvaluationJson.metrics(turned.metrics())))
            .toList(),
        "curve",
        IntStream.range(0, steps)
            .mapToObj(i -> curve.get(steps == 1 ? 0 : i * (curve.size() - 1) / (steps - 1)))
            .map(
                step ->
                    EvaluationJson.map(
                        "threshold",
                        step.score(),
                        "falseFacesPerPhoto",
                        step.falsePerPhoto(),
                        "recall",
                        EvaluationJson.finite(step.recall()),
                        "precision",
                        step.precision()))
            .toList());
  }

  /** How fast one is. */
  public static Map<String, Object> of(FinderSpeed speed) {
    return EvaluationJson.map(
        "medianMillis", speed.medianMillis(),
        "meanMillis", speed.meanMillis(),
        "timeRatio", speed.timeRatio(),
        "picturesPerSecond", speed.picturesPerSecond(),
        "rateRatio", speed.rateRatio());
  }
}
