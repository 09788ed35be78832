package io.github.smiledetector.cli.detect;

import io.github.smiledetector.Cancellation;
import io.github.smiledetector.PictureOutcome;
import io.github.smiledetector.PictureSmiles;
import io.github.smiledetector.ResultOrder;
import io.github.smiledetector.SmileDetector;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.error.StoppedException;
import io.github.smiledetector.picture.DecodedPicture;
import io.github.smiledetector.picture.PictureSource;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One run over many pictures, from what the user named to what the user gets. */
public final class Detection {
  private final SmileDetector detector;
  private final Inputs inputs;
  private final ResultFormat format;
  private final Optional<EarlierResults> earlier;
  private final Optional<AnnotatedCopies> copies;
  private final Optional<FaceCrops> crops;
  private final Optional<HtmlReport> report;
  private final Optional<CopyNames> names;

  /** Between being taken and being handled. */
  private final Map<PictureSource, Taken> underWay =
      Collections.synchronizedMap(new IdentityHashMap<>());

  private final AtomicLong doneBefore = new AtomicLong();

  /**
   * @param detector stays open
   * @param inputs the pictures
   * @param arguments those of the inputs that were named one by one: never written over
   * @param format of the results
   * @param earlier results of pictures that are left out
   * @param annotate where framed copies go
   * @param crop where cut-out faces go
   * @param report of the run; whoever made it finishes it
   */
  public Detection(
      SmileDetector detector,
      Inputs inputs,
      List<String> arguments,
      ResultFormat format,
      Optional<EarlierResults> earlier,
      Optional<OutputFolder> annotate,
      Optional<OutputFolder> crop,
      Optional<HtmlReport> report) {
    this.detector = detector;
    this.inputs = inputs;
    this.format = format;
    this.earlier = earlier;
    this.copies = annotate.map(AnnotatedCopies::new);
    this.crops = crop.map(folder -> new FaceCrops(detector, folder));
    this.report = report;
    this.names =
        annotate.isEmpty() && crop.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new CopyNames(
                    Stream.concat(annotate.stream(), crop.stream())
                        .map(OutputFolder::path)
                        .toList(),
                    arguments));
  }

  /** Hears of a run as it goes on, on the thread that called. */
  public interface Listener {
    /** A picture is done, whatever came of it. */
    void done(Totals totals);

    /** A picture failed. */
    void failed(PictureException error);
  }

  /** How a run can end. */
  public enum End {
    /** With the last picture. */
    DONE,
    /** It was cancelled. */
    STOPPED,
    /** Nobody reads the results any more. */
    READER_GONE
  }

  /**
   * Does it.
   *
   * @param writer takes the results
   * @param totals counts along
   */
  public End run(ResultWriter writer, Totals totals, Cancellation cancellation, Listener listener) {
    totals.begin();
    Stream<PictureSource> sources =
        StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(new Sources(), Spliterator.ORDERED), false);
    try (Stream<Handled> results =
        detector.detectAll(sources, ResultOrder.AS_GIVEN, cancellation, this::handle)) {
      Iterator<Handled> each = results.iterator();
      while (each.hasNext()) {
        Handled handled = each.next();
        add(handled, totals);
        handled.error().ifPresent(listener::failed);
        if (!writer.write(handled.text())) {
          return End.READER_GONE;
        }
        listener.done(totals);
      }
      return End.DONE;
    } catch (StoppedException e) {
      return End.STOPPED;
    } finally {
      totals.setDoneBefore(doneBefore.get());
    }
  }

  /**
   * A picture under way.
   *
   * @param number its place in this run, from 0
   * @param stem what its copies are named after; empty if there are none
   */
  private record Taken(long number, PictureSource source, String stem) {}

  private record Handled(
      String text, String card, Optional<PictureSmiles> smiles, Optional<PictureException> error) {}

  private void add(Handled handled, Totals totals) {
    if (handled.smiles().isPresent()) {
      totals.add(handled.smiles().get());
      report.ifPresent(page -> page.add(handled.smiles().get(), handled.card()));
    } else {
      totals.addFailed();
      report.ifPresent(page -> page.add(handled.card()));
    }
  }

  /** On the threads that work on pictures. */
  private Handled handle(PictureOutcome outcome, Optional<DecodedPicture> picture) {
    Taken input = underWay.remove(outcome.source());
    if (outcome instanceof PictureOutcome.Failed failed) {
      return failed(input, FailedInput.errorOf(input.source()).orElse(failed.error()));
    }
    PictureSmiles smiles = ((PictureOutcome.Detected) outcome).smiles();
    String file = input.source().name();
    String card;
    try {
      copies.ifPresent(to -> to.write(input.stem(), picture.orElseThrow(), smiles));
      crops.ifPresent(to -> to.write(input.stem(), picture.orElseThrow(), smiles));
      card = shows(input) ? ReportCard.of(file, picture.orElseThrow(), smiles) : "";
    } catch (PictureException e) {
      return failed(input, e);
    } catch (StoppedException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      // Java draws with the system's libraries, which may be missing: one picture must not stop
      // the others.
      return failed(
          input,
          new PictureException(
              PictureException.Kind.NOT_WRITTEN, file + ": cannot draw its copies: " + e, e));
    }
    return new Handled(format.seen(file, smiles), card, Optional.of(smiles), Optional.empty());
  }

  private Handled failed(Taken input, PictureException error) {
    String file = input.source().name();
    return new Handled(
        format.failed(file, error),
        shows(input) ? ReportCard.of(file, error) : "",
        Optional.empty(),
        Optional.of(error));
  }

  private boolean shows(Taken input) {
    return report.isPresent() && HtmlReport.shows(input.number());
  }

  /** On the thread that takes sources. */
  private final class Sources implements Iterator<PictureSource> {
    private long count;
    private PictureSource next;

    @Override
    public boolean hasNext() {
      while (next == null && inputs.hasNext()) {
        Input input = inputs.next();
        // Also of what is done already, so that names stay the same from run to run.
        String stem = names.map(all -> all.claim(input.stem())).orElse("");
        if (isDone(input.source())) {
          doneBefore.incrementAndGet();
        } else {
          next = input.source();
          underWay.put(next, new Taken(count++, next, stem));
        }
      }
      return next != null;
    }

    private boolean isDone(PictureSource source) {
      return earlier.isPresent()
          && source instanceof PictureSource.OfFile
          && earlier.get().has(source.name());
    }

    @Override
    public PictureSource next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      PictureSource source = next;
      next = null;
      return source;
    }
  }
}
