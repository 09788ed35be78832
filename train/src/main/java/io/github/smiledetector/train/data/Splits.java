package io.github.smiledetector.train.data;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.train.recipe.SplitKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Divides a data set into a part to train on and a part to validate with. */
public final class Splits {
  private static final long LARGEST_KERAS_SEED = 0xffff_ffffL;

  private Splits() {}

  /**
   * Divides the pictures; the same arguments give the same split on any machine.
   *
   * <ul>
   *   <li>{@link SplitKind#REFERENCE}: file for file what Keras's {@code
   *       image_dataset_from_directory(validation_split=share, seed=seed)} makes of the folder; the
   *       list of both classes in order is shuffled once with NumPy's legacy {@code RandomState}
   *       and its last {@code floor(share * n)} pictures are kept for validation. Byte-identical
   *       pictures may land on both sides.
   *   <li>{@link SplitKind#STRATIFIED}: of each class {@code round(share * n)} pictures, at least
   *       one, are kept for validation; byte-identical pictures stay together, whatever their
   *       labels. Where identical pictures come in large groups a class may miss its number by less
   *       than such a group.
   *   <li>{@link SplitKind#BY_PERSON}: persons in a random order, with all their pictures, are kept
   *       for validation until they have {@code share} of the pictures whose person is known.
   * </ul>
   *
   * @param kind how
   * @param pictures what to divide; all files are read, for the fingerprint and to find identical
   *     ones
   * @param share share of the pictures kept for validation, between 0 and 1
   * @param seed decides the draw; for {@code REFERENCE} from 0 to 4294967295, as NumPy asks
   * @return both parts, in the order drawn
   * @throws OptionException if share or seed is out of range
   * @throws DataException if a part would be without pictures of a class, or a file cannot be read
   */
  public static Split split(SplitKind kind, LabelledPictures pictures, double share, long seed) {
    if (!(share > 0 && share < 1)) {
      throw new OptionException("the validation share must be between 0 and 1, not " + share);
    }
    Split split =
        switch (kind) {
          case REFERENCE -> reference(pictures, share, seed);
          case STRATIFIED -> stratified(pictures, share, seed);
          case BY_PERSON -> byPerson(pictures, share, seed);
        };
    requireBothClasses(split.training(), "training", pictures);
    requireBothClasses(split.validation(), "validation", pictures);
    return split;
  }

  /**
   * The same split without some pictures.
   *
   * @param names of the pictures to leave out
   * @param split of {@code pictures}
   * @throws DataException if a part would be without pictures of a class
   */
  public static Split without(Set<String> names, Split split, LabelledPictures pictures) {
    if (names.isEmpty()) {
      return split;
    }
    Split smaller =
        new Split(
            split.kind(),
            split.seed(),
            split.validationShare(),
            split.fingerprint(),
            without(names, split.training()),
            without(names, split.validation()));
    requireBothClasses(smaller.training(), "training", pictures);
    requireBothClasses(smaller.validation(), "validation", pictures);
    return smaller;
  }

  private static List<LabelledPicture> without(Set<String> names, List<LabelledPicture> part) {
    return part.stream().filter(picture -> !names.contains(picture.name())).toList();
  }

  private static Split reference(LabelledPictures pictures, double share, long seed) {
    if (seed < 0 || seed > LARGEST_KERAS_SEED) {
      throw new OptionException(
          "the seed of the reference split must be from 0 to "
              + LARGEST_KERAS_SEED
              + ", not "
              + seed);
    }
    List<LabelledPicture> shuffled = new ArrayList<>(pictures.pictures());
    new MersenneTwister((int) seed).shuffle(shuffled);
    int kept = (int) (share * shuffled.size());
    int boundary = shuffled.size() - kept;
    return new Split(
        SplitKind.REFERENCE,
        seed,
        share,
        pictures.fingerprint(),
        shuffled.subList(0, boundary),
        shuffled.subList(boundary, shuffled.size()));
  }

  private static Split stratified(LabelledPictures pictures, double share, long seed) {
    int smiling = pictures.smilingCount();
    int smilingRoom = room(share, smiling);
    int otherRoom = room(share, pictures.pictures().size() - smiling);
    List<LabelledPicture> training = new ArrayList<>();
    List<LabelledPicture> validation = new ArrayList<>();
    List<List<LabelledPicture>> groups = identical(pictures);
    // java.util.Random and Collections.shuffle are the same on every Java platform and version.
    Collections.shuffle(groups, new Random(seed));
    for (List<LabelledPicture> group : groups) {
      int smiles = (int) group.stream().filter(LabelledPicture::smiling).count();
      int others = group.size() - smiles;
      if (smiles <= smilingRoom && others <= otherRoom) {
        validation.addAll(group);
        smilingRoom -= smiles;
        otherRoom -= others;
      } else {
        training.addAll(group);
      }
    }
    return new Split(
        SplitKind.STRATIFIED, seed, share, pictures.fingerprint(), training, validation);
  }

  private static Split byPerson(LabelledPictures pictures, double share, long seed) {
    Map<String, List<LabelledPicture>> persons = new TreeMap<>();
    List<LabelledPicture> training = new ArrayList<>();
    List<LabelledPicture> validation = new ArrayList<>();
    for (LabelledPicture picture : pictures.pictures()) {
      if (picture.person().isEmpty()) {
        training.add(picture);
      } else {
        persons.computeIfAbsent(picture.person(), person -> new ArrayList<>()).add(picture);
      }
    }
    if (persons.size() < 2) {
      throw new DataException(
          pictures.name()
              + ": a split by person needs two persons at least, and the pictures name "
              + persons.size()
              + ". Give tables with a column person, or choose another split");
    }
    long room = Math.round(share * (pictures.pictures().size() - training.size()));
    List<List<LabelledPicture>> groups = new ArrayList<>(persons.values());
    Collections.shuffle(groups, new Random(seed));
    for (List<LabelledPicture> group : groups) {
      (validation.size() < room ? validation : training).addAll(group);
    }
    return new Split(
        SplitKind.BY_PERSON, seed, share, pictures.fingerprint(), training, validation);
  }

  private static int room(double share, int count) {
    return (int) Math.max(1, Math.round(share * count));
  }

  private static List<List<LabelledPicture>> identical(LabelledPictures pictures) {
    Map<String, List<LabelledPicture>> groups = new LinkedHashMap<>();
    List<String> digests = pictures.digests();
    for (int i = 0; i < digests.size(); i++) {
      groups
          .computeIfAbsent(digests.get(i), d -> new ArrayList<>())
          .add(pictures.pictures().get(i));
    }
    return new ArrayList<>(groups.values());
  }

  private static void requireBothClasses(
      List<LabelledPicture> part, String what, LabelledPictures pictures) {
    long smiling = part.stream().filter(LabelledPicture::smiling).count();
    if (smiling == 0 || smiling == part.size()) {
      int allSmiling = pictures.smilingCount();
      throw new DataException(
          pictures.folder()
              + ": the "
              + what
              + " part would hold "
              + smiling
              + " smiling and "
              + (part.size() - smiling)
              + " other pictures, and needs both; found "
              + allSmiling
              + " smiling and "
              + (pictures.pictures().size() - allSmiling)
              + " other pictures in all. Add pictures, or choose another share or split");
    }
  }
}
