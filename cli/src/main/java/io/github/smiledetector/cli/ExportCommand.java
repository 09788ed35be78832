package io.github.smiledetector.cli;

import io.github.smiledetector.classifier.SmileClassifier;
import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.face.HaarFaceFinder;
import io.github.smiledetector.geometry.BoxCrop;
import io.github.smiledetector.geometry.LandmarkCrop;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.train.data.LabelledPicture;
import io.github.smiledetector.train.data.LabelledPictures;
import io.github.smiledetector.train.data.PictureFolders;
import io.github.smiledetector.train.data.Smilesmiled;
import io.github.smiledetector.train.data.Splits;
import io.github.smiledetector.train.export.Agreement;
import io.github.smiledetector.train.export.BundleExport;
import io.github.smiledetector.train.recipe.Provenance;
import io.github.smiledetector.train.recipe.SplitKind;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code smile export}: a trained model becomes a bundle that {@code detect} and the library use.
 */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Turns a trained model into a bundle: a folder with an ONNX network, bundle.json with all that is needed to use it",
      "safely (input size, crop, threshold, provenance) and SHA256SUMS. TensorFlow and ONNX Runtime are compared first.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smile export runs/mine/unfrozen_model --out mine.smile",
      "  smile export runs/mine/unfrozen_model --out mine.smile --crop 1.0,0,0 --threshold 0.6",
      "  smile export runs/first/unfrozen_model --out first.smile --check data/smilesmiled",
      "  smile detect photo.jpg --model mine.smile"
    })
final class ExportCommand implements Callable<Integer> {
  /**
   * A face of SMILEsmileD against the box that our Haar finder gives the same face: 0.74 and 0.075
   * of the side of OpenCV's default cascade, measured on LFW, whose boxes are 1/0.983 times ours.
   */
  private static final BoxCrop SMILESMILED_CROP = new BoxCrop(0.753, 0, 0.076);

  /**
   * The same in terms of landmarks, chosen by how well a model judges LFW's faces in such crops
   * (docs/face-finders.md).
   */
  private static final LandmarkCrop SMILESMILED_LANDMARKS = new LandmarkCrop(1.9, 0.54);

  private static final BoxCrop WHOLE_BOX = new BoxCrop(1, 0, 0);

  /**
   * Side of Haar's boxes as a multiple of the distance from eyes to mouth, and how far their middle
   * lies from the eyes towards the mouth: medians on LFW.
   */
  private static final LandmarkCrop HAAR_BOX = new LandmarkCrop(2.6, 0.28);

