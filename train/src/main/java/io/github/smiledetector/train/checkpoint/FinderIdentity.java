package io.github.smiledetector.train.checkpoint;

import io.github.smiledetector.train.recipe.FinderProvenance;
import io.github.smiledetector.train.recipe.FinderRecipe;
import io.github.smiledetector.train.recipe.Provenance;
import java.util.List;

/**
 * What makes two trainings of a face finder the same.
 *
 * @param fingerprint of labels and photos
 * @param unreadable how many photos could not be read and were left out
 * @param split how they were divided
 * @param recipe how it learns
 */
public record FinderIdentity(
    String fingerprint, int unreadable, Provenance.Division split, FinderRecipe recipe) {
  /** Of a training that is over. */
  public static FinderIdentity of(FinderProvenance provenance) {
    return new FinderIdentity(
        provenance.data().fingerprint(),
        provenance.data().unreadable(),
        provenance.split(),
        provenance.recipe());
  }

  /**
   * What keeps one training from going on as another.
   *
   * @param now the training that wants to go on
   * @return one phrase a difference; empty if they are the same
   */
  public List<String> differencesTo(FinderIdentity now) {
    Differences found = new Differences();
    found.note("labels and photos (fingerprint)", fingerprint, now.fingerprint);
    found.note("unreadable photos", unreadable, now.unreadable);
    found.note(recipe.values(), now.recipe.values());
    if (found.isEmpty()) {
      found.note("split", split, now.split);
    }
    return found.all();
  }
}
