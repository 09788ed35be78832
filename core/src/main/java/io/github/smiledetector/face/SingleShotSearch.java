package io.github.smiledetector.face;

import io.github.smiledetector.inference.Network;
import io.github.smiledetector.picture.Picture;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Searches pictures with a network that finds all faces of what it sees in one run. Thread-safe:
 * calls at the same time run at the same time, each on one core, and share the network.
 */
final class SingleShotSearch implements AutoCloseable {
  private final CellFormat format;
  private final SearchSettings settings;
  private final Network network;
  private final Deque<SingleShotPass> idle = new ConcurrentLinkedDeque<>();

  SingleShotSearch(byte[] onnx, CellFormat format, SearchSettings settings) {
    this.format = format;
    this.settings = settings;
    this.network = new Network(onnx, format.input(), format.outputs(), 1);
  }

  List<Face> find(Picture picture, int smallestPx) {
    List<Face> faces = new ArrayList<>();
    SingleShotPass pass = idle.poll();
    if (pass == null) {
      pass = new SingleShotPass(format);
    }
    try {
      for (View view : settings.views(picture.widthPx(), picture.heightPx(), smallestPx)) {
        pass.look(network, picture, view, settings.threshold(), faces);
      }
    } finally {
      idle.push(pass);
    }
    return Overlaps.merged(faces);
  }

  @Override
  public void close() {
    network.close();
    idle.clear();
  }
}
