package io.github.smiledetector.train.recipe;

/**
 * What one epoch came to. Losses are mean binary cross-entropies in nats, accuracies shares of
 * pictures from 0 to 1. Training figures are averages over the epoch while the weights moved, with
 * augmentation and dropout, as Keras reports them, and with the pictures' weights and the loss of a
 * second label where there are any; validation figures are taken after the epoch's last step.
 *
 * @param epoch from 1
 * @param seconds wall-clock time of training and validation
 * @param loss training loss
 * @param accuracy training accuracy, smiling being a logit of 0 or more (probability 0.5)
 * @param accuracyAtHalfLogit training accuracy as the reference script's {@code
 *     metrics=['accuracy']} counts it: smiling being a logit above 0.5
 * @param validationLoss validation loss
 * @param validationAccuracy validation accuracy at logit 0
 * @param validationAccuracyAtHalfLogit validation accuracy at logit 0.5
 */
public record EpochResult(
    int epoch,
    double seconds,
    double loss,
    double accuracy,
    double accuracyAtHalfLogit,
    double validationLoss,
    double validationAccuracy,
    double validationAccuracyAtHalfLogit)
    implements EpochFigures {}