  @Parameters(
      paramLabel = "MODEL",
      description = "A trained model, such as runs/first/unfrozen_model.")
  private Path model;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "BUNDLE",
      description = "Folder of the bundle to write.")
  private Path out;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What to call the model (default: the bundle folder's name).")
  private String name;

  @Option(
      names = "--threshold",
      paramLabel = "P",
      description =
          "Smile probability from which on a face counts as smiling (default: the model's, 0.5).")
  private Double threshold;

  @Option(
      names = "--crop",
      paramLabel = "SCALE,X,Y",
      split = ",",
      description = {
        "How the training pictures were cut: their side as a share of a Haar face box, and how far their centre lies to the right and below",
        "(default: 0.753,0,0.076 for models trained on SMILEsmileD, 0.922,0.005,0.074 on crops of `smile data crop`, else 1,0,0)."
      })
  private double[] crop;

  @Option(
      names = "--landmark-crop",
      paramLabel = "SCALE,DOWN",
      split = ",",
      description = {
        "The same for face finders that give landmarks: their side as a multiple of the distance from eyes to mouth, and how far their",
        "centre lies from the eyes (0) to the mouth (1) (default: 1.9,0.54 for SMILEsmileD, 2.4,0.48 on crops of `smile data crop`, else as --crop on an average face)."
      })
  private double[] landmarkCrop;

  @Option(
      names = "--eight-bit",
      paramLabel = "DATA",
      description =
          "Put the network in 8 bits beside the other, a quarter of its size and, on processors made for that, nearly twice as fast. DATA, a folder of classes or a CSV table, holds pictures that the model was trained on; the ranges of the network's maps are found on 256 of them.")
  private Path eightBit;

  @Mixin private TableOptions tables;

  @Option(
      names = "--check",
      paramLabel = "DIR",
      description =
          "Compare both engines on up to 200 validation pictures of this folder, too; the model's own data give its own split.")
  private Path check;

  @Mixin private ClassOptions classes;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    BundleExport export = new BundleExport(model);
    Provenance provenance = export.provenance();
    BoxCrop geometry = geometry(provenance);
    LandmarkCrop landmarks = landmarks(provenance, geometry);
    double cut = threshold != null ? threshold : provenance.threshold();
    if (!(cut >= 0 && cut <= 1)) {
      throw new OptionException("--threshold is a probability from 0 to 1, not " + cut);
    }
    String called = name != null ? name : out.toAbsolutePath().normalize().getFileName().toString();
    ModelBundle bundle =
        export.bundle(
            called,
            Map.of(HaarFaceFinder.NAME, geometry, SmileClassifier.LANDMARKS, landmarks),
            cut);
    PrintWriter err = spec.commandLine().getErr();
    if (eightBit != null) {
      bundle = withEightBit(export, bundle, err);
    }
    bundle.write(out);
    err.printf(
        Locale.ROOT,
        "%s: %d px, %s, %.1f MB, crop %.3g of the face box (%+.3g, %+.3g) or %.3g of the way from eyes to mouth (%.3g down), threshold %.3g; TensorFlow and ONNX Runtime agree%n",
        out,
        bundle.description().sidePx(),
        bundle.description().channels() == 1 ? "grey" : "colour",
        bundle.onnx().length / 1e6,
        geometry.scale(),
        geometry.shiftX(),
        geometry.shiftY(),
        landmarks.scale(),
        landmarks.down(),
        cut);
    if (check != null) {
      compare(export, bundle, err);
    }
    err.flush();
    spec.commandLine().getOut().println(out);
    return ExitCode.DONE;
  }

  private ModelBundle withEightBit(BundleExport export, ModelBundle bundle, PrintWriter err) {
    List<LabelledPicture> pictures = tables.read(List.of(eightBit), classes).pictures();
    BundleExport.EightBit both = export.withEightBit(bundle, pictures);
    Agreement agreement = both.agreement();
    err.printf(
        Locale.ROOT,
        "8 bits: %.1f MB; on %d pictures logits differ by %.2g on average, %.2g at most; %d answers change%n",
        both.bundle().eightBit().orElseThrow().length / 1e6,
        agreement.pictures(),
        agreement.meanDifference(),
        agreement.largestDifference(),
        agreement.flips());
    return both.bundle();
  }

  private static boolean isSmilesmiled(Provenance provenance) {
    return Smilesmiled.FINGERPRINT.equals(provenance.data().fingerprint());
  }

  private static boolean wasCutByUs(Provenance provenance) {
    double share = provenance.data().share();
    return share > 0 && share < 1;
  }

  private BoxCrop geometry(Provenance provenance) {
    if (crop == null) {
      return isSmilesmiled(provenance)
          ? SMILESMILED_CROP
          : wasCutByUs(provenance) ? DataCropCommand.HAAR_CROP : WHOLE_BOX;
    }
    if (crop.length != 3) {
      throw new OptionException(
          "--crop takes three numbers, SCALE,X,Y, such as 0.753,0,0.076; found " + crop.length);
    }
    try {
      return new BoxCrop(crop[0], crop[1], crop[2]);
    } catch (IllegalArgumentException e) {
      throw new OptionException("--crop: " + e.getMessage(), e);
    }
  }

  private LandmarkCrop landmarks(Provenance provenance, BoxCrop box) {
    if (landmarkCrop == null) {
      if (crop == null && wasCutByUs(provenance)) {
        return DataCropCommand.LANDMARK_CROP;
      }
      return crop == null && isSmilesmiled(provenance)
          ? SMILESMILED_LANDMARKS
          : new LandmarkCrop(
              HAAR_BOX.scale() * box.scale(), HAAR_BOX.down() + HAAR_BOX.scale() * box.shiftY());
    }
    if (landmarkCrop.length != 2) {
      throw new OptionException(
          "--landmark-crop takes two numbers, SCALE,DOWN, such as 1.9,0.54; found "
              + landmarkCrop.length);
    }
    try {
      return new LandmarkCrop(landmarkCrop[0], landmarkCrop[1]);
    } catch (IllegalArgumentException e) {
      throw new OptionException("--landmark-crop: " + e.getMessage(), e);
    }
  }

  private void compare(BundleExport export, ModelBundle bundle, PrintWriter err) {
    LabelledPictures labelled = PictureFolders.read(check, classes.choice());
    Provenance.Division split = export.provenance().split();
    List<LabelledPicture> validation =
        Splits.split(
                SplitKind.valueOf(split.kind().toUpperCase(Locale.ROOT)),
                labelled,
                split.validationShare(),
                split.seed())
            .validation();
    List<Picture> pictures =
        validation.stream().limit(200).map(picture -> PictureReader.read(picture.file())).toList();
    double difference = export.largestDifference(bundle, pictures);
    err.printf(
        Locale.ROOT,
        "largest difference of logits on %d validation pictures: %.2g%n",
        pictures.size(),
        difference);
    if (!(difference <= BundleExport.LOGIT_TOLERANCE)) {
      throw new ModelException(
          "TensorFlow and ONNX Runtime differ by more than "
              + BundleExport.LOGIT_TOLERANCE
              + " in logit");
    }
  }
}
