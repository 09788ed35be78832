package io.github.smiledetector.train.network;

import java.util.Map;

/**
 * All that training steps change: the parameters that learn and the memory of their optimizer. A
 * network that goes on from a copy of it goes on as if it had never stopped.
 *
 * @param values numbers of each parameter that learns, and of each that steps keep a statistic in,
 *     row-major, by parameter name
 * @param firstMoments Adam's running mean of each learning one's gradient
 * @param secondMoments Adam's running mean of each one's squared gradient
 * @param averages running mean of each one's values; empty where none is kept
 * @param steps optimizer steps taken
 */
public record LearningState(
    Map<String, float[]> values,
    Map<String, float[]> firstMoments,
    Map<String, float[]> secondMoments,
    Map<String, float[]> averages,
    long steps) {
  /** Before the first step: the values are those of the weights started from, the moments zero. */
  public static final LearningState NEW =
      new LearningState(Map.of(), Map.of(), Map.of(), Map.of(), 0);

  /** Copies the maps, not the arrays: they are only to be read. */
  public LearningState {
    values = Map.copyOf(values);
    firstMoments = Map.copyOf(firstMoments);
    secondMoments = Map.copyOf(secondMoments);
    averages = Map.copyOf(averages);
  }
}
