package io.github.smiledetector.train.checkpoint;

import io.github.smiledetector.train.network.LearningState;

/**
 * Everything a training needs to go on where it was. What does not learn is not in it: that is in
 * the weights it started from.
 *
 * @param <I> what makes two trainings of its kind the same
 * @param <P> how far such a training has come
 * @param identity which training this belongs to
 * @param position how far it has come
 * @param state what has been learnt, and the optimizer's memory
 */
public record Checkpoint<I, P>(I identity, P position, LearningState state) {}
