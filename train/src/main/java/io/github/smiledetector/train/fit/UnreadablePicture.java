package io.github.smiledetector.train.fit;

/**
 * A picture that training leaves out because it cannot be read.
 *
 * @param name its name in the data set
 * @param reason what is wrong with it, with its path
 */
public record UnreadablePicture(String name, String reason) {}
