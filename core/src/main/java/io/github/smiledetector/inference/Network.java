package io.github.smiledetector.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Runs a network with one input and one output on the processor, with ONNX Runtime.
 *
 * <p>Input and output are direct buffers of the caller's that ONNX Runtime reads and writes in
 * place: nothing is copied. Thread-safe; closing waits for runs under way.
 */
public final class Network implements AutoCloseable {
  /** As many threads as ONNX Runtime thinks best: one a physical core. */
  public static final int DEFAULT_THREADS = 0;

  private final TensorShape input;
  private final TensorShape output;
  private final OrtEnvironment environment;
  private final Native<OrtSession> session;

  /**
   * Runs share it, closing takes it alone: ONNX Runtime does not survive a run on what is closed.
   */
  private final ReadWriteLock use = new ReentrantReadWriteLock();

  private boolean closed;

  /**
   * Loads a network.
   *
   * @param onnx the network
   * @param input what it has to take
   * @param output what it has to give
   * @param threads that one run may use, at least 1, or {@link #DEFAULT_THREADS}
   * @throws ModelException if it cannot be loaded or its inputs and outputs are others
   * @throws OptionException if the threads are negative
   */
  public Network(byte[] onnx, TensorShape input, TensorShape output, int threads) {
    if (threads < 0) {
      throw new OptionException(
          "threads must be at least 1, or "
              + DEFAULT_THREADS
              + " for as many as there are cores, not "
              + threads);
    }
    this.input = input;
    this.output = output;
    this.environment = Environment.shared();
    this.session = load(environment, onnx, threads);
    try {
      verify("input", input, session.value().getInputInfo());
      verify("output", output, session.value().getOutputInfo());
    } catch (OrtException e) {
      close();
      throw new ModelException("the network does not say what it takes: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static Native<OrtSession> load(OrtEnvironment environment, byte[] onnx, int threads) {
    try (Native<OrtSession.SessionOptions> options =
        Native.opened(new OrtSession.SessionOptions(), OrtSession.SessionOptions::close)) {
      options.value().setIntraOpNumThreads(threads);
      return Native.opened(environment.createSession(onnx, options.value()), OrtSession::close);
    } catch (OrtException e) {
      throw new ModelException(
          "the network cannot be loaded ("
              + onnx.length
              + " bytes; expected ONNX): "
              + e.getMessage(),
          e);
    }
  }

  private static void verify(String role, TensorShape expected, Map<String, NodeInfo> found) {
    NodeInfo node = found.get(expected.name());
    if (found.size() != 1
        || node == null
        || !(node.getInfo() instanceof TensorInfo info)
        || info.type != OnnxJavaType.FLOAT
        || !expected.fits(info.getShape())) {
      throw new ModelException(
          "the network has another "
              + role
              + " than its description says: expected "
              + expected
              + " and nothing else, found "
              + describe(found)
              + ". Export the model again, or correct its description.");
    }
  }

  private static String describe(Map<String, NodeInfo> nodes) {
    StringBuilder text = new StringBuilder();
    for (NodeInfo node : nodes.values()) {
      text.append(text.length() == 0 ? "\"" : ", \"").append(node.getName()).append('"');
      if (node.getInfo() instanceof TensorInfo info) {
        String type = info.type == OnnxJavaType.FLOAT ? "float32" : info.type.name();
        text.append(' ').append(type).append(' ').append(TensorShape.describe(info.getShape()));
      } else {
        text.append(", which is no tensor");
      }
    }
    return text.length() == 0 ? "none" : text.toString();
  }

  /** ONNX Runtime's version, as its native part says. */
  public static String runtimeVersion() {
    return Environment.shared().getVersion();
  }

  /** A buffer that {@link #run} reads and writes in place: direct, in the machine's byte order. */
  public static FloatBuffer buffer(int values) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(values, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /**
   * Runs the network on a batch.
   *
   * @param members how many the batch has, at least 1
   * @param from direct; the batch's values from index 0 on, whatever position and limit say
   * @param to direct; takes the answers from index 0 on, whatever position and limit say
   * @throws ModelException if the network fails on them
   * @throws IllegalStateException if this is closed
   */
  public void run(int members, FloatBuffer from, FloatBuffer to) {
    FloatBuffer given = part(from, members, input);
    FloatBuffer wanted = part(to, members, output);
    use.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("this network is closed");
      }
      try (Native<OnnxTensor> taken = tensor(given, input.with(members));
          Native<OnnxTensor> answer = tensor(wanted, output.with(members));
          Native<OrtSession.Result> ran =
              Native.opened(
                  session
                      .value()
                      .run(
                          Map.of(input.name(), taken.value()),
                          Map.of(output.name(), answer.value())),
                  OrtSession.Result::close)) {
        // Nothing to fetch: the answers lie in the caller's buffer.
        assert ran.value().size() == 1;
      }
    } catch (OrtException e) {
      throw new ModelException(
          "the network fails on a batch of " + members + ": " + e.getMessage(), e);
    } finally {
      use.readLock().unlock();
    }
  }

  private static FloatBuffer part(FloatBuffer buffer, int members, TensorShape shape) {
    long values = (long) members * shape.valuesEach();
    if (members < 1 || !buffer.isDirect() || buffer.capacity() < values) {
      throw new IllegalArgumentException(
          members + " of " + shape + " need a direct buffer of " + values + ", not " + buffer);
    }
    return buffer.duplicate().clear().limit((int) values);
  }

  private Native<OnnxTensor> tensor(FloatBuffer values, long[] lengths) throws OrtException {
    return Native.opened(OnnxTensor.createTensor(environment, values, lengths), OnnxTensor::close);
  }

  /** Frees the network once no run needs it any more; a second call does nothing. */
  @Override
  public void close() {
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime does not let go of a network", e);
    } finally {
      use.writeLock().unlock();
    }
  }
}
