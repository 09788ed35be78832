package io.github.smiledetector.train.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Gathers what keeps one training from going on as another, one phrase a difference. */
final class Differences {
  private final List<String> all = new ArrayList<>();

  void note(String what, Object there, Object now) {
    if (!there.equals(now)) {
      all.add(what + " " + there + " there, " + now + " now");
    }
  }

  /** Of recipes, value by value: imageSidePx becomes "image side px". */
  void note(Map<String, Object> there, Map<String, Object> now) {
    there.forEach(
        (name, value) ->
            note(name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT), value, now.get(name)));
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  List<String> all() {
    return List.copyOf(all);
  }
}
