package io.github.smiledetector.train.network;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunMetadata;

/** Adds up what TensorFlow saw of a call it watched. */
final class OperationTimes {
  private OperationTimes() {}

  /** Microseconds by kind of operation, largest first. */
  static Map<String, Long> of(RunMetadata metadata) {
    Map<String, Long> micros = new HashMap<>();
    for (DeviceStepStats device : metadata.getStepStats().getDevStatsList()) {
      for (NodeExecStats node : device.getNodeStatsList()) {
        // "[memory] name = Operation(inputs)"
        String label = node.getTimelineLabel();
        String operation = label.substring(label.indexOf(" = ") + 1).replaceAll("^= |\\(.*", "");
        micros.merge(operation, node.getOpEndRelMicros() - node.getOpStartRelMicros(), Long::sum);
      }
    }
    Map<String, Long> sorted = new LinkedHashMap<>();
    micros.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }
}
