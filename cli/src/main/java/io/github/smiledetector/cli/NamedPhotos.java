package io.github.smiledetector.cli;

import io.github.smiledetector.cli.detect.Inputs;
import io.github.smiledetector.cli.detect.PathList;
import io.github.smiledetector.cli.detect.VisibleText;
import io.github.smiledetector.error.OptionException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that say which photos to look at. */
final class NamedPhotos {
  @Parameters(
      paramLabel = "PHOTO",
      arity = "0..*",
      description =
          "Picture files, whatever they are called; folders, in which every file with a picture's extension is taken, in the order of names, but nothing hidden and no copies that this command made; patterns in quotes ('album/**/*.jpg') for more files than a shell can name; - for one picture on standard input.")
  private List<String> photos = List.of();

  @Option(
      names = "--files-from",
      paramLabel = "FILE",
      description = "Take the files named in this list too, one path a line; - for standard input.")
  private String filesFrom;

  @Option(
      names = {"-0", "--null"},
      description = "Paths in --files-from end with NUL, as `find -print0` writes them.")
  private boolean nul;

  void requireSense() {
    if (photos.isEmpty() && filesFrom == null) {
      throw new OptionException(
          "no photos: name files, folders or patterns, - for standard input, or a list with --files-from");
    }
    if (nul && filesFrom == null) {
      throw new OptionException(
          "--null says how a list is written: name the list with --files-from");
    }
    if ("-".equals(filesFrom) && photos.contains(Inputs.STANDARD_INPUT)) {
      throw new OptionException(
          "standard input is either a picture (-) or a list (--files-from -)");
    }
    if (photos.stream().filter(Inputs.STANDARD_INPUT::equals).count() > 1) {
      throw new OptionException("standard input is one picture: name - once");
    }
  }

  /** The list, where it is a file. */
  Optional<Path> listFile() {
    try {
      return Optional.ofNullable(filesFrom).filter(name -> !name.equals("-")).map(Path::of);
    } catch (InvalidPathException e) {
      return Optional.empty(); // opening it says so
    }
  }

  /** What was named on the command line. */
  List<String> arguments() {
    return photos;
  }

  /** Columns that the longest of them takes. */
  int longestName() {
    return photos.stream().mapToInt(name -> VisibleText.of(name).length()).max().orElse(0);
  }

  /**
   * Opens the list.
   *
   * @return null if there is none
   */
  InputStream list() {
    if (filesFrom == null) {
      return null;
    }
    if (filesFrom.equals("-")) {
      return new BufferedInputStream(System.in) {
        @Override
        public void close() {
          // Closing would wait for whoever still reads.
        }
      };
    }
    try {
      return new BufferedInputStream(Files.newInputStream(Path.of(filesFrom)), 1 << 16);
    } catch (IOException | InvalidPathException e) {
      throw new OptionException("cannot read the list --files-from " + filesFrom + ": " + e, e);
    }
  }

  /**
   * All of them.
   *
   * @param list as {@link #list} opened it
   * @param leftOut folders that are not entered
   */
  Inputs inputs(InputStream list, List<Path> leftOut) {
    return new Inputs(
        photos,
        Optional.ofNullable(list).map(in -> new PathList(in, filesFrom, nul)),
        System.in,
        leftOut);
  }
}
