package io.github.smiledetector.train.data;

import java.nio.file.Path;

/**
 * One picture file and whether it shows a smile.
 *
 * @param file where it lies
 * @param name its path below the data set's folder, class folder first, with {@code /} between:
 *     {@code negatives/8497.jpg}
 * @param smiling true for class 1 (smiling), false for class 0 (not smiling)
 */
public record LabelledPicture(Path file, String name, boolean smiling) {}
