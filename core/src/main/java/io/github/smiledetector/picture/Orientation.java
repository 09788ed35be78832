package io.github.smiledetector.picture;

/**
 * How the pixels of a file lie, and so what makes its picture upright: the eight values of the Exif
 * tag 0x0112 (CIPA DC-008, section 4.6.5), in its order.
 */
public enum Orientation {
  /** Upright already. */
  UPRIGHT(1),
  /** Mirrored left to right. */
  MIRRORED(2),
  /** Upside down. */
  HALF_TURN(3),
  /** Mirrored top to bottom. */
  MIRRORED_HALF_TURN(4),
  /** Mirrored, then a quarter turn anticlockwise makes it upright. */
  TRANSPOSED(5),
  /** A quarter turn clockwise makes it upright. */
  QUARTER_TURN(6),
  /** Mirrored, then a quarter turn clockwise makes it upright. */
  TRANSVERSED(7),
  /** A quarter turn anticlockwise makes it upright. */
  THREE_QUARTER_TURN(8);

  private final int exif;

  Orientation(int exif) {
    this.exif = exif;
  }

  /**
   * By the Exif value.
   *
   * @param value 1 to 8; any other counts as 1, as readers of Exif treat it
   */
  public static Orientation ofExif(int value) {
    for (Orientation orientation : values()) {
      if (orientation.exif == value) {
        return orientation;
      }
    }
    return UPRIGHT;
  }

  /** The Exif value, 1 to 8. */
  public int exif() {
    return exif;
  }

  /** Whether the upright picture is as wide as the file's is high. */
  public boolean swapsSides() {
    return exif >= 5;
  }
}
