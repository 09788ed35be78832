package io.github.smiledetector.fetch;

import java.nio.file.Path;

/**
 * A file that was fetched, accepted and moved into place.
 *
 * @param file where it lies
 * @param sizeBytes its size
 * @param sha256 its digest, 64 lower-case hexadecimal digits
 */
public record Fetched(Path file, long sizeBytes, String sha256) {}
