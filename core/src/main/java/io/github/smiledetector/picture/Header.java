package io.github.smiledetector.picture;

/**
 * What a picture file says about its pixels before they are decoded.
 *
 * @param format the file's
 * @param widthPx columns as they are stored
 * @param heightPx rows as they are stored
 * @param decoding what to ask the decoder for
 * @param grey whether colour channels, if they come, are all the same
 * @param alpha what a fourth channel means
 * @param seeThroughLevel the level of grey, 0..255, that counts as see-through; -1 for none
 * @param orientation how the pixels lie
 * @param rest what is still to be looked at, once the size is known to be allowed
 */
record Header(
    Format format,
    int widthPx,
    int heightPx,
    Decoding decoding,
    boolean grey,
    Alpha alpha,
    int seeThroughLevel,
    Orientation orientation,
    Check rest) {

  /** What the decoder is asked for. */
  enum Decoding {
    /** One channel. */
    GREY,
    /** Red, green, blue; transparency is dropped. */
    COLOUR,
    /** Channels and depth of the file: for transparency, or where the header does not tell. */
    STORED
  }

  /** What a fourth channel means. */
  enum Alpha {
    /** Nothing. */
    NONE,
    /** Opacity. */
    STRAIGHT,
    /** Opacity that the colours are multiplied with already. */
    PREMULTIPLIED
  }

  /** Looks at a file. */
  interface Check {
    void run() throws Flaw;
  }

  static Header opaque(
      Format format, int widthPx, int heightPx, Decoding decoding, Orientation orientation)
      throws Flaw {
    return checked(format, widthPx, heightPx, decoding, false, Alpha.NONE, -1, orientation);
  }

  static Header translucent(
      Format format, int widthPx, int heightPx, Alpha alpha, Orientation orientation) throws Flaw {
    return checked(format, widthPx, heightPx, Decoding.STORED, false, alpha, -1, orientation);
  }

  static Header checked(
      Format format,
      int widthPx,
      int heightPx,
      Decoding decoding,
      boolean grey,
      Alpha alpha,
      int seeThroughLevel,
      Orientation orientation)
      throws Flaw {
    if (widthPx < 1 || heightPx < 1) {
      throw Flaw.damaged("its header says " + widthPx + "x" + heightPx + " pixels");
    }
    return new Header(
        format, widthPx, heightPx, decoding, grey, alpha, seeThroughLevel, orientation, () -> {});
  }

  Header with(Check check) {
    return new Header(
        format, widthPx, heightPx, decoding, grey, alpha, seeThroughLevel, orientation, check);
  }

  int uprightWidthPx() {
    return orientation.swapsSides() ? heightPx : widthPx;
  }

  int uprightHeightPx() {
    return orientation.swapsSides() ? widthPx : heightPx;
  }
}
