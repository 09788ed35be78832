package io.github.smiledetector.train.recipe;

/**
 * What one epoch of a face finder's training came to. Training losses are averages over the epoch
 * while the weights moved; validation figures are taken after its last step, with the mean of the
 * weights if one is kept.
 *
 * @param epoch from 1
 * @param seconds wall-clock time of training and validation
 * @param loss training loss: a weighted sum of its parts
 * @param scoreLoss of the scores: is there a face
 * @param boxLoss of the boxes
 * @param landmarksLoss of the landmarks
 * @param validationLoss loss over the validation scenes, with batch norm as in training
 * @param validationRecall share of the validation scenes' faces that are found where there is at
 *     most one false face a scene
 * @param validationAveragePrecision area under the curve of precision over recall
 */
public record FinderEpoch(
    int epoch,
    double seconds,
    double loss,
    double scoreLoss,
    double boxLoss,
    double landmarksLoss,
    double validationLoss,
    double validationRecall,
    double validationAveragePrecision)
    implements EpochFigures {}
