package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.train.data.LabelledPicture;
import java.util.List;
import java.util.Optional;

/** Gives each labelled picture a logit, by a network or from a file. */
public interface FaceJudge extends AutoCloseable {
  /** What to call it, in a few words. */
  String name();

  /** Which of its model's meanings and networks answers; empty for answers from elsewhere. */
  Optional<ModelUse> use();

  /** How its logits are read. */
  Reading reading();

  /**
   * Judges.
   *
   * @param pictures the data set
   * @param progress hears how many are done
   * @return an answer a picture that could be read, in their order
   * @throws io.github.smiledetector.error.SmileDetectorException if it cannot go on at all
   */
  Judgements judge(List<LabelledPicture> pictures, Progress progress);

  /** Frees what it holds. */
  @Override
  void close();
}
