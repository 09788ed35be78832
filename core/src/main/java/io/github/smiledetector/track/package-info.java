/**
 * From frames to an action: the faces of a sequence of frames go in, persons with a smoothed smile
 * probability and the openings of a gate come out.
 *
 * <pre>{@code
 * FaceTracker tracker = new FaceTracker(TrackerOptions.DEFAULT);
 * SmileGate gate =
 *     new SmileGate(GateOptions.DEFAULT.withHold(Duration.ofSeconds(2)), "entrance");
 * long startNanos = System.nanoTime();
 * try (SmileDetector detector = SmileDetector.open()) {
 *   for (BufferedImage image = camera.get(); image != null; image = camera.get()) {
 *     Duration time = Duration.ofNanos(System.nanoTime() - startNanos);
 *     List<FaceObservation> faces =
 *         detector.detect(image).faces().stream()
 *             .map(face -> new FaceObservation(face.box(), face.score(), face.probability()))
 *             .toList();
 *     GateState state = gate.next(tracker.next(time, faces));
 *     state.opening().ifPresent(opening -> System.out.println("open: " + opening.id()));
 *   }
 * }
 * }</pre>
 *
 * <p>Nothing here looks at a clock or at pixels: the same frames, with the same times, give the
 * same answers. Times are counted from the sequence's start; where frames may come late, take the
 * time at which they were taken, not at which they were judged.
 */
package io.github.smiledetector.track;
