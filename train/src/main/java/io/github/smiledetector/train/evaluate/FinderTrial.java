package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.train.data.MarkedFace;
import io.github.smiledetector.train.data.MarkedPhoto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Lets face finders look for the marked faces of photos.
 *
 * @param photos to look at
 * @param overlap intersection over union from which on a box found and a marked one mean the same
 *     face, above 0 and up to 1
 * @param smallestPx longer side of the smallest face that is asked for, at least 1; smaller ones
 *     count neither way
 * @param degrees how far the photos are turned for figures of their own, each 0 to 180
 */
public record FinderTrial(
    List<MarkedPhoto> photos, double overlap, int smallestPx, List<Integer> degrees) {
  /**
   * @throws OptionException if a value is out of its range
   */
  public FinderTrial {
    photos = List.copyOf(photos);
    degrees = degrees.stream().distinct().toList();
    if (!(overlap > 0 && overlap <= 1)) {
      throw new OptionException(
          "an intersection over union is above 0 and up to 1, not " + overlap);
    }
    if (smallestPx < 1) {
      throw new OptionException(
          "the smallest face's side, in pixels, must be at least 1, not " + smallestPx);
    }
    if (degrees.stream().anyMatch(each -> each < 0 || each > 180)) {
      throw new OptionException(
          "photos are turned by 0 to 180 degrees (both ways), not by " + degrees);
    }
  }

  /**
   * What came of it.
   *
   * @param photos those that could be read
   * @param leftOut those that could not
   * @param evaluations one for each finder, in their order
   * @param faces marked faces that are asked for
   * @param ignored marked faces that are not
   * @param clusters how many persons, or photos of nobody known, were drawn for the intervals
   * @param byPerson whether persons were known
   */
  public record Result(
      List<MarkedPhoto> photos,
      List<Judgements.LeftOut> leftOut,
      List<FinderEvaluation> evaluations,
      int faces,
      int ignored,
      int clusters,
      boolean byPerson) {}

  /**
   * Looks at all photos, on all processors.
   *
   * @param finders at least one
   * @param progress hears photos
   * @throws DataException if a photo has another size than its labels say, or none can be read
   */
  public Result run(List<JudgedFinder> finders, Progress progress) {
    List<Integer> turns = Stream.concat(Stream.of(0), degrees.stream()).distinct().toList();
    AtomicInteger done = new AtomicInteger();
    List<Seen> all =
        IntStream.range(0, photos.size())
            .parallel()
            .mapToObj(
                i -> {
                  Seen seen = look(i, finders, turns);
                  synchronized (progress) {
                    progress.reached(done.incrementAndGet(), photos.size());
                  }
                  return seen;
                })
            .toList();
    List<MarkedPhoto> judged = new ArrayList<>();
    List<Judgements.LeftOut> leftOut = new ArrayList<>();
    List<Seen> seen = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).failure().isEmpty()) {
        judged.add(photos.get(i));
        seen.add(all.get(i));
      } else {
        leftOut.add(new Judgements.LeftOut(photos.get(i).name(), all.get(i).failure()));
      }
    }
    if (judged.isEmpty()) {
      throw new DataException(
          "there is nothing to measure: none of "
              + photos.size()
              + " photos can be read, such as "
              + leftOut.get(0).reason());
    }
    Resamples resamples = new Resamples(judged.stream().map(MarkedPhoto::person).toList());
    List<FinderEvaluation> evaluations = new ArrayList<>();
    for (int finder = 0; finder < finders.size(); finder++) {
      Map<Integer, List<FaceMatches>> turned = new LinkedHashMap<>();
      for (int degree : degrees) {
        turned.put(degree, matches(seen, turns.indexOf(degree), finder));
      }
      evaluations.add(
          FinderEvaluation.of(
              finders.get(finder), judged, matches(seen, 0, finder), turned, resamples));
    }
    int marked = judged.stream().mapToInt(photo -> photo.faces().size()).sum();
    int faces = evaluations.get(0).found() + evaluations.get(0).missed();
    return new Result(
        judged,
        leftOut,
        evaluations,
        faces,
        marked - faces,
        resamples.clusters(),
        judged.stream().anyMatch(photo -> !photo.person().isEmpty()));
  }

  private static List<FaceMatches> matches(List<Seen> seen, int turn, int finder) {
    return seen.stream().map(each -> each.matches().get(turn).get(finder)).toList();
  }

  /**
   * A photo as all finders saw it.
   *
   * @param matches by turn, then by finder
   * @param failure why it could not be read; empty if it could
   */
  private record Seen(List<List<FaceMatches>> matches, String failure) {}

  private Seen look(int index, List<JudgedFinder> finders, List<Integer> turns) {
    MarkedPhoto photo = photos.get(index);
    Picture picture;
    try {
      picture = PictureReader.read(photo.file());
    } catch (PictureException e) {
      return new Seen(List.of(), e.getMessage());
    }
    photo
        .otherSize(picture)
        .ifPresent(
            other -> {
              throw new DataException(
                  other
                      + ": boxes would lie elsewhere. Label it again, or bring back the photo that"
                      + " was labelled");
            });
    List<List<FaceMatches>> matches = new ArrayList<>();
    for (int degree : turns) {
      TurnedPhoto turned =
          TurnedPhoto.of(picture, photo.faces(), index % 2 == 0 ? degree : -degree);
      List<MarkedFace> faces = turned.faces();
      matches.add(
          finders.stream()
              .map(
                  finder ->
                      FaceMatches.of(
                          faces,
                          finder.eager().find(turned.pixels(), smallestPx),
                          overlap,
                          smallestPx))
              .toList());
    }
    return new Seen(matches, "");
  }
}
