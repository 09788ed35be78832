package io.github.smiledetector.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The process's output: UTF-8 whatever the system's settings, for it goes to files and programs,
 * but a terminal's own characters where a person watches.
 */
final class StandardOutput extends PrintWriter {
  StandardOutput() {
    super(new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), charset()), true);
  }

  private static Charset charset() {
    return Terminal.isPresent() ? System.console().charset() : StandardCharsets.UTF_8;
  }

  /** The same output, except that it does not keep failures to itself. */
  Writer direct() {
    return out;
  }
}
