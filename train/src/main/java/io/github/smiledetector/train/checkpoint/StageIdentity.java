package io.github.smiledetector.train.checkpoint;

import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.Provenance;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.util.List;
import java.util.Locale;

/**
 * What makes two stages of training the same: a checkpoint of one is of no use to another.
 *
 * @param approach the stage
 * @param fingerprint of the pictures
 * @param unreadable how many of them could not be read and were left out
 * @param split how they were divided
 * @param recipe how it learns
 * @param start what it started from
 */
public record StageIdentity(
    Approach approach,
    String fingerprint,
    int unreadable,
    Provenance.Division split,
    TrainingRecipe recipe,
    Provenance.Start start) {
  /** Of a stage that is over. */
  public static StageIdentity of(Provenance provenance) {
    return new StageIdentity(
        Approach.valueOf(provenance.approach().toUpperCase(Locale.ROOT)),
        provenance.data().fingerprint(),
        provenance.data().unreadable(),
        provenance.split(),
        provenance.recipe(),
        provenance.start());
  }

  /**
   * What keeps one training from going on as another.
   *
   * @param now the training that wants to go on
   * @return one phrase a difference; empty if they are the same
   */
  public List<String> differencesTo(StageIdentity now) {
    Differences found = new Differences();
    found.note("approach", approach.label(), now.approach.label());
    found.note("pictures (fingerprint)", fingerprint, now.fingerprint);
    found.note("unreadable pictures", unreadable, now.unreadable);
    found.note(recipe.relevantTo(approach).values(), now.recipe.relevantTo(now.approach).values());
    if (found.isEmpty()) {
      found.note("split", split, now.split);
      found.note("start", start.kind(), now.start.kind());
      found.note("weights started from (SHA-256)", start.sha256(), now.start.sha256());
    }
    return found.all();
  }
}
