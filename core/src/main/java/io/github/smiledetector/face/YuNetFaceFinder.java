package io.github.smiledetector.face;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.fetch.Cache;
import io.github.smiledetector.inference.Network;
import io.github.smiledetector.picture.Picture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Finds faces with YuNet, a small neural network: also small, turned and partly covered ones, with
 * their landmarks. It has to be fetched once ({@code smile models fetch yunet}).
 */
public final class YuNetFaceFinder implements FaceFinder {
  /** The {@link #name()} of this kind of finder. */
  public static final String NAME = "yunet";

  private final Settings settings;
  private final Network network;
  private final Deque<YuNetPass> idle = new ConcurrentLinkedDeque<>();

  YuNetFaceFinder(Path file, Settings settings) {
    this.settings = settings;
    byte[] onnx = YuNetFile.read(file);
    this.network = new Network(onnx, YuNetPass.INPUT, YuNetPass.OUTPUTS, 1);
  }

  /**
   * Opens the network in the cache.
   *
   * @throws ModelException if it has not been fetched or is damaged
   */
  public static YuNetFaceFinder fetched() {
    return open(YuNetFile.in(Cache.folder()));
  }

  /**
   * Opens the network in a file.
   *
   * @throws ModelException if there is no such file or it is not the one that is known here
   */
  public static YuNetFaceFinder open(Path file) {
    return new YuNetFaceFinder(file, Settings.DEFAULT);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Face> find(Picture picture, int smallestPx) {
    List<Face> faces = new ArrayList<>();
    YuNetPass pass = idle.poll();
    if (pass == null) {
      pass = new YuNetPass();
    }
    try {
      for (View view : settings.views(picture.widthPx(), picture.heightPx(), smallestPx)) {
        pass.look(network, picture, view, settings.threshold(), faces);
      }
    } finally {
      idle.push(pass);
    }
    return Overlaps.merged(faces, settings.overlap());
  }

  @Override
  public void close() {
    network.close();
    idle.clear();
  }

  record Settings(double threshold, double overlap, int sought, int nativePx, int coarsePx) {
    static final Settings DEFAULT = new Settings(0.7, 0.3, 12, 256, 640);

    List<View> views(int widthPx, int heightPx, int smallestPx) {
      int longer = Math.max(widthPx, heightPx);
      double fine = Math.min(1, Math.max(sought / (double) smallestPx, nativePx / (double) longer));
      List<View> views = new ArrayList<>();
      views.add(whole(fine, widthPx, heightPx));
      if (longer * fine > coarsePx) {
        views.add(whole(0.5 * coarsePx / longer, widthPx, heightPx));
      }
      return views;
    }

    private static View whole(double scale, int widthPx, int heightPx) {
      return new View(
          scale,
          0,
          0,
          (int) Math.ceil(scale * widthPx - 1e-9),
          (int) Math.ceil(scale * heightPx - 1e-9));
    }
  }
}
