package io.github.smiledetector.classifier;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.inference.Processor;
import io.github.smiledetector.model.ModelBundle;
import java.util.Locale;

/** Says with numbers of how many bits a bundle's network computes. */
public enum Precision {
  /** {@link #INT8} where the bundle has it and the processor is made for it, else {@link #FP32}. */
  AUTO,
  /** 32-bit floating-point numbers. */
  FP32,
  /**
   * 8-bit integers: faster on processors that multiply them natively; elsewhere slower, and on
   * x86-64 less exact.
   */
  INT8;

  /**
   * Which network of a bundle this means on this machine.
   *
   * @param bundle with or without an 8-bit network
   * @return {@link #FP32} or {@link #INT8}
   * @throws ModelException if this is {@link #INT8} and the bundle has no such network
   */
  public Precision in(ModelBundle bundle) {
    return in(bundle, Processor.multipliesEightBitIntegers());
  }

  Precision in(ModelBundle bundle, boolean multipliesEightBitIntegers) {
    boolean has = bundle.eightBit().isPresent();
    if (this == INT8 && !has) {
      throw new ModelException(
          "model "
              + bundle.description().name()
              + " has no 8-bit network (model-8bit.onnx in its folder and in SHA256SUMS); take"
              + " precision auto or fp32, or a model that has one");
    }
    return this == INT8 || (this == AUTO && has && multipliesEightBitIntegers) ? INT8 : FP32;
  }

  /** As options and results call it: {@code auto}, {@code fp32} or {@code int8}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
