package io.github.smiledetector.cli.evaluate;

import io.github.smiledetector.train.evaluate.FinderJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Face finders side by side as one JSON object. */
public final class FinderRunJson {
  private FinderRunJson() {}

  /** Indented; everything but the pictures. */
  public static String text(FinderRun run) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schema", 1);
    json.put("data", run.data());
    json.put("smallestFacePx", run.trial().smallestPx());
    json.put("iou", run.trial().overlap());
    json.putAll(FinderJson.of(run.result()));
    List<Map<String, Object>> finders = new ArrayList<>();
    for (int i = 0; i < run.finders().size(); i++) {
      Map<String, Object> finder = new LinkedHashMap<>(FinderJson.of(run.finders().get(i)));
      finder.put("time", run.speeds().isEmpty() ? null : FinderJson.of(run.speeds().get(i)));
      finders.add(finder);
    }
    json.put("finders", finders);
    json.put(
        "requirements",
        RunJson.requirements(run.requirements(), metric -> run.first().metric(metric).value()));
    return RunJson.text(json);
  }
}
