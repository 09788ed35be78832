package io.github.smiledetector.cli.detect;

import io.github.smiledetector.FaceSmile;
import io.github.smiledetector.PictureSmiles;
import io.github.smiledetector.Rounded;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.picture.DecodedPicture;
import java.util.Locale;

/** A picture's place in a report: its thumbnail with boxes, its name, its faces, or its error. */
final class ReportCard {
  private ReportCard() {}

  static String of(String file, DecodedPicture picture, PictureSmiles smiles) {
    Thumbnail small = Thumbnail.of(picture.pixels());
    StringBuilder boxes = new StringBuilder();
    StringBuilder faces = new StringBuilder();
    int number = 0;
    for (FaceSmile face : smiles.faces()) {
      number++;
      String kind = kind(face);
      Box box = face.box();
      boxes.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
              kind,
              box.x(),
              box.y(),
              box.width(),
              box.height()));
      faces.append(
          face.unjudged().isPresent()
              ? String.format(
                  "<li class=\"%s\">%d: %s</li>", kind, number, face.unjudged().get().label())
              : String.format(
                  Locale.ROOT,
                  "<li class=\"%s\" data-p=\"%s\">%d: %.3f <span>%s</span></li>",
                  kind,
                  Rounded.share(face.probability().orElseThrow()),
                  number,
                  face.probability().orElseThrow(),
                  face.smiling() ? "smiling" : "not smiling"));
    }
    return String.format(
        Locale.ROOT,
        "<li class=\"card\"><div class=\"frame\"><div class=\"photo\"><img alt=\"%s\" width=\"%d\""
            + " height=\"%d\" loading=\"lazy\" decoding=\"async\" src=\"%s\"><svg viewBox=\"0 0 %d"
            + " %d\" preserveAspectRatio=\"none\" aria-hidden=\"true\">%s</svg></div></div><div"
            + " class=\"text\"><div class=\"name\">%s</div><div class=\"soft\">%s</div>%s</div>"
            + "</li>\n",
        "Photo with " + Totals.counted(number, "face"),
        small.widthPx(),
        small.heightPx(),
        small.dataUri(),
        smiles.widthPx(),
        smiles.heightPx(),
        boxes,
        name(file),
        smiles.widthPx() + " × " + smiles.heightPx() + (number == 0 ? ", no face found" : ""),
        number == 0 ? "" : "<ul class=\"faces\">" + faces + "</ul>");
  }

  /** May be broken into lines where a person would do so. */
  private static String name(String file) {
    return Html.text(file).replace("/", "/<wbr>").replace("_", "_<wbr>");
  }

  private static String kind(FaceSmile face) {
    return face.unjudged().isPresent() ? "unjudged" : face.smiling() ? "smiling" : "not";
  }

  static String of(String file, PictureException error) {
    return "<li class=\"card\"><div class=\"text\"><div class=\"name\">"
        + name(file)
        + "</div><div class=\"error\">"
        + Html.text(String.valueOf(error.getMessage()))
        + "</div></div></li>\n";
  }
}
