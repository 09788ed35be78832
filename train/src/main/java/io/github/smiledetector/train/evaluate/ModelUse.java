package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.classifier.Precision;
import io.github.smiledetector.model.ModelDescription;

/**
 * How a model was used: one bundle can have several meanings and two networks.
 *
 * @param meaning name of the meaning that probabilities and threshold come from
 * @param says what counts as a smile in it, one line for people
 * @param precision of the network that answered, {@link Precision#FP32} or {@link Precision#INT8}
 */
public record ModelUse(String meaning, String says, Precision precision) {
  /**
   * @throws io.github.smiledetector.error.OptionException if the model has no such meaning
   */
  static ModelUse of(ModelDescription model, String meaning, Precision precision) {
    return new ModelUse(meaning, model.meaning(meaning).says(), precision);
  }
}
