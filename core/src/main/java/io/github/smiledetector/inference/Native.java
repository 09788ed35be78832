package io.github.smiledetector.inference;

import ai.onnxruntime.OrtException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Something of ONNX Runtime's that has to be closed, counted: tests compare how many were opened
 * with how many were closed.
 */
final class Native<T> implements AutoCloseable {
  static final AtomicLong OPENED = new AtomicLong();
  static final AtomicLong CLOSED = new AtomicLong();

  private final T value;
  private final Closing<T> closing;

  private Native(T value, Closing<T> closing) {
    this.value = value;
    this.closing = closing;
  }

  static <T> Native<T> opened(T value, Closing<T> closing) {
    OPENED.incrementAndGet();
    return new Native<>(value, closing);
  }

  T value() {
    return value;
  }

  @Override
  public void close() throws OrtException {
    closing.close(value);
    CLOSED.incrementAndGet();
  }

  /** How to close it. */
  interface Closing<T> {
    void close(T value) throws OrtException;
  }
}
