package io.github.smiledetector;

/** In which order the results of many pictures come. */
public enum ResultOrder {
  /** As the pictures were given. */
  AS_GIVEN,
  /** As soon as each is ready. */
  AS_READY
}
