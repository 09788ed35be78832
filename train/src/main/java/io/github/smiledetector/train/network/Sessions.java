package io.github.smiledetector.train.network;

import org.tensorflow.proto.ConfigProto;

/**
 * How every TensorFlow session of this program is set up: one thread an operation, as many
 * operations at once as there are processors.
 *
 * <p>Single-threaded operations give the same bits in every run, and splitting a batch into parts
 * that run side by side ({@link SmileNetwork}) uses the processors better than splitting each
 * operation. TensorFlow takes the thread counts of the first session in the process for all later
 * ones, so all sessions are made with this.
 */
public final class Sessions {
  private static final ConfigProto CONFIGURATION =
      ConfigProto.newBuilder()
          .setIntraOpParallelismThreads(1)
          .setInterOpParallelismThreads(processors())
          .build();

  private Sessions() {}

  /** How many processors this process may use. */
  static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** The configuration to open a session with. */
  public static ConfigProto configuration() {
    return CONFIGURATION;
  }
}
