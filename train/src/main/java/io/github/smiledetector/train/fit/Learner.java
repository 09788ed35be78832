package io.github.smiledetector.train.fit;

import io.github.smiledetector.train.network.LearningState;
import io.github.smiledetector.train.recipe.EpochFigures;
import io.github.smiledetector.train.recipe.Position;
import io.github.smiledetector.train.recipe.Schedule;

/**
 * What a {@link TrainingLoop} trains: a network with what it learns from and is judged on.
 *
 * @param <P> how far it has come
 * @param <E> what an epoch comes to
 */
interface Learner<P extends Position<P, E>, E extends EpochFigures> {
  /**
   * What the loop has to know beforehand.
   *
   * @param name of the training, as messages call it
   * @param samples what it learns from, as messages call them
   * @param samplesAnEpoch how many of these an epoch has
   * @param epochs how many there are
   * @param learningRate the highest
   * @param schedule how it moves
   * @param seed equal seeds give equal trainings
   * @param seedOffset makes two trainings of one seed draw differently
   */
  record Plan(
      String name,
      String samples,
      int samplesAnEpoch,
      int epochs,
      double learningRate,
      Schedule schedule,
      long seed,
      long seedOffset) {}

  /** What the loop has to know beforehand; always the same. */
  Plan plan();

  /** The learning rate as messages write it. */
  String rateInWords();

  /**
   * Takes the steps of an epoch, from its position on; after each it says so.
   *
   * @param epoch knows the seed and the rate, and hears of each step
   */
  void train(TrainingLoop<?, P, E>.Epoch epoch);

  /**
   * Judges the network after the last step.
   *
   * @param epoch asked, after each batch, whether to go on
   * @return the epoch's figures
   */
  E judge(TrainingLoop<?, P, E>.Epoch epoch);

  /** What has been learnt so far. */
  LearningState state();
}
