package io.github.smiledetector.train.data;

import java.util.Collections;
import java.util.List;

/**
 * The random generator behind NumPy's legacy {@code RandomState}, so that a shuffle with the same
 * seed gives the same order as in Keras: MT19937 seeded by one 32-bit number, and the Fisher-Yates
 * shuffle drawing indices by masked rejection.
 *
 * <p>Matsumoto and Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed uniform
 * pseudo-random number generator", ACM TOMACS 8(1), 1998; seeding as in their revision of 2002.
 */
final class MersenneTwister {
  private static final int N = 624;
  private static final int M = 397;
  private static final int MATRIX_A = 0x9908b0df;
  private static final int UPPER_MASK = 0x80000000;
  private static final int LOWER_MASK = 0x7fffffff;

  private final int[] state = new int[N];
  private int next = N;

  /**
   * @param seed read as an unsigned 32-bit number
   */
  MersenneTwister(int seed) {
    state[0] = seed;
    for (int i = 1; i < N; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  /** 32 random bits. */
  int next() {
    if (next == N) {
      regenerate();
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  private void regenerate() {
    for (int i = 0; i < N; i++) {
      int y = (state[i] & UPPER_MASK) | (state[(i + 1) % N] & LOWER_MASK);
      state[i] = state[(i + M) % N] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : MATRIX_A);
    }
    next = 0;
  }

  /** An index from 0 to {@code last}, both included, each as probable as any other. */
  int index(int last) {
    if (last == 0) {
      return 0;
    }
    int mask = -1 >>> Integer.numberOfLeadingZeros(last);
    int value;
    do {
      value = next() & mask;
    } while (value > last);
    return value;
  }

  /** Shuffles in place, as {@code numpy.random.RandomState(seed).shuffle(list)} does. */
  <T> void shuffle(List<T> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, index(i));
    }
  }
}
