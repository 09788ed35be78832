/**
 * What {@code smile detect} takes and gives: files, folders, patterns and lists become a lazy
 * sequence of pictures; outcomes become tables, JSON, CSV, framed copies, crops and a page.
 */
package io.github.smiledetector.cli.detect;
