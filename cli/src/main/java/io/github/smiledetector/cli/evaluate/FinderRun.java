package io.github.smiledetector.cli.evaluate;

import io.github.smiledetector.train.data.MarkedPhoto;
import io.github.smiledetector.train.evaluate.FinderEvaluation;
import io.github.smiledetector.train.evaluate.FinderMetric;
import io.github.smiledetector.train.evaluate.FinderSpeed;
import io.github.smiledetector.train.evaluate.FinderTrial;
import io.github.smiledetector.train.evaluate.Requirement;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * All that one {@code smile finder evaluate} found out.
 *
 * @param data what to call the photos
 * @param trial what was asked
 * @param result what came of it
 * @param speeds one for each finder; none where time was not measured
 * @param requirements what the first finder was to reach
 */
public record FinderRun(
    String data,
    FinderTrial trial,
    FinderTrial.Result result,
    List<FinderSpeed> speeds,
    List<Requirement<FinderMetric>> requirements) {

  List<FinderEvaluation> finders() {
    return result.evaluations();
  }

  FinderEvaluation first() {
    return finders().get(0);
  }

  /** Requirements that the first finder does not meet, each with what was found, in words. */
  public List<String> notMet() {
    return requirements.stream()
        .filter(each -> !each.isMetBy(first().metric(each.figure()).value()))
        .map(each -> each.notMetBy(first().metric(each.figure()).value()))
        .toList();
  }

  /** The finders and the photos. */
  String title() {
    return finders().stream().map(FinderEvaluation::name).collect(Collectors.joining(", "))
        + " on "
        + data;
  }

  /** The photos and what was asked, in a sentence. */
  public String what() {
    return String.format(
        Locale.ROOT,
        "%,d photos%s, %,d faces from %d px on, %,d ignored; found from an intersection over union of %s on",
        result.photos().size(),
        persons(),
        result.faces(),
        trial.smallestPx(),
        result.ignored(),
        trial.overlap());
  }

  private String persons() {
    if (!result.byPerson()) {
      return "";
    }
    return " of "
        + KnownPersons.sentence(
            result.photos().stream().map(MarkedPhoto::person), result.clusters());
  }

  /** How intervals were made. */
  String intervals() {
    return "95 % intervals from 1,000 resamples by " + (result.byPerson() ? "person." : "photo.");
  }

  /** The finders' own thresholds, in a sentence. */
  String thresholds() {
    return finders().stream()
        .map(
            each ->
                each.threshold() > 0
                    ? each.name() + " as it is used gives faces that score " + each.threshold()
                    : each.name() + " gives all that it finds")
        .collect(Collectors.joining("; ", "", "."));
  }
}
