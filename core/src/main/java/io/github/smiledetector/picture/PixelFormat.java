package io.github.smiledetector.picture;

/** What the bytes of a pixel mean, in their order; 8 bits each. */
public enum PixelFormat {
  /** One byte: luma. */
  GREY(1),
  /** Red, green, blue. */
  RGB(3),
  /** Blue, green, red: OpenCV's order. */
  BGR(3),
  /** Red, green, blue, opacity (0 see-through to 255); not premultiplied. */
  RGBA(4),
  /** Blue, green, red, opacity (0 see-through to 255); not premultiplied. */
  BGRA(4);

  private final int bytes;

  PixelFormat(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes a pixel. */
  public int bytes() {
    return bytes;
  }
}
