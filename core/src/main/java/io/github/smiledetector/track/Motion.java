package io.github.smiledetector.track;

import io.github.smiledetector.geometry.Box;

/**
 * Where a face is and where to it moves: a filter of constant velocity with fading memory (the
 * critically damped g-h filter of Brookner, "Tracking and Kalman Filtering Made Easy", 1998), its
 * gains made of the time that passed, so that the frame rate does not matter. The size is only
 * smoothed. Unseen, a face moves on for a moment, then rests: it does not fly off.
 */
final class Motion {
  /** Of this time the filter remembers 63 %, seconds. */
  private static final double MEMORY = 0.1;

  /** So long an unseen face moves on, seconds. */
  private static final double COASTING = 0.5;

  private double centreX;
  private double centreY;
  private double width;
  private double height;
  private double velocityX;
  private double velocityY;
  private long nanos;

  Motion(long nanos, Box first) {
    this.nanos = nanos;
    centreX = first.centreX();
    centreY = first.centreY();
    width = first.width();
    height = first.height();
  }

  /**
   * @param then at or after the last observation
   */
  Box at(long then) {
    double travelled = Math.min(seconds(then), COASTING);
    double x = centreX + velocityX * travelled;
    double y = centreY + velocityY * travelled;
    return new Box(x - width / 2, y - height / 2, width, height);
  }

  /**
   * @param then after the last observation
   */
  void see(long then, Box seen) {
    double seconds = seconds(then);
    double travelled = Math.min(seconds, COASTING);
    double kept = Math.exp(-seconds / MEMORY);
    double offX = seen.centreX() - (centreX + velocityX * travelled);
    double offY = seen.centreY() - (centreY + velocityY * travelled);
    double velocityGain = (1 - kept) * (1 - kept);
    velocityX = (velocityX * travelled + velocityGain * offX) / seconds;
    velocityY = (velocityY * travelled + velocityGain * offY) / seconds;
    double left = kept * kept;
    centreX = seen.centreX() - left * offX;
    centreY = seen.centreY() - left * offY;
    width = seen.width() + left * (width - seen.width());
    height = seen.height() + left * (height - seen.height());
    nanos = then;
  }

  private double seconds(long then) {
    return (then - nanos) / FrameTime.NANOS_PER_SECOND;
  }
}
