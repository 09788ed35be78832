package io.github.smiledetector.cli;

import io.github.smiledetector.DetectorOptions;
import io.github.smiledetector.classifier.Precision;
import io.github.smiledetector.model.ModelBundle;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say how faces are found and judged. */
final class DetectorChoices {
  @Option(
      names = "--finder",
      paramLabel = FinderName.LABEL,
      completionCandidates = FinderName.Names.class,
      defaultValue = FinderName.DEFAULT,
      description =
          "What finds the faces: compact is inside, finds small, turned and covered ones too, and gives landmarks; yunet does as well, but has to be fetched once; haar is inside and finds upright, frontal ones only, for models whose crops are known for its boxes alone; FILE.onnx is a finder of your own, trained as compact was. Never another one if the one you ask for is missing. The setting SMILE_FINDER in the environment says the same (here: ${DEFAULT-VALUE}).")
  private FinderName finder;

  @Option(
      names = "--model",
      paramLabel = "BUNDLE",
      description = "Folder of a model bundle (default: the model that comes with the program).")
  private Path model;

  @Option(
      names = "--meaning",
      paramLabel = "NAME",
      description =
          "What counts as a smile, of the meanings that the model knows, such as broad; `smile doctor` lists them (default: the model's own choice).")
  private String meaning;

  @Option(
      names = "--precision",
      paramLabel = "auto|fp32|int8",
      description =
          "Numbers that the network computes with: fp32 are exact; int8 are faster on processors made for them, if the model has such a network; auto takes int8 just there (default: ${DEFAULT-VALUE}).")
  private Precision precision = Precision.AUTO;

  @Option(
      names = "--threshold",
      paramLabel = "P",
      description =
          "Smile probability from which on a face is smiling (default: the meaning's own).")
  private Double threshold;

  @Option(
      names = "--smallest-face",
      paramLabel = "PX",
      description =
          "Longer side of the smallest face that is looked for and judged, in the photo's pixels; the larger, the faster (default: 20; in large photos haar looks for faces from a 28th of the longer side on, the others from a hundredth).")
  private Integer smallestFacePx;

  @Option(
      names = "--max-faces",
      paramLabel = "N",
      description =
          "Most faces a photo, those that the finder is surest of first (default: 1000, of `smile serve` 100; a guard against patterns that look like crowds).")
  private Integer maxFaces;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Photos worked on at the same time, 1 to 1024 (default: one a core).")
  private Integer threads;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description =
          "Most faces that go through the network together, 1 to 1024. On one core a face takes as long alone as among 8, and a seventh longer among 32 (default: ${DEFAULT-VALUE}).")
  private int batchSize = DetectorOptions.DEFAULT.batchSize();

  @Option(
      names = "--max-megapixels",
      paramLabel = "N",
      description =
          "Larger photos are refused before they are decoded, for each takes 3 bytes of memory a pixel (default: 40).")
  private Double maxMegapixels;

  /** Whether the model is the user's, not the one inside. */
  boolean isOwnModel() {
    return model != null;
  }

  /** The model. */
  ModelBundle bundle() {
    return model == null ? ModelBundle.embedded() : ModelBundle.read(model);
  }

  /** What counts as a smile, by name; empty for the model's default. */
  Optional<String> meaning() {
    return Optional.ofNullable(meaning);
  }

  /** Which of the model's networks computes. */
  Precision precision() {
    return precision;
  }

  /** Whether the user says how many faces a photo has at most. */
  boolean saysMaxFaces() {
    return maxFaces != null;
  }

  DetectorOptions options() {
    DetectorOptions options =
        DetectorOptions.DEFAULT
            .withFinder(finder::open)
            .withBatchSize(batchSize)
            .withPrecision(precision);
    if (meaning != null) {
      options = options.withMeaning(meaning);
    }
    if (model != null) {
      options = options.withModel(model);
    }
    if (threshold != null) {
      options = options.withThreshold(threshold);
    }
    if (smallestFacePx != null) {
      options = options.withSmallestFacePx(smallestFacePx);
    }
    if (maxFaces != null) {
      options = options.withMaxFaces(maxFaces);
    }
    if (threads != null) {
      options = options.withThreads(threads);
    }
    if (maxMegapixels != null) {
      options = options.withMaxPixels(Math.round(1e6 * maxMegapixels));
    }
    return options;
  }
}
