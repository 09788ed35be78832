package io.github.smiledetector.server;

import io.github.smiledetector.FaceJson;
import io.github.smiledetector.FaceSmile;
import io.github.smiledetector.PictureSmiles;
import io.github.smiledetector.track.FaceObservation;
import io.github.smiledetector.track.FaceTracker;
import io.github.smiledetector.track.GateOptions;
import io.github.smiledetector.track.GateState;
import io.github.smiledetector.track.SmileGate;
import io.github.smiledetector.track.Track;
import io.github.smiledetector.track.TrackedFrame;
import io.github.smiledetector.track.TrackerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at one stream's frames one after the other: who is in them, and how the gate stands. Not
 * thread-safe.
 */
final class Onlooker {
  private final Gatekeeper keeper;
  private final String stream;
  private final double threshold;
  private final FaceTracker tracker = new FaceTracker(TrackerOptions.DEFAULT);
  private final GateOptions options;
  private final Duration oldest;

  /** Begins with the first frame, so that a connection in reserve is no gate from before. */
  private SmileGate gate;

  /**
   * @param stream its id
   * @param threshold from which on a face counts as smiling in a result
   */
  Onlooker(Gatekeeper keeper, GateOptions options, String stream, double threshold) {
    this.keeper = keeper;
    this.stream = stream;
    this.threshold = threshold;
    this.options = options;
    // Where frames come a gap apart, the one that waits is two gaps old when it is answered.
    this.oldest = options.largestGap().multipliedBy(2);
  }

  /**
   * Takes the next frame, and opens the gate if it has to be. One that is older than two of the
   * gate's largest gaps ends holds instead: whoever was in it may be gone.
   *
   * @param number as the client counts
   * @param arrival since the stream's hello
   * @param age how long ago that was
   * @param dropped frames before it that nobody looked at
   * @return what the client is told
   */
  List<Map<String, Object>> look(
      long number, Duration arrival, Duration age, PictureSmiles smiles, List<Long> dropped) {
    List<FaceObservation> observations =
        smiles.faces().stream()
            .map(face -> new FaceObservation(face.box(), face.score(), face.probability()))
            .toList();
    TrackedFrame frame = tracker.next(arrival, observations);
    if (gate == null) {
      gate = keeper.gate(options);
    }
    GateState state =
        age.compareTo(oldest) > 0 ? gate.skip(frame) : keeper.admit(stream, gate.next(frame), age);
    return List.of(result(number, arrival, smiles, frame, dropped), gate(number, arrival, state));
  }

  private Map<String, Object> result(
      long number, Duration arrival, PictureSmiles smiles, TrackedFrame frame, List<Long> dropped) {
    Map<Integer, Track> tracks = new HashMap<>();
    frame
        .tracks()
        .forEach(track -> track.observation().ifPresent(place -> tracks.put(place, track)));
    List<Map<String, Object>> faces = new ArrayList<>();
    for (int i = 0; i < smiles.faces().size(); i++) {
      FaceSmile face = smiles.faces().get(i);
      Map<String, Object> fields = FaceJson.fields(face, Answers.smiling(face, threshold));
      Track track = tracks.get(i);
      if (track != null) {
        fields.put("track", track.id());
        track
            .probability()
            .ifPresent(probability -> fields.put("smoothed", Math.round(probability * 1e4) / 1e4));
      }
      faces.add(fields);
    }
    Map<String, Object> fields = about("result", number, arrival);
    fields.put("width", smiles.widthPx());
    fields.put("height", smiles.heightPx());
    fields.put("faces", faces);
    fields.put("dropped", dropped);
    return fields;
  }

  private static Map<String, Object> gate(long number, Duration arrival, GateState state) {
    Map<String, Object> fields = about("gate", number, arrival);
    fields.put("phase", state.phase().label());
    fields.put("reason", state.reason().label());
    fields.put("progress", Math.round(state.progress() * 1e3) / 1e3);
    state.track().ifPresent(track -> fields.put("track", track));
    state
        .opening()
        .ifPresent(
            opening -> fields.put("opening", Map.of("id", opening.id(), "track", opening.track())));
    return fields;
  }

  private static Map<String, Object> about(String type, long number, Duration arrival) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("type", type);
    fields.put("frame", number);
    fields.put("timeMillis", arrival.toMillis());
    return fields;
  }
}
