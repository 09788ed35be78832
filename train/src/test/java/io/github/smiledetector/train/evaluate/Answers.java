package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.model.Calibration;
import io.github.smiledetector.train.data.LabelledPicture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Answers of a model that never was. */
final class Answers {
  static final Reading READING = new Reading(Calibration.IDENTITY, 0.5);

  private final List<JudgedPicture> pictures = new ArrayList<>();

  /** Adds a picture by the model's probability; not a number where no face was found. */
  Answers add(boolean smiling, double probability) {
    return add(smiling, probability, "");
  }

  Answers add(boolean smiling, double probability, String person) {
    String name = pictures.size() + ".png";
    pictures.add(
        new JudgedPicture(
            new LabelledPicture(Path.of(name), name, smiling ? 1 : 0, Double.NaN, 1, person, 1),
            Double.isNaN(probability)
                ? OptionalDouble.empty()
                : OptionalDouble.of(READING.logit(probability)),
            Optional.empty(),
            OptionalDouble.empty()));
    return this;
  }

  /** Adds smiles, then others, by their probabilities. */
  static Answers of(double[] smiles, double[] others) {
    Answers answers = new Answers();
    for (double probability : smiles) {
      answers.add(true, probability);
    }
    for (double probability : others) {
      answers.add(false, probability);
    }
    return answers;
  }

  List<JudgedPicture> pictures() {
    return pictures;
  }

  RankedScores scores() {
    return new RankedScores(pictures, READING);
  }

  double figure(Metric metric) {
    RankedScores scores = scores();
    return scores.figures(scores.once(), true).get(metric);
  }

  Evaluation evaluation(Slicing... slicings) {
    return Evaluation.of(new Judgements(pictures, List.of(), 1), READING, List.of(slicings));
  }
}
