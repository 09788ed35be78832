package io.github.smiledetector.server;

import io.github.smiledetector.DetectorOptions;
import io.github.smiledetector.SmileDetector;
import io.github.smiledetector.model.ModelDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a server says about itself. Thread-safe. */
final class InfoRoutes {
  private InfoRoutes() {}

  static Map<String, Object> limits(DetectorOptions detector, ServerLimits limits, int workers) {
    Map<String, Object> stream = new LinkedHashMap<>();
    stream.put("maxUnacknowledged", Stream.MOST_UNACKNOWLEDGED);
    stream.put("maxFrameBytes", limits.maxFrameBytes());
    stream.put("maxConnections", limits.maxStreams());
    stream.put("idleMillis", limits.streamIdle().toMillis());
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("maxBodyBytes", limits.maxBodyBytes());
    fields.put("maxMegapixels", detector.maxPixels() / 1e6);
    fields.put("maxFaces", detector.maxFaces());
    fields.put("formats", List.of("jpeg", "png", "webp", "gif", "tiff", "bmp"));
    fields.put("maxBatchPictures", limits.maxBatchPictures());
    fields.put("workers", workers);
    fields.put("capacity", workers * limits.picturesPerWorker());
    fields.put("bodyMillis", limits.bodyPatience().toMillis());
    fields.put("deadlineMillis", limits.deadline().toMillis());
    detector.seenAtPx().ifPresent(px -> fields.put("seenAtPx", px));
    fields.put("stream", stream);
    return fields;
  }

  static Map<String, Object> model(SmileDetector detector) {
    ModelDescription model = detector.model();
    List<Map<String, Object>> meanings = new ArrayList<>();
    model
        .meanings()
        .forEach(
            (name, meaning) ->
                meanings.add(
                    Map.of(
                        "name", name, "says", meaning.says(), "threshold", meaning.threshold())));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", model.name());
    fields.put("sidePx", model.sidePx());
    fields.put("channels", model.channels());
    fields.put("precision", detector.precision().toString());
    fields.put("finder", detector.finder());
    fields.put("meaning", detector.meaning());
    fields.put("threshold", detector.threshold());
    fields.put("meanings", meanings);
    return fields;
  }
}
