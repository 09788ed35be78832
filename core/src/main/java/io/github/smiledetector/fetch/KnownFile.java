package io.github.smiledetector.fetch;

import java.net.URI;

/**
 * A file that lies somewhere in the world and is known here: what it is, where it is and how to
 * tell it from any other.
 *
 * @param title what users read, such as "SMILEsmileD"
 * @param address where it is fetched from: https (http only from this machine itself)
 * @param maxBytes largest size that is fetched or copied at all, so that a wrong address cannot
 *     fill the disk
 * @param acceptance tells it from other files
 */
public record KnownFile(String title, URI address, long maxBytes, Acceptance acceptance) {}
