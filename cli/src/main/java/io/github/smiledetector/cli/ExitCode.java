package io.github.smiledetector.cli;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.error.SmileDetectorException;
import io.github.smiledetector.error.StoppedException;

/** The command line's exit codes and the one place where errors become them. */
final class ExitCode {
  static final int DONE = 0;
  static final int OUR_FAULT = 1;
  static final int WRONG_USE = 2;
  static final int SOME_INPUTS_FAILED = 3;
  static final int BAD_DATA = 4;
  static final int BAD_MODEL = 5;
  static final int REQUIREMENT_NOT_MET = 6;
  static final int INTERRUPTED = 130;

  private ExitCode() {}

  static int of(Throwable error) {
    if (error instanceof StoppedException) {
      return INTERRUPTED;
    }
    if (error instanceof OptionException) {
      return WRONG_USE;
    }
    if (error instanceof PictureException) {
      return SOME_INPUTS_FAILED;
    }
    if (error instanceof ModelException) {
      return BAD_MODEL;
    }
    if (error instanceof DataException || error instanceof SmileDetectorException) {
      return BAD_DATA;
    }
    return OUR_FAULT;
  }
}
