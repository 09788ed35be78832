package io.github.smiledetector.cli.detect;

import io.github.smiledetector.picture.PictureSource;

/**
 * A picture to look at.
 *
 * @param source where it comes from; its name is what the user reads
 * @param stem what copies of it are named after: its path below the folder that was named, or its
 *     name, without the extension
 */
public record Input(PictureSource source, String stem) {}
