package io.github.smiledetector.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Chooses a file for the annotated copy of each photo of one run: the photo's name with {@code
 * .smiles.png}, so that it is not some other picture's, and a number before that where another
 * photo of the run has the name already.
 */
final class AnnotatedCopies {
  private final Path folder;
  private final Set<Path> inputs = new HashSet<>();
  private final Set<String> taken = new HashSet<>();

  /**
   * @param folder exists
   * @param photos all of the run; none of them will be chosen as a copy's file
   */
  AnnotatedCopies(Path folder, List<Path> photos) {
    this.folder = folder;
    for (Path photo : photos) {
      inputs.add(real(photo));
    }
  }

  /** The next photo's copy. */
  Path of(Path photo) {
    String name = photo.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    for (int number = 1; ; number++) {
      String chosen = number == 1 ? stem + ".smiles.png" : stem + "-" + number + ".smiles.png";
      Path file = folder.resolve(chosen);
      // Lower case: on some file systems A.png and a.png are one file.
      if (!inputs.contains(real(file)) && taken.add(chosen.toLowerCase(Locale.ROOT))) {
        return file;
      }
    }
  }

  /** One name for a file whichever way it is reached; a missing file has none but its own. */
  private static Path real(Path file) {
    try {
      return Files.exists(file) ? file.toRealPath() : file.toAbsolutePath().normalize();
    } catch (IOException e) {
      return file.toAbsolutePath().normalize();
    }
  }
}
