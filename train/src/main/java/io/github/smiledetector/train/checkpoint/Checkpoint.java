package io.github.smiledetector.train.checkpoint;

import io.github.smiledetector.train.network.LearningState;
import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.Provenance;
import io.github.smiledetector.train.recipe.TrainingPosition;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Everything a stage of training needs to go on where it was. What does not learn is not in it:
 * that is in the weights the stage started from.
 *
 * @param identity which training this belongs to
 * @param position how far it has come
 * @param state what has been learnt, and the optimizer's memory
 */
public record Checkpoint(Identity identity, TrainingPosition position, LearningState state) {
  /**
   * What makes two trainings the same: a checkpoint of one is of no use to another.
   *
   * @param approach the stage
   * @param fingerprint of the pictures
   * @param unreadable how many of them could not be read and were left out
   * @param split how they were divided
   * @param recipe how it learns
   * @param start what it started from
   */
  public record Identity(
      Approach approach,
      String fingerprint,
      int unreadable,
      Provenance.Division split,
      TrainingRecipe recipe,
      Provenance.Start start) {
    /** Of a stage that is over. */
    public static Identity of(Provenance provenance) {
      return new Identity(
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
    public List<String> differencesTo(Identity now) {
      List<String> found = new ArrayList<>();
      note(found, "approach", approach.label(), now.approach.label());
      note(found, "pictures (fingerprint)", fingerprint, now.fingerprint);
      note(found, "unreadable pictures", unreadable, now.unreadable);
      Map<String, Object> values = now.recipe.relevantTo(now.approach).values();
      // imageSidePx becomes "image side px"
      recipe
          .relevantTo(approach)
          .values()
          .forEach(
              (name, there) ->
                  note(
                      found,
                      name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT),
                      there,
                      values.get(name)));
      if (found.isEmpty()) {
        note(found, "split", split, now.split);
        note(found, "start", start.kind(), now.start.kind());
        note(found, "weights started from (SHA-256)", start.sha256(), now.start.sha256());
      }
      return found;
    }

    private static void note(List<String> found, String what, Object there, Object now) {
      if (!there.equals(now)) {
        found.add(what + " " + there + " there, " + now + " now");
      }
    }
  }
}
