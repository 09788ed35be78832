package io.github.smiledetector.train.data;

import io.github.smiledetector.error.DataException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which class folder smiles, and what becomes of further folders.
 *
 * @param smiling the name of the folder that holds smiles; empty to let it be guessed where two
 *     folders leave no doubt, such as {@code positives} beside {@code negatives}
 * @param rest whether all other folders together are the other class; without it there have to be
 *     exactly two
 */
public record ClassChoice(Optional<String> smiling, boolean rest) {
  /** Two folders whose names say which one smiles. */
  public static final ClassChoice GUESS = new ClassChoice(Optional.empty(), false);

  // Whole names only, so that "non_smiling" can never pass for "smiling". Folded by fold().
  private static final Set<String> SMILING_NAMES =
      Set.of("smile", "smiles", "smiling", "positive", "positives", "pos", "happy");
  private static final Set<String> OTHER_NAMES =
      Set.of(
          "negative",
          "negatives",
          "neg",
          "neutral",
          "neutrals",
          "nosmile",
          "nosmiles",
          "nonsmile",
          "nonsmiles",
          "nonsmiling",
          "notsmile",
          "notsmiling",
          "unsmiling",
          "nothappy",
          "nonhappy");

  /** The folder of this name smiles; a second folder, and only one, does not. */
  public static ClassChoice smiling(String name) {
    return new ClassChoice(Optional.of(name), false);
  }

  /** The folder of this name smiles, all others together do not. */
  public static ClassChoice smilingAgainstRest(String name) {
    return new ClassChoice(Optional.of(name), true);
  }

  /** The folder that smiles by its name, if there are two and both names are well known. */
  static Optional<String> guess(List<String> names) {
    if (names.size() != 2) {
      return Optional.empty();
    }
    for (int i = 0; i < 2; i++) {
      if (SMILING_NAMES.contains(fold(names.get(i)))
          && OTHER_NAMES.contains(fold(names.get(1 - i)))) {
        return Optional.of(names.get(i));
      }
    }
    return Optional.empty();
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_ .]", "");
  }

  /**
   * The name of the smiling folder among those found.
   *
   * @throws DataException if the choice does not fit what was found or leaves a doubt
   */
  String among(PictureFolders found) {
    List<String> names = found.classes().stream().map(PictureFolders.ClassFolder::name).toList();
    if (smiling.isPresent() && !names.contains(smiling.get())) {
      throw new DataException(
          found.folder()
              + ": there is no folder named "
              + smiling.get()
              + " to hold the smiles; found "
              + found.describe());
    }
    if (names.size() < 2) {
      throw new DataException(
          found.folder()
              + ": two classes need two folders, one with smiles and one without; found "
              + found.describe());
    }
    if (rest && smiling.isEmpty()) {
      throw new DataException(
          found.folder()
              + ": to take the rest together, say which folder smiles (--smiling NAME --rest);"
              + " found "
              + found.describe());
    }
    if (names.size() > 2 && !rest) {
      throw new DataException(
          found.folder()
              + ": more than two folders; say which one smiles and that all others together do"
              + " not (--smiling NAME --rest), or move those that do not belong here elsewhere;"
              + " found "
              + found.describe());
    }
    return smiling
        .or(() -> guess(names))
        .orElseThrow(
            () ->
                new DataException(
                    found.folder()
                        + ": which of the folders smiles cannot be told from their names; say it"
                        + " (--smiling NAME); found "
                        + found.describe()));
  }
}
