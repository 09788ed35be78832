package io.github.smiledetector.train.recipe;

import io.github.smiledetector.error.OptionException;

/**
 * Everything that decides how a network is trained, apart from the pictures themselves. {@link
 * #REFERENCE} is the reference script's; the {@code with} methods give changed copies.
 *
 * @param epochs passes over the training part in each stage, at least 1
 * @param batchSize pictures a step, at least 1
 * @param imageSidePx side of the square the network sees, at least 32 pixels
 * @param learningRate Adam's learning rate in the frozen stage, positive
 * @param learningRateFactor what the unfrozen stage multiplies it by, positive
 * @param schedule how the learning rate moves within a stage
 * @param limit first backbone layer that learns in the unfrozen stage: an index in Keras's order (0
 *     trains all) or a layer's name
 * @param trainDense whether the dense layer goes on learning in the unfrozen stage; the reference
 *     keeps it fixed there
 * @param dropout share of pooled features dropped in training, 0 to below 1
 * @param augmentation what may happen to a training picture
 * @param seed of the split, the order of pictures, augmentation, dropout and the dense layer's
 *     first weights
 * @param split how pictures are divided
 * @param validationShare share of the pictures kept for validation, between 0 and 1
 */
public record TrainingRecipe(
    int epochs,
    int batchSize,
    int imageSidePx,
    double learningRate,
    double learningRateFactor,
    Schedule schedule,
    String limit,
    boolean trainDense,
    double dropout,
    Augmentation augmentation,
    long seed,
    SplitKind split,
    double validationShare) {

  /** The reference script's recipe. */
  public static final TrainingRecipe REFERENCE =
      new TrainingRecipe(
          5,
          32,
          160,
          0.001,
          0.1,
          Schedule.CONSTANT,
          "118",
          false,
          0.2,
          Augmentation.REFERENCE,
          42,
          SplitKind.REFERENCE,
          0.2);

  /**
   * @throws OptionException naming the value that is out of range
   */
  public TrainingRecipe {
    require(epochs >= 1, "epochs", "at least 1", epochs);
    require(batchSize >= 1, "the batch size", "at least 1", batchSize);
    require(imageSidePx >= 32, "the image size", "at least 32 pixels", imageSidePx);
    require(
        learningRate > 0 && Double.isFinite(learningRate),
        "the learning rate",
        "positive",
        learningRate);
    require(
        learningRateFactor > 0 && Double.isFinite(learningRateFactor),
        "the learning-rate factor",
        "positive",
        learningRateFactor);
    require(dropout >= 0 && dropout < 1, "dropout", "from 0 to below 1", dropout);
    require(
        validationShare > 0 && validationShare < 1,
        "the validation share",
        "between 0 and 1",
        validationShare);
  }

  private static void require(boolean holds, String what, String expected, Object found) {
    if (!holds) {
      throw new OptionException(what + " must be " + expected + ", not " + found);
    }
  }

  /** A copy with another {@link #epochs()}. */
  public TrainingRecipe withEpochs(int epochs) {
    return new TrainingRecipe(
        epochs,
        batchSize,
        imageSidePx,
        learningRate,
        learningRateFactor,
        schedule,
        limit,
        trainDense,
        dropout,
        augmentation,
        seed,
        split,
        validationShare);
  }

  /** A copy with another {@link #batchSize()}. */
  public TrainingRecipe withBatchSize(int batchSize) {
    return new TrainingRecipe(
        epochs,
        batchSize,
        imageSidePx,
        learningRate,
        learningRateFactor,
        schedule,
        limit,
        trainDense,
        dropout,
        augmentation,
        seed,
        split,
        validationShare);
  }

  /** A copy with another {@link #imageSidePx()}. */
  public TrainingRecipe withImageSidePx(int imageSidePx) {
    return new TrainingRecipe(
        epochs,
        batchSize,
        imageSidePx,
        learningRate,
        learningRateFactor,
        schedule,
        limit,
        trainDense,
        dropout,
        augmentation,
        seed,
        split,
        validationShare);
  }

  /** A copy with another {@link #learningRate()}. */
  public TrainingRecipe withLearningRate(double learningRate) {
    return new TrainingRecipe(
        epochs,
        batchSize,
        imageSidePx,
        learningRate,
        learningRateFactor,
        schedule,
        limit,
        trainDense,
        dropout,
        augmentation,
        seed,
        split,
        validationShare);
  }

  /** A copy with another {@link #learningRateFactor()}. */
  public TrainingRecipe withLearningRateFactor(double learningRateFactor) {
    return new TrainingRecipe(
        epochs,
        batchSize,
        imageSidePx,
        learningRate,
        learningRateFactor,
        schedule,
        limit,
        trainDense,
        dropout,
        augmentation,
        seed,
        split,
        validationShare);
  }

  /** A copy with another {@link #schedule()}. */
  public TrainingRecipe withSchedule(Schedule schedule) {
    return new TrainingRecipe(
        epochs,
        batchSize,
        imageSidePx,
        learningRate,
        learningRateFactor,
        schedule,
        limit,
        trainDense,
        dropout,
        augmentation,
        seed,
        split,
        validationShare);
  }

  /** A copy with another {@link #limit()}. */
  public TrainingRecipe withLimit(String limit) {
    return new TrainingRecipe(
        epochs,
        batchSize,
        imageSidePx,
        learningRate,
        learningRateFactor,
        schedule,
        limit,
        trainDense,
        dropout,
        augmentation,
        seed,
        split,
        validationShare);
  }

  /** A copy with another {@link #trainDense()}. */
  public TrainingRecipe withTrainDense(boolean trainDense) {
    return new TrainingRecipe(
        epochs,
        batchSize,
        imageSidePx,
        learningRate,
        learningRateFactor,
        schedule,
        limit,
        trainDense,
        dropout,
        augmentation,
        seed,
        split,
        validationShare);
  }

  /** A copy with another {@link #dropout()}. */
  public TrainingRecipe withDropout(double dropout) {
    return new TrainingRecipe(
        epochs,
        batchSize,
        imageSidePx,
        learningRate,
        learningRateFactor,
        schedule,
        limit,
        trainDense,
        dropout,
        augmentation,
        seed,
        split,
        validationShare);
  }

  /** A copy with another {@link #augmentation()}. */
  public TrainingRecipe withAugmentation(Augmentation augmentation) {
    return new TrainingRecipe(
        epochs,
        batchSize,
        imageSidePx,
        learningRate,
        learningRateFactor,
        schedule,
        limit,
        trainDense,
        dropout,
        augmentation,
        seed,
        split,
        validationShare);
  }

  /** A copy with another {@link #seed()}. */
  public TrainingRecipe withSeed(long seed) {
    return new TrainingRecipe(
        epochs,
        batchSize,
        imageSidePx,
        learningRate,
        learningRateFactor,
        schedule,
        limit,
        trainDense,
        dropout,
        augmentation,
        seed,
        split,
        validationShare);
  }

  /** A copy with another {@link #split()}. */
  public TrainingRecipe withSplit(SplitKind split) {
    return new TrainingRecipe(
        epochs,
        batchSize,
        imageSidePx,
        learningRate,
        learningRateFactor,
        schedule,
        limit,
        trainDense,
        dropout,
        augmentation,
        seed,
        split,
        validationShare);
  }

  /** A copy with another {@link #validationShare()}. */
  public TrainingRecipe withValidationShare(double validationShare) {
    return new TrainingRecipe(
        epochs,
        batchSize,
        imageSidePx,
        learningRate,
        learningRateFactor,
        schedule,
        limit,
        trainDense,
        dropout,
        augmentation,
        seed,
        split,
        validationShare);
  }
}
