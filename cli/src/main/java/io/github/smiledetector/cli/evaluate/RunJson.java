package io.github.smiledetector.cli.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.smiledetector.train.evaluate.Evaluation;
import io.github.smiledetector.train.evaluate.EvaluationJson;
import io.github.smiledetector.train.evaluate.Figure;
import io.github.smiledetector.train.evaluate.ModelUse;
import io.github.smiledetector.train.evaluate.Requirement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** A run as one JSON object. */
public final class RunJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RunJson() {}

  /** Indented; everything but the pictures' own answers. */
  public static String text(EvaluationRun run) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schema", 1);
    model(json, run.measured());
    json.put("data", run.data());
    json.put("label", run.label());
    json.put("finder", run.finder().orElse(null));
    json.putAll(EvaluationJson.of(run.evaluation()));
    Map<String, Object> cost = new LinkedHashMap<>();
    cost.put("picturesPerSecond", boxed(run.cost().picturesPerSecond()));
    cost.put("modelMillisPerFace", boxed(run.cost().millisPerFace()));
    cost.put(
        "peakResidentBytes",
        run.cost().peakBytes().isPresent() ? run.cost().peakBytes().getAsLong() : null);
    json.put("cost", cost);
    run.against()
        .ifPresent(
            against -> {
              Map<String, Object> other = new LinkedHashMap<>();
              model(other, against.measured());
              Evaluation evaluation = against.measured().evaluation();
              other.put("threshold", evaluation.reading().threshold());
              other.put("found", evaluation.found());
              other.put("metrics", EvaluationJson.metrics(evaluation.metrics()));
              other.put("comparison", EvaluationJson.of(against.comparison()));
              json.put("against", other);
            });
    json.put(
        "requirements",
        requirements(run.requirements(), metric -> run.evaluation().metric(metric).value()));
    return text(json);
  }

  /** What was to be reached, what was found and whether that is enough. */
  static <F extends Figure> List<Map<String, Object>> requirements(
      List<Requirement<F>> requirements, ToDoubleFunction<F> value) {
    return requirements.stream()
        .map(
            requirement -> {
              double found = value.applyAsDouble(requirement.figure());
              Map<String, Object> each = new LinkedHashMap<>();
              each.put("requirement", requirement.toString());
              each.put("found", Double.isFinite(found) ? found : null);
              each.put("met", requirement.isMetBy(found));
              return each;
            })
        .toList();
  }

  static String text(Map<String, Object> json) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain values have to become JSON", e);
    }
  }

  private static void model(Map<String, Object> json, EvaluationRun.Measured measured) {
    json.put("model", measured.name());
    json.put("meaning", measured.use().map(ModelUse::meaning).orElse(null));
    json.put("says", measured.use().map(ModelUse::says).orElse(null));
    json.put("precision", measured.use().map(use -> use.precision().toString()).orElse(null));
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
