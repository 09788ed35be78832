package io.github.smiledetector.train.recipe;

import io.github.smiledetector.error.OptionException;
import java.util.Map;

/**
 * Everything that decides how a face finder is trained, apart from its photos.
 *
 * @param epochs at least 1
 * @param scenesPerEpoch how many scenes an epoch learns from, none of them twice; at least a batch
 * @param batchSize scenes a step, at least 1; their pixels may take 1 GiB at most
 * @param imageSidePx side of the scenes, a multiple of 32 from 32 to 1024
 * @param learningRate Adam's at its highest, positive
 * @param schedule how the learning rate moves
 * @param averaging how much of the running mean of all weights each step keeps, 0 (none) to below
 *     1; the mean is what is validated and saved
 * @param seed of the split, the scenes and the first weights
 * @param validationShare share of the photos kept for validation, between 0 and 1
 * @param validationScenes how many scenes an epoch is judged on, the same each time; at least 1
 */
public record FinderRecipe(
    int epochs,
    int scenesPerEpoch,
    int batchSize,
    int imageSidePx,
    double learningRate,
    Schedule schedule,
    double averaging,
    long seed,
    double validationShare,
    int validationScenes) {
  /** How many pixels of the scene the coarsest of the network's cells has. */
  private static final int LARGEST_CELL_PX = 32;

  private static final int LARGEST_SIDE_PX = 1024;

  /** Bytes that the pixels of a batch may take, floats of three colours. */
  private static final long LARGEST_BATCH_BYTES = 1L << 30;

  /**
   * @throws OptionException naming the value that is out of range
   */
  public FinderRecipe {
    require(epochs >= 1, "epochs", "at least 1", epochs);
    require(batchSize >= 1, "the batch size", "at least 1", batchSize);
    require(
        scenesPerEpoch >= batchSize,
        "the scenes of an epoch",
        "at least a batch (" + batchSize + ")",
        scenesPerEpoch);
    require(
        imageSidePx >= LARGEST_CELL_PX
            && imageSidePx <= LARGEST_SIDE_PX
            && imageSidePx % LARGEST_CELL_PX == 0,
        "the image size",
        "a multiple of 32 pixels from 32 to 1024, because the network's largest cells have 32",
        imageSidePx);
    long sceneBytes = 3L * Float.BYTES * imageSidePx * imageSidePx;
    require(
        batchSize <= LARGEST_BATCH_BYTES / sceneBytes,
        "the batch size",
        "at most %d for scenes of %d px, because the pixels of a batch may take no more than 1 GiB"
            .formatted(LARGEST_BATCH_BYTES / sceneBytes, imageSidePx),
        batchSize);
    require(
        learningRate > 0 && Double.isFinite(learningRate),
        "the learning rate",
        "positive",
        learningRate);
    require(averaging >= 0 && averaging < 1, "averaging", "from 0 to below 1", averaging);
    require(
        validationShare > 0 && validationShare < 1,
        "the validation share",
        "between 0 and 1",
        validationShare);
    require(validationScenes >= 1, "the validation scenes", "at least 1", validationScenes);
  }

  private static void require(boolean holds, String what, String expected, Object found) {
    if (!holds) {
      throw new OptionException(what + " must be " + expected + ", not " + found);
    }
  }

  /** All values by their names here, in order; unmodifiable. */
  public Map<String, Object> values() {
    return RecordValues.of(this);
  }
}
