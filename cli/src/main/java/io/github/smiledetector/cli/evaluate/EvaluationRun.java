package io.github.smiledetector.cli.evaluate;

import io.github.smiledetector.train.evaluate.Comparison;
import io.github.smiledetector.train.evaluate.Evaluation;
import io.github.smiledetector.train.evaluate.Metric;
import io.github.smiledetector.train.evaluate.ModelUse;
import io.github.smiledetector.train.evaluate.Requirement;
import io.github.smiledetector.train.evaluate.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * All that one {@code smile evaluate} found out.
 *
 * @param measured the model
 * @param data what to call the data set
 * @param label the column or folder that smiles
 * @param finder what found the faces in whole photos; empty for face crops
 * @param against the model it is held against, if any
 * @param cost what it took
 * @param requirements what was to be reached
 */
public record EvaluationRun(
    Measured measured,
    String data,
    String label,
    Optional<String> finder,
    Optional<Against> against,
    Cost cost,
    List<Requirement<Metric>> requirements) {

  /**
   * A model and how well it answers.
   *
   * @param name what to call it
   * @param use which of its meanings and networks; empty for answers made elsewhere
   * @param evaluation of it
   */
  public record Measured(String name, Optional<ModelUse> use, Evaluation evaluation) {
    /** Its meaning and precision in words; empty for answers made elsewhere. */
    Optional<String> sentence() {
      return use.map(
          each ->
              "meaning "
                  + each.meaning()
                  + ": "
                  + each.says()
                  + "; network in "
                  + each.precision());
    }

    /** What to call it beside another: also by what they differ in, where both have one name. */
    private String titleBeside(Measured other) {
      if (!name.equals(other.name) || use.isEmpty() || other.use.isEmpty()) {
        return name;
      }
      List<String> own = new ArrayList<>();
      if (!use.get().meaning().equals(other.use.get().meaning())) {
        own.add(use.get().meaning());
      }
      if (use.get().precision() != other.use.get().precision()) {
        own.add(use.get().precision().toString());
      }
      return own.isEmpty() ? name : name + " (" + String.join(", ", own) + ")";
    }
  }

  /**
   * Another model on the same pictures.
   *
   * @param measured the other model
   * @param comparison of the first model with it
   */
  public record Against(Measured measured, Comparison comparison) {}

  /**
   * Time and memory.
   *
   * @param picturesPerSecond all in all, reading included; empty where nothing was computed
   * @param millisPerFace of the model alone, one face at a time on one core
   * @param peakBytes most memory that the process had resident, where the system tells
   */
  public record Cost(
      OptionalDouble picturesPerSecond, OptionalDouble millisPerFace, OptionalLong peakBytes) {
    /** In words, empty if nothing is known. */
    String sentence() {
      StringBuilder words = new StringBuilder();
      picturesPerSecond.ifPresent(
          value -> words.append(String.format(Locale.ROOT, "%,.0f pictures/s; ", value)));
      millisPerFace.ifPresent(
          value ->
              words.append(
                  String.format(
                      Locale.ROOT, "the model takes %.2f ms a face on one core; ", value)));
      peakBytes.ifPresent(
          value ->
              words.append(
                  String.format(
                      Locale.ROOT, "peak memory %,d MiB; ", Math.round(value / 1048576.0))));
      return words.toString().replaceFirst("; $", "");
    }
  }

  /** How well the model answers. */
  public Evaluation evaluation() {
    return measured.evaluation();
  }

  /** What to call the model where the other stands beside it. */
  String title() {
    return against.map(each -> measured.titleBeside(each.measured())).orElse(measured.name());
  }

  /** What to call the other. */
  String title(Against other) {
    String title = other.measured().titleBeside(measured);
    return title.equals(title()) ? title + " (other)" : title;
  }

  /** Requirements that are not met, each with what was found, in words. */
  public List<String> notMet() {
    return requirements.stream()
        .filter(each -> !each.isMetBy(evaluation().metric(each.figure()).value()))
        .map(each -> each.notMetBy(evaluation().metric(each.figure()).value()))
        .toList();
  }

  /** The data set and what was done with it, in a sentence. */
  String what() {
    Evaluation evaluation = evaluation();
    int pictures = evaluation.judgements().judged().size();
    return String.format(
        Locale.ROOT,
        "%s: %,d pictures, %,d smiling (%s)%s; %s",
        data,
        pictures,
        evaluation.smiling(),
        label,
        persons(evaluation),
        finder
            .map(
                name ->
                    String.format(
                        Locale.ROOT,
                        "whole photos, faces found by %s in %,d, missed in %,d",
                        name,
                        evaluation.found(),
                        pictures - evaluation.found()))
            .orElse("face crops"));
  }

  private static String persons(Evaluation evaluation) {
    if (!evaluation.byPerson()) {
      return "";
    }
    return ", "
        + KnownPersons.sentence(
            evaluation.judgements().judged().stream().map(each -> each.picture().person()),
            evaluation.clusters());
  }

  /** How intervals were made. */
  String intervals() {
    return String.format(
        Locale.ROOT,
        "95 %% intervals from %,d resamples by %s.",
        Evaluation.RESAMPLES,
        evaluation().byPerson() ? "person" : "picture");
  }

  boolean hasMissed() {
    return evaluation().found() < evaluation().judgements().judged().size();
  }

  /** What the worst slice means, in a sentence; empty without slices. */
  Optional<String> worst() {
    if (evaluation().slices().isEmpty()) {
      return Optional.empty();
    }
    double all = evaluation().metric(Metric.ACCURACY).value();
    return Optional.of(
        evaluation()
            .worstSlice()
            .map(slice -> worst(slice, all))
            .orElse("No slice of 20 pictures or more lies below the accuracy of all."));
  }

  private static String worst(Slice slice, double all) {
    return String.format(
        Locale.ROOT,
        "The worst slice is %s = %s: %.1f %% right, %.1f points below all pictures (%.1f %%), which %s.",
        slice.column(),
        slice.name(),
        100 * slice.accuracy().value(),
        100 * (all - slice.accuracy().value()),
        100 * all,
        slice.accuracy().high() < all
            ? "lie above its interval"
            : "lie within its interval: it may be chance");
  }

  /** What a comparison came to, in a sentence. */
  String verdict(Against other) {
    Comparison comparison = other.comparison();
    return String.format(
        Locale.ROOT,
        "Only %s is right on %,d pictures, only %s on %,d (McNemar's exact test, of pictures as if each were of another person: p = %.3g): %s.",
        title(),
        comparison.onlyFirstRight(),
        title(other),
        comparison.onlyOtherRight(),
        comparison.mcNemarP(),
        comparison.mcNemarP() < 0.05
            ? "more than chance would explain"
            : "no more than chance would explain");
  }
}
