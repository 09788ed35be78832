package io.github.smiledetector.train.evaluate;

/** Something that is measured and can be asked for by name. */
public interface Figure {
  /** Its name in JSON and in requirements. */
  String jsonName();

  /** What to call it in a table. */
  String label();

  /** Whether more is better; otherwise less is. */
  boolean higherIsBetter();
}
