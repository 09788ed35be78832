package io.github.smiledetector.train.recipe;

import io.github.smiledetector.error.OptionException;
import java.util.Map;
import java.util.function.Consumer;

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
 * @param averaging how much of the running mean of all weights each step keeps, 0 (no averaging:
 *     the last step's weights count) to below 1; the mean is what is validated and saved (Polyak
 *     and Juditsky, 1992), and it forgets its beginning faster
 * @param margin how many logits a broad smile lies above a smile, where pictures have both labels;
 *     0 to learn nothing of broad smiles
 * @param broadWeight how much a label for a broad smile counts, a label for a smile being 1; 0 or
 *     positive
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
    double averaging,
    double margin,
    double broadWeight,
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
          0,
          0,
          1,
          Augmentation.REFERENCE,
          42,
          SplitKind.REFERENCE,
          0.2);

  /**
   * The quickest one that reaches 93 % on the reference split: small pictures, all layers learn at
   * once from the ImageNet weights, no frozen stage, little rotation, a single epoch in which the
   * learning rate rises and falls.
   */
  public static final TrainingRecipe QUICK =
      REFERENCE
          .withEpochs(1)
          .withImageSidePx(80)
          .withLearningRate(0.0007)
          .withLearningRateFactor(1)
          .withSchedule(Schedule.ONE_CYCLE)
          .withLimit("0")
          .withTrainDense(true)
          .withAugmentation(new Augmentation(true, 0.03));

  /**
   * For faces nobody has seen: all layers learn at once from the ImageNet weights on colour
   * pictures that vary in all that photos vary in, and the mean of the weights is kept.
   */
  public static final TrainingRecipe GENERAL =
      REFERENCE
          .withEpochs(8)
          .withBatchSize(64)
          .withImageSidePx(96)
          .withLearningRate(0.0005)
          .withLearningRateFactor(1)
          .withSchedule(Schedule.ONE_CYCLE)
          .withLimit("0")
          .withTrainDense(true)
          .withAveraging(0.998)
          .withMargin(3)
          .withBroadWeight(0.5)
          .withAugmentation(new Augmentation(true, 0.03, 0.06, 0.15, 1));

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
    require(averaging >= 0 && averaging < 1, "averaging", "from 0 to below 1", averaging);
    require(margin >= 0 && Double.isFinite(margin), "the margin", "0 or positive", margin);
    require(
        broadWeight >= 0 && Double.isFinite(broadWeight),
        "the weight of labels for broad smiles",
        "0 or positive",
        broadWeight);
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
    return changed(draft -> draft.epochs = epochs);
  }

  /** A copy with another {@link #batchSize()}. */
  public TrainingRecipe withBatchSize(int batchSize) {
    return changed(draft -> draft.batchSize = batchSize);
  }

  /** A copy with another {@link #imageSidePx()}. */
  public TrainingRecipe withImageSidePx(int imageSidePx) {
    return changed(draft -> draft.imageSidePx = imageSidePx);
  }

  /** A copy with another {@link #learningRate()}. */
  public TrainingRecipe withLearningRate(double learningRate) {
    return changed(draft -> draft.learningRate = learningRate);
  }

  /** A copy with another {@link #learningRateFactor()}. */
  public TrainingRecipe withLearningRateFactor(double learningRateFactor) {
    return changed(draft -> draft.learningRateFactor = learningRateFactor);
  }

  /** A copy with another {@link #schedule()}. */
  public TrainingRecipe withSchedule(Schedule schedule) {
    return changed(draft -> draft.schedule = schedule);
  }

  /** A copy with another {@link #limit()}. */
  public TrainingRecipe withLimit(String limit) {
    return changed(draft -> draft.limit = limit);
  }

  /** A copy with another {@link #trainDense()}. */
  public TrainingRecipe withTrainDense(boolean trainDense) {
    return changed(draft -> draft.trainDense = trainDense);
  }

  /** A copy with another {@link #dropout()}. */
  public TrainingRecipe withDropout(double dropout) {
    return changed(draft -> draft.dropout = dropout);
  }

  /** A copy with another {@link #averaging()}. */
  public TrainingRecipe withAveraging(double averaging) {
    return changed(draft -> draft.averaging = averaging);
  }

  /** A copy with another {@link #margin()}. */
  public TrainingRecipe withMargin(double margin) {
    return changed(draft -> draft.margin = margin);
  }

  /** A copy with another {@link #broadWeight()}. */
  public TrainingRecipe withBroadWeight(double broadWeight) {
    return changed(draft -> draft.broadWeight = broadWeight);
  }

  /** A copy with another {@link #augmentation()}. */
  public TrainingRecipe withAugmentation(Augmentation augmentation) {
    return changed(draft -> draft.augmentation = augmentation);
  }

  /** A copy with another {@link #seed()}. */
  public TrainingRecipe withSeed(long seed) {
    return changed(draft -> draft.seed = seed);
  }

  /** A copy with another {@link #split()}. */
  public TrainingRecipe withSplit(SplitKind split) {
    return changed(draft -> draft.split = split);
  }

  /** A copy with another {@link #validationShare()}. */
  public TrainingRecipe withValidationShare(double validationShare) {
    return changed(draft -> draft.validationShare = validationShare);
  }

  /**
   * What of this a stage goes by: for the frozen one, everything that only the unfrozen one reads
   * is the reference's.
   */
  public TrainingRecipe relevantTo(Approach approach) {
    return approach == Approach.UNFROZEN
        ? this
        : changed(
            draft -> {
              draft.limit = REFERENCE.limit;
              draft.trainDense = REFERENCE.trainDense;
              draft.learningRateFactor = REFERENCE.learningRateFactor;
            });
  }

  /**
   * All values by their names here, in order: for whoever compares recipes or names one.
   *
   * @return an unmodifiable map
   */
  public Map<String, Object> values() {
    return RecordValues.of(this);
  }

  private TrainingRecipe changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.recipe();
  }

  /** The same values, open to change: the one place that names them all for the copies above. */
  private static final class Draft {
    private int epochs;
    private int batchSize;
    private int imageSidePx;
    private double learningRate;
    private double learningRateFactor;
    private Schedule schedule;
    private String limit;
    private boolean trainDense;
    private double dropout;
    private double averaging;
    private double margin;
    private double broadWeight;
    private Augmentation augmentation;
    private long seed;
    private SplitKind split;
    private double validationShare;

    Draft(TrainingRecipe recipe) {
      epochs = recipe.epochs;
      batchSize = recipe.batchSize;
      imageSidePx = recipe.imageSidePx;
      learningRate = recipe.learningRate;
      learningRateFactor = recipe.learningRateFactor;
      schedule = recipe.schedule;
      limit = recipe.limit;
      trainDense = recipe.trainDense;
      dropout = recipe.dropout;
      averaging = recipe.averaging;
      margin = recipe.margin;
      broadWeight = recipe.broadWeight;
      augmentation = recipe.augmentation;
      seed = recipe.seed;
      split = recipe.split;
      validationShare = recipe.validationShare;
    }

    TrainingRecipe recipe() {
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
          averaging,
          margin,
          broadWeight,
          augmentation,
          seed,
          split,
          validationShare);
    }
  }
}
