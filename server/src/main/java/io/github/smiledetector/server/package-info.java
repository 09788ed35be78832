/**
 * Smile detection over HTTP: {@link io.github.smiledetector.server.SmileServer} answers requests of
 * many clients with one detector, and shows a page to try it.
 *
 * <p>A request's way: {@code Access} says whether it may come in, {@code Bodies} reads it within
 * {@link io.github.smiledetector.server.ServerLimits}, a {@link
 * io.github.smiledetector.DetectionQueue} works on it, {@code Answers} writes what was seen, and
 * whatever goes wrong on the way leaves as a {@code Problem}.
 */
package io.github.smiledetector.server;
