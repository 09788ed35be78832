package io.github.smiledetector.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.smiledetector.DetectorOptions;
import io.github.smiledetector.FaceSmile;
import io.github.smiledetector.PictureSmiles;
import io.github.smiledetector.SmileDetector;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.picture.Annotation;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code smile detect}: the faces in photos, and whether each is smiling. */
@Command(
    name = "detect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Finds the faces in photos and says, for each, how probable it is that it is smiling.",
      "",
      "One line a face: where it lies (left, top, width and height in pixels), how sure the face finder is (score, 0 to 1), the smile probability and whether that reaches the threshold. Photos are read upright, as their EXIF data says: JPEG, PNG, BMP, TIFF, WebP, GIF.",
      "",
      "A file that cannot be read does not stop the others: its error goes to the error stream, and the exit code is 3.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smile detect party.jpg                            # a table",
      "  smile detect *.jpg --annotate seen                # and copies with the faces framed, in folder seen",
      "  smile detect party.jpg --threshold 0.9            # only sure smiles count as smiling",
      "  smile detect *.jpg --json | jq 'select(.faces | any(.smiling)) | .file'",
      "  smile detect party.jpg --model mine.smile         # a model of your own, from `smile export`"
    })
final class DetectCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PHOTO", arity = "1..*", description = "Picture files.")
  private List<Path> photos;

  @Option(
      names = "--model",
      paramLabel = "BUNDLE",
      description = "Folder of a model bundle (default: the model that comes with the program).")
  private Path model;

  @Option(
      names = "--threshold",
      paramLabel = "P",
      description = "Smile probability from which on a face is smiling (default: the model's own).")
  private Double threshold;

  @Option(
      names = "--json",
      description =
          "One JSON object a line and picture: file, width, height, faces with box, score, probability and smiling; or file and error.")
  private boolean json;

  @Option(
      names = "--annotate",
      paramLabel = "DIR",
      description =
          "Write a copy of each photo to this folder, as <name>.smiles.png, its faces framed and labelled: orange smiles, blue does not. Earlier copies are replaced, photos never.")
  private Path annotate;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    DetectorOptions options = DetectorOptions.DEFAULT;
    if (model != null) {
      options = options.withModel(model);
    }
    if (threshold != null) {
      options = options.withThreshold(threshold);
    }
    AnnotatedCopies copies = annotate == null ? null : new AnnotatedCopies(folder(), photos);
    DetectOutput output =
        json ? new Lines(spec.commandLine().getOut()) : new Table(spec.commandLine().getOut());
    int failed = 0;
    try (SmileDetector detector = SmileDetector.open(options)) {
      output.start(photos);
      for (Path photo : photos) {
        try {
          Picture picture = PictureReader.read(photo);
          PictureSmiles smiles = detector.detect(picture);
          if (copies != null) {
            Annotation.write(picture, annotations(smiles), copies.of(photo));
          }
          output.seen(photo, smiles);
        } catch (PictureException error) {
          failed++;
          output.failed(photo, error.getMessage());
          PrintWriter err = spec.commandLine().getErr();
          err.println(spec.commandLine().getColorScheme().errorText(error.getMessage()));
          err.flush();
        }
      }
    }
    if (failed > 0 && photos.size() > 1) {
      spec.commandLine().getErr().printf("%d of %d photos failed%n", failed, photos.size());
      spec.commandLine().getErr().flush();
    }
    return failed == 0 ? ExitCode.DONE : ExitCode.SOME_INPUTS_FAILED;
  }

  private Path folder() {
    try {
      return Files.createDirectories(annotate);
    } catch (IOException e) {
      throw new OptionException("--annotate needs a folder; cannot make " + annotate + ": " + e, e);
    }
  }

  private static List<Annotation> annotations(PictureSmiles smiles) {
    List<Annotation> annotations = new ArrayList<>();
    for (FaceSmile face : smiles.faces()) {
      // A label has no room for decimals, and nothing is certain.
      long percent = Math.max(1, Math.min(99, Math.round(100 * face.probability().orElse(0))));
      String text = "smile " + percent + " %";
      annotations.add(new Annotation(face.box(), text, face.smiling()));
    }
    return annotations;
  }

  /** How results are told, as they come. */
  private interface DetectOutput {
    default void start(List<Path> photos) {}

    void seen(Path photo, PictureSmiles smiles);

    default void failed(Path photo, String message) {}
  }

  /** For people: columns of fixed width, so that lines can be shown as they come. */
  private static final class Table implements DetectOutput {
    private static final String LINE = "%-{w}s  %4s  %-21s  %5s  %11s  %s%n";
    private final PrintWriter out;
    private String line = LINE;

    Table(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void start(List<Path> photos) {
      int width = 4;
      for (Path photo : photos) {
        width = Math.max(width, photo.toString().length());
      }
      line = LINE.replace("{w}", Integer.toString(width));
      out.printf(Locale.ROOT, line, "file", "face", "box", "score", "probability", "smiling");
    }

    @Override
    public void seen(Path photo, PictureSmiles smiles) {
      if (smiles.faces().isEmpty()) {
        out.printf(
            Locale.ROOT, line.replace("  %4s", "  %s"), photo, "no face found", "", "", "", "");
      }
      int number = 0;
      for (FaceSmile face : smiles.faces()) {
        Box box = face.box();
        out.printf(
            Locale.ROOT,
            line,
            photo,
            ++number,
            String.format(
                Locale.ROOT, "%.0f,%.0f %.0fx%.0f", box.x(), box.y(), box.width(), box.height()),
            String.format(Locale.ROOT, "%.2f", face.score()),
            String.format(Locale.ROOT, "%.3f", face.probability().orElse(Double.NaN)),
            face.smiling() ? "yes" : "no");
      }
      out.flush();
    }
  }

  /** For programs: JSON, one object a line. */
  private static final class Lines implements DetectOutput {
    private final ObjectMapper mapper = new ObjectMapper();
    private final PrintWriter out;

    Lines(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void seen(Path photo, PictureSmiles smiles) {
      ObjectNode object = mapper.createObjectNode();
      object.put("file", photo.toString());
      object.put("width", smiles.widthPx());
      object.put("height", smiles.heightPx());
      ArrayNode faces = object.putArray("faces");
      for (FaceSmile face : smiles.faces()) {
        ObjectNode node = faces.addObject();
        node.putObject("box")
            .put("x", face.box().x())
            .put("y", face.box().y())
            .put("width", face.box().width())
            .put("height", face.box().height());
        node.put("score", face.score());
        node.put("probability", face.probability().orElse(Double.NaN));
        node.put("smiling", face.smiling());
      }
      print(object);
    }

    @Override
    public void failed(Path photo, String message) {
      print(mapper.createObjectNode().put("file", photo.toString()).put("error", message));
    }

    private void print(ObjectNode object) {
      try {
        out.println(mapper.writeValueAsString(object));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("a tree of numbers and texts is always JSON", e);
      }
      out.flush();
    }
  }
}
