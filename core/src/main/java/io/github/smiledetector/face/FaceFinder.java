package io.github.smiledetector.face;

import io.github.smiledetector.picture.Picture;
import java.util.List;

/**
 * Finds the faces in a picture. Implement it to plug in a finder of your own.
 *
 * <p>A finder may hold native memory: whoever makes one closes it.
 */
public interface FaceFinder extends AutoCloseable {
  /**
   * A short name that stands for this finder's kind of box. Models keep the geometry of their crops
   * under it, so two finders whose boxes hold a face differently have different names.
   */
  String name();

  /**
   * Finds faces.
   *
   * @param picture any size, grey or colour
   * @return the faces, best score first; empty if there is none. Boxes may reach beyond the picture
   * @throws IllegalStateException if the finder is closed
   */
  List<Face> find(Picture picture);

  /** Frees what the finder holds; a second call does nothing. */
  @Override
  void close();
}
