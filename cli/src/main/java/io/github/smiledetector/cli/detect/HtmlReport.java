package io.github.smiledetector.cli.detect;

import io.github.smiledetector.FaceSmile;
import io.github.smiledetector.PictureSmiles;
import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.fetch.Sha256;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A page about a run, in one file that asks nothing of any other place: thumbnails, counts, a
 * histogram and a threshold to move. Pictures are written as they come, to a file beside it, and
 * the page appears whole or not at all. Counts are of all pictures, thumbnails of the first {@value
 * #MOST_CARDS}. For one thread at a time.
 */
public final class HtmlReport implements AutoCloseable {
  /** More make a page slow to open: these are some 25 MB. */
  static final int MOST_CARDS = 2000;

  /** Thousandths of a probability. */
  private static final int BINS = 1000;

  private final Path file;
  private final Path cardsFile;
  private final Writer cards;
  private final double threshold;
  private final String how;
  private final long[] faces = new long[BINS + 1];
  private final long[] pictures = new long[BINS + 1];
  private long written;

  /**
   * Begins one.
   *
   * @param file to write; replaced at the end
   * @param threshold from which on a face is smiling
   * @param how in a few words, the faces were found and judged
   * @throws OptionException if nothing can be written there
   */
  public HtmlReport(Path file, double threshold, String how) {
    this.file = file.toAbsolutePath();
    this.threshold = threshold;
    this.how = how;
    this.cardsFile = beside("pictures");
    try {
      if (Files.isDirectory(this.file)) {
        throw new IOException("it is a folder");
      }
      this.cards = Files.newBufferedWriter(cardsFile);
    } catch (IOException e) {
      throw new OptionException(
          "cannot write --report "
              + file
              + ": "
              + ReadError.why(e)
              + ". Name a file, in a folder"
              + " that exists.",
          e);
    }
  }

  private Path beside(String what) {
    return file.resolveSibling("." + file.getFileName() + "." + what + ".unfinished");
  }

  /** Whether a picture gets a card, by its number from 0 on. */
  static boolean shows(long number) {
    return number < MOST_CARDS;
  }

  void add(PictureSmiles smiles, String card) {
    int best = -1;
    for (FaceSmile face : smiles.faces()) {
      if (face.probability().isPresent()) {
        // A hair more, for 0.29 is a little less than 29 hundredths.
        int bin = (int) (face.probability().getAsDouble() * BINS + 1e-9);
        faces[bin]++;
        best = Math.max(best, bin);
      }
    }
    if (best >= 0) {
      pictures[best]++;
    }
    add(card);
  }

  void add(String card) {
    try {
      cards.write(card);
      written += card.isEmpty() ? 0 : 1;
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private DataException unwritable(IOException e) {
    return new DataException("cannot write the report " + file + ": " + ReadError.why(e), e);
  }

  /**
   * Writes the page.
   *
   * @param totals of the run
   * @param complete whether the run came to its end
   * @throws DataException if it cannot be written; what was there before is left as it was
   */
  public void finish(Totals totals, boolean complete) {
    Path unfinished = beside("page");
    try {
      cards.close();
      try (BufferedWriter page = Files.newBufferedWriter(unfinished)) {
        writeHead(page, totals, complete);
        page.flush();
        try (var shown = Files.newBufferedReader(cardsFile)) {
          shown.transferTo(page);
        }
        page.write("</ol>\n</main>\n");
        page.write(figures(totals));
        page.write("<script>" + resource("report.js") + "</script>\n</body>\n</html>\n");
      }
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unwritable(e);
    } finally {
      delete(unfinished);
    }
  }

  private void writeHead(Writer page, Totals totals, boolean complete) throws IOException {
    String css = resource("report.css");
    page.write(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Smiles in %s</title>
        <style>"""
            .formatted(digest(css), digest(resource("report.js")), totals.pictureCount()));
    page.write(css);
    page.write("</style>\n</head>\n<body>\n<header>\n<h1>Smiles in " + totals.pictureCount());
    page.write("</h1>\n<p class=\"soft\">" + Html.text(how) + "</p>\n");
    if (!complete) {
      page.write("<p class=\"note\">The run was stopped: these are the pictures up to then.</p>\n");
    }
    if (totals.doneBefore() > 0) {
      page.write(
          "<p class=\"note\">"
              + Totals.counted(totals.doneBefore(), "picture")
              + " that an earlier run had done are not among these.</p>\n");
    }
    if (totals.pictures() > written) {
      page.write(
          String.format(
              Locale.ROOT,
              "<p class=\"note\">Shown are the first %,d pictures. Counts and histogram are of all"
                  + " %,d.</p>\n",
              written,
              totals.pictures()));
    }
    page.write("<dl class=\"counts\">" + count("pictures", "", totals.pictures()));
    page.write(count("with faces", "", totals.withFaces()) + count("faces", "", totals.faces()));
    page.write(count("smiling faces", " id=\"smiling-faces\"", totals.smiling()));
    page.write(count("failed", "", totals.failed()) + "</dl>\n</header>\n");
    page.write(
        """
        <section class="panel">
        <h2>Smile probabilities of all faces</h2>
        <svg id="histogram" role="img" viewBox="0 0 1000 100" preserveAspectRatio="none"></svg>
        <div class="axis" aria-hidden="true"><span>0</span><span>0.25</span><span>0.5</span><span>0.75</span><span>1</span></div>
        <div class="threshold">
        <label for="threshold">Threshold: faces at or above it count as smiling</label>
        <input type="number" id="threshold-number" min="0" max="1" step="0.01" value="%1$s" aria-label="Threshold as a number">
        <input type="range" id="threshold" min="0" max="1" step="0.001" value="%1$s">
        </div>
        </section>
        <main>
        <form class="controls">
        <fieldset><legend>Show pictures</legend>
        <label><input type="radio" name="show" value="all" checked>all <b id="count-all"></b></label>
        <label><input type="radio" name="show" value="smiling">smiling <b id="count-smiling"></b></label>
        <label><input type="radio" name="show" value="not">not smiling <b id="count-not"></b></label>
        <label><input type="radio" name="show" value="none">no face judged <b id="count-none"></b></label>
        <label><input type="radio" name="show" value="failed">failed <b id="count-failed"></b></label>
        </fieldset>
        <div class="order"><label for="order">Order</label><select id="order">
        <option value="given">as given</option><option value="highest">highest probability first</option>
        <option value="lowest">lowest probability first</option><option value="name">by name</option></select></div>
        </form>
        <p class="soft" id="shown" role="status"></p>
        <ol id="cards">
        """
            .formatted(rounded(threshold)));
  }

  private static String count(String what, String id, long count) {
    return String.format(Locale.ROOT, "<div><dt>%s</dt><dd%s>%,d</dd></div>", what, id, count);
  }

  private String figures(Totals totals) {
    return "<script type=\"application/json\" id=\"figures\">{\"threshold\":"
        + rounded(threshold)
        + ",\"all\":"
        + totals.pictures()
        + ",\"failed\":"
        + totals.failed()
        + ",\"faces\":"
        + array(faces)
        + ",\"pictures\":"
        + array(pictures)
        + "}</script>\n";
  }

  /** As finely as the page counts. */
  private static double rounded(double probability) {
    return Math.rint(probability * BINS) / BINS;
  }

  private static String array(long[] counts) {
    return Arrays.stream(counts)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** By which a browser knows that a script or a style is ours. */
  private static String digest(String text) {
    byte[] sha256 = Sha256.start().digest(text.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(sha256);
  }

  /** Removes what is unfinished. */
  @Override
  public void close() {
    try {
      cards.close();
    } catch (IOException e) {
      // It is thrown away.
    }
    delete(cardsFile);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }
}
