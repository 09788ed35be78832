package io.github.smiledetector.geometry;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Five points of a face. Left and right are the picture's: the left eye is the one further left in
 * an upright face.
 *
 * @param leftEye middle of the eye on the left of the picture
 * @param rightEye middle of the eye on the right of the picture
 * @param nose tip of the nose
 * @param mouthLeft corner of the mouth on the left of the picture
 * @param mouthRight corner of the mouth on the right of the picture
 */
public record Landmarks(
    Point leftEye, Point rightEye, Point nose, Point mouthLeft, Point mouthRight) {
  /**
   * @throws NullPointerException if a point is missing
   */
  public Landmarks {
    Objects.requireNonNull(leftEye, "leftEye");
    Objects.requireNonNull(rightEye, "rightEye");
    Objects.requireNonNull(nose, "nose");
    Objects.requireNonNull(mouthLeft, "mouthLeft");
    Objects.requireNonNull(mouthRight, "mouthRight");
  }

  /** The five, in the order of the record. */
  public List<Point> all() {
    return List.of(leftEye, rightEye, nose, mouthLeft, mouthRight);
  }

  /**
   * How far the face is turned in the picture's plane, by the line through the eyes.
   *
   * @return degrees, above -180 to 180; 0 for level eyes, positive where it is turned clockwise
   */
  public double rollDegrees() {
    return Math.toDegrees(Math.atan2(rightEye.y() - leftEye.y(), rightEye.x() - leftEye.x()));
  }

  /** The same points in a picture that is this many times as large, a positive number. */
  public Landmarks scaled(double factor) {
    return map(point -> point.scaled(factor));
  }

  /**
   * The five points elsewhere.
   *
   * @param move says where each comes to lie; must not mirror the face
   */
  public Landmarks map(UnaryOperator<Point> move) {
    return new Landmarks(
        move.apply(leftEye),
        move.apply(rightEye),
        move.apply(nose),
        move.apply(mouthLeft),
        move.apply(mouthRight));
  }

  /**
   * The five points in a mirror: what was on the left is on the right then.
   *
   * @param mirror says where each comes to lie
   */
  public Landmarks mirrored(UnaryOperator<Point> mirror) {
    return new Landmarks(
        mirror.apply(rightEye),
        mirror.apply(leftEye),
        mirror.apply(nose),
        mirror.apply(mouthRight),
        mirror.apply(mouthLeft));
  }
}
