package io.github.smiledetector.face;

import io.github.smiledetector.picture.Picture;
import java.util.List;

/**
 * Finds the faces in a picture. Implement it to plug in a finder of your own.
 *
 * <p>Thread-safe: many threads call {@link #find} at the same time. A finder may hold native
 * memory: whoever makes one closes it.
 */
public interface FaceFinder extends AutoCloseable {
  /**
   * A short name that stands for this finder's kind of box. Models keep the geometry of their crops
   * under it, so two finders whose boxes hold a face differently have different names. A finder
   * that gives every face its landmarks works with every model that knows landmarks, whatever its
   * name.
   */
  String name();

  /**
   * Whether every face comes with its landmarks. Such a finder works with every model that knows
   * landmarks, whatever its name.
   */
  default boolean givesLandmarks() {
    return false;
  }

  /**
   * Finds faces.
   *
   * @param picture any size, grey or colour
   * @param smallestPx faces whose box's longer side is below this many of the picture's pixels need
   *     not be found, at least 1; the larger, the faster
   * @return the faces, best score first; empty if there is none. Boxes may reach beyond the picture
   * @throws IllegalStateException if the finder is closed
   */
  List<Face> find(Picture picture, int smallestPx);

  /** Frees what the finder holds, once no call needs it any more; a second call does nothing. */
  @Override
  void close();
}
