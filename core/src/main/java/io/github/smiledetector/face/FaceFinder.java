package io.github.smiledetector.face;

import io.github.smiledetector.picture.Picture;
import java.util.List;

/**
 * Finds the faces in a picture. Implement it to plug in a finder of your own:
 *
 * <pre>{@code
 * final class MyFinder implements FaceFinder {
 *   public String name() {
 *     return "mine";
 *   }
 *
 *   public List<Face> find(Picture picture, int smallestPx) {
 *     Landmarks points = new Landmarks(leftEye, rightEye, nose, mouthLeft, mouthRight);
 *     return List.of(new Face(new Box(x, y, width, height), 0.93, Optional.of(points)));
 *   }
 *
 *   public void close() {}
 * }
 *
 * SmileDetector.open(DetectorOptions.DEFAULT.withFinder(MyFinder::new));
 * }</pre>
 *
 * <p>With landmarks it works with every model that knows landmarks, such as the one that comes with
 * the program. Without them a model has to know its boxes by its name.
 *
 * <p>Thread-safe: many threads call {@link #find} at the same time. A finder may hold native
 * memory: whoever makes one closes it.
 */
public interface FaceFinder extends AutoCloseable {
  /**
   * A short name that stands for this finder's kind of box. Models keep the geometry of their crops
   * under it, so two finders whose boxes hold a face differently have different names.
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
   * How small a face is worth looking for where nobody says it.
   *
   * @param longerSidePx of the picture
   * @return longer side of its box, in the same pixels, at least 1
   */
  default int usualSmallestPx(int longerSidePx) {
    return Math.max(20, longerSidePx / 100);
  }

  /**
   * At which size this looks at the smallest face that it is asked for: a larger picture is brought
   * down to that.
   *
   * @return longer side of the face's box, in the pixels that are looked at, above 0
   */
  default double surePx() {
    return 20;
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
