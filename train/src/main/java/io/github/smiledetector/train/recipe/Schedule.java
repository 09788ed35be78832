package io.github.smiledetector.train.recipe;

import java.util.Locale;

/** How the learning rate moves within a stage. */
public enum Schedule {
  /** It stays, as in the reference. */
  CONSTANT {
    @Override
    public double factor(double progress) {
      return 1;
    }
  },
  /** It falls along half a cosine to zero (Loshchilov and Hutter, 2017, without restarts). */
  COSINE {
    @Override
    public double factor(double progress) {
      return (1 + Math.cos(Math.PI * progress)) / 2;
    }
  },
  /**
   * It rises evenly over the first fifth, then falls along half a cosine to zero: large rates do no
   * harm once Adam knows the gradients (Smith and Topin, 2018, "Super-Convergence").
   */
  ONE_CYCLE {
    @Override
    public double factor(double progress) {
      return progress < RISE
          ? progress / RISE
          : (1 + Math.cos(Math.PI * (progress - RISE) / (1 - RISE))) / 2;
    }
  };

  private static final double RISE = 0.2;

  /**
   * What the stage's learning rate is multiplied by.
   *
   * @param progress share of the stage's steps already taken, 0 to 1
   * @return 0 to 1
   */
  public abstract double factor(double progress);

  /** The name users write and read: {@code constant}, {@code cosine} or {@code one_cycle}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
