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

  YuNetFaceFinder(byte[] onnx, Settings settings) {
    this.settings = settings;
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
    return new YuNetFaceFinder(YuNetFile.read(file), Settings.DEFAULT);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean givesLandmarks() {
    return true;
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
    return Overlaps.merged(faces);
  }

  @Override
  public void close() {
    network.close();
    idle.clear();
  }

  /**
   * How to search.
   *
   * @param threshold lowest score of a face
   * @param surePx side of the smallest face that the network finds reliably
   * @param leastPx side of the smallest face that is worth asking it for
   * @param enlargedTimes how far a picture is enlarged at most, for faces below that
   * @param onceLongestPx the longest side that one look at one scale is enough for
   * @param scaleStep how much smaller the next scale is
   * @param viewLongestPx the longest side of what the network sees at once
   * @param overlapPx how far what it sees at once overlaps
   */
  record Settings(
      double threshold,
      double surePx,
      double leastPx,
      double enlargedTimes,
      int onceLongestPx,
      int scaleStep,
      int viewLongestPx,
      int overlapPx) {
    static final Settings DEFAULT = new Settings(0.6, 24, 20, 2, 480, 4, 640, 96);

    /** What to look at for faces of this size in a picture of that size. */
    List<View> views(int widthPx, int heightPx, int smallestPx) {
      double scale =
          smallestPx >= leastPx
              ? Math.min(1, surePx / smallestPx)
              : Math.min(enlargedTimes, leastPx / smallestPx);
      List<View> views = new ArrayList<>();
      while (true) {
        views.addAll(View.dividing(widthPx, heightPx, scale, viewLongestPx, overlapPx));
        if (Math.max(widthPx, heightPx) * scale <= onceLongestPx) {
          return views;
        }
        scale /= scaleStep;
      }
    }
  }
}
