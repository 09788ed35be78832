/**
 * Finds the faces in pictures and says, for each, how probable it is that it is smiling.
 *
 * <p><b>One picture.</b> Open a {@link io.github.smiledetector.SmileDetector}, keep it, use it from
 * any thread:
 *
 * <pre>{@code
 * try (SmileDetector detector = SmileDetector.open()) {
 *   PictureSmiles seen = detector.detect(Path.of("party.jpg"));
 *   for (FaceSmile face : seen.faces()) {
 *     face.probability().ifPresent(p -> System.out.printf("%s smiles: %.2f%n", face.box(), p));
 *   }
 * }
 * }</pre>
 *
 * <p>A path is one of many sources: bytes, a stream, a {@code BufferedImage} and the pixels of a
 * camera do as well ({@link io.github.smiledetector.picture.PictureSource}). Boxes are in the
 * pixels of the upright picture: what its Exif data says about its orientation is carried out, and
 * told in {@link io.github.smiledetector.PictureSmiles#orientation()}.
 *
 * <p><b>What an answer means.</b>
 *
 * <ul>
 *   <li>No face: {@code faces()} is empty. That is neither an error nor "not smiling".
 *   <li>A face without a probability says why ({@link io.github.smiledetector.Unjudged}): too
 *       small, or cut off by the picture's edge.
 *   <li>{@code probability()} is calibrated as the model's description says; {@code smiling()}
 *       holds it against the model's threshold, or yours.
 *   <li>A picture that cannot be read is a {@link io.github.smiledetector.error.PictureException}
 *       with a {@code Kind} for programs and a message for people.
 * </ul>
 *
 * <p><b>Many pictures.</b> {@link
 * io.github.smiledetector.SmileDetector#detectAll(java.util.stream.Stream,
 * io.github.smiledetector.ResultOrder)} keeps all cores busy and memory level, for ten pictures and
 * for ten million; one that cannot be read is an outcome among the others:
 *
 * <pre>{@code
 * try (Stream<Path> files = Files.walk(Path.of("album")).filter(Files::isRegularFile);
 *     Stream<PictureOutcome> outcomes =
 *         detector.detectAll(files.map(PictureSource::of), ResultOrder.AS_GIVEN)) {
 *   outcomes.forEach(
 *       outcome -> {
 *         if (outcome instanceof PictureOutcome.Detected detected) {
 *           System.out.println(outcome.source().name() + " " + detected.smiles().faces().size());
 *         } else if (outcome instanceof PictureOutcome.Failed failed) {
 *           System.err.println(failed.error().getMessage());
 *         }
 *       });
 * }
 * }</pre>
 *
 * <p>To do something with the pixels while they are in memory, such as drawing the boxes, give it
 * an {@link io.github.smiledetector.OutcomeHandler}.
 *
 * <p><b>Pictures of many callers.</b> A {@link io.github.smiledetector.DetectionQueue} answers them
 * on a few threads, lets some wait, and says at once when it is full.
 *
 * <p><b>Choices.</b> {@link io.github.smiledetector.DetectorOptions} says which face finder, which
 * model, which of its meanings of a smile, which threshold, how small a face and how large a
 * picture may be. A {@link io.github.smiledetector.Cancellation} calls one call off, on request or
 * after a time. A face finder of your own implements {@link
 * io.github.smiledetector.face.FaceFinder}.
 *
 * <p>Everything that is wrong on purpose is a {@link
 * io.github.smiledetector.error.SmileDetectorException}; anything else is a fault of ours.
 */
package io.github.smiledetector;
