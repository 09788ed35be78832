package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.picture.Picture;

/**
 * One picture of a {@link PictureSheet} and what stands above it.
 *
 * @param title one short line; what does not fit is cut off
 * @param picture any size, grey or colour
 */
public record TitledPicture(String title, Picture picture) {}
