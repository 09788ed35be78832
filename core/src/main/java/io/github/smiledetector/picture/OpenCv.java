package io.github.smiledetector.picture;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;

/** The library that decodes pictures, for those who want to know which it is. */
public final class OpenCv {
  private OpenCv() {}

  /** Its version, as its native part says. */
  public static String version() {
    try (BytePointer version = opencv_core.getVersionString()) {
      return version.getString().strip();
    }
  }
}
