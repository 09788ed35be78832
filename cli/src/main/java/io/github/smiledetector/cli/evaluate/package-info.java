/**
 * What {@code smile evaluate} gives: an evaluation becomes lines of text, JSON or a page to look
 * at.
 */
package io.github.smiledetector.cli.evaluate;
