package io.github.smiledetector.inference;

/** Lets tests of other rooms see whether what they opened of ONNX Runtime's was closed. */
public final class OpenNatives {
  private OpenNatives() {}

  /** How many things of ONNX Runtime's are open in this process. */
  public static long count() {
    return Native.OPENED.get() - Native.CLOSED.get();
  }
}
