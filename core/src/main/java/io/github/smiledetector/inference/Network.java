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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;

/**
 * Runs a network with one input and one or several outputs on the processor, with ONNX Runtime.
 *
 * <p>Input and outputs are direct buffers of the caller's that ONNX Runtime reads and writes in
 * place: nothing is copied. Thread-safe; closing waits for runs under way.
 *
 * <p>Where lengths below the batch are open, as with pictures of any size, ONNX Runtime keeps no
 * plan of its memory by shape, which would grow with every new one.
 */
public final class Network implements AutoCloseable {
  /** As many threads as ONNX Runtime thinks best: one a physical core. */
  public static final int DEFAULT_THREADS = 0;

  private final TensorShape input;
  private final List<TensorShape> outputs;
  private final OrtEnvironment environment;
  private final Native<OrtSession> session;

  /**
   * Runs share it, closing takes it alone: ONNX Runtime does not survive a run on what is closed.
   */
  private final ReadWriteLock use = new ReentrantReadWriteLock();

  private boolean closed;

  /**
   * Loads a network with one output.
   *
   * @param onnx the network
   * @param input what it has to take
   * @param output what it has to give
   * @param threads that one run may use, at least 1, or {@link #DEFAULT_THREADS}
   * @throws ModelException if it cannot be loaded or its inputs and outputs are others
   * @throws OptionException if the threads are negative
   */
  public Network(byte[] onnx, TensorShape input, TensorShape output, int threads) {
    this(onnx, input, List.of(output), threads);
  }

  /**
   * Loads a network.
   *
   * @param onnx the network
   * @param input what it has to take
   * @param outputs what it has to give, all of it, in any order
   * @param threads that one run may use, at least 1, or {@link #DEFAULT_THREADS}
   * @throws ModelException if it cannot be loaded or its inputs and outputs are others
   * @throws OptionException if the threads are negative
   */
  public Network(byte[] onnx, TensorShape input, List<TensorShape> outputs, int threads) {
    if (threads < 0) {
      throw new OptionException(
          "threads must be at least 1, or "
              + DEFAULT_THREADS
              + " for as many as there are cores, not "
              + threads);
    }
    this.input = input;
    this.outputs = List.copyOf(outputs);
    this.environment = Environment.shared();
    this.session = load(environment, onnx, threads, input.variesWithin());
    try {
      verify("input", List.of(input), session.value().getInputInfo());
      verify("output", this.outputs, session.value().getOutputInfo());
    } catch (OrtException e) {
      close();
      throw new ModelException("the network does not say what it takes: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static Native<OrtSession> load(
      OrtEnvironment environment, byte[] onnx, int threads, boolean anySize) {
    try (Native<OrtSession.SessionOptions> options =
        Native.opened(new OrtSession.SessionOptions(), OrtSession.SessionOptions::close)) {
      options.value().setIntraOpNumThreads(threads);
      options.value().setMemoryPatternOptimization(!anySize);
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

  private static void verify(String role, List<TensorShape> expected, Map<String, NodeInfo> found) {
    if (found.size() != expected.size()
        || !expected.stream().allMatch(shape -> fits(shape, found.get(shape.name())))) {
      throw new ModelException(
          "the network has another "
              + role
              + " than its description says: expected "
              + expected.stream().map(TensorShape::toString).collect(Collectors.joining(", "))
              + " and nothing else, found "
              + describe(found)
              + ". Export the model again, or correct its description.");
    }
  }

  private static boolean fits(TensorShape expected, NodeInfo found) {
    return found != null
        && found.getInfo() instanceof TensorInfo info
        && info.type == OnnxJavaType.FLOAT
        && expected.fits(info.getShape());
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
   * Runs a network with one output on a batch.
   *
   * @param members how many the batch has, at least 1
   * @param from direct; the batch's values from index 0 on, whatever position and limit say
   * @param to direct; takes the answers from index 0 on, whatever position and limit say
   * @throws ModelException if the network fails on them
   * @throws IllegalStateException if this is closed
   */
  public void run(int members, FloatBuffer from, FloatBuffer to) {
    run(
        new Values(from, input.with(members)),
        List.of(new Values(to, outputs.get(0).with(members))));
  }

  /** Values of an input or output, in a buffer of the caller's. */
  public static final class Values {
    private final FloatBuffer buffer;
    private final long[] lengths;

    /**
     * @param buffer direct; the values lie from index 0 on, whatever position and limit say
     * @param lengths of their dimensions, from the outermost on
     */
    public Values(FloatBuffer buffer, long... lengths) {
      this.buffer = buffer;
      this.lengths = lengths.clone();
    }

    /** Where they lie. */
    public FloatBuffer buffer() {
      return buffer;
    }
  }

  /**
   * Runs the network.
   *
   * @param from what it is to take
   * @param to takes what it gives, in the order in which the outputs were named at the beginning
   * @throws ModelException if the network fails on them, or gives other lengths
   * @throws IllegalStateException if this is closed
   */
  public void run(Values from, List<Values> to) {
    if (to.size() != outputs.size()) {
      throw new IllegalArgumentException(outputs.size() + " outputs, not " + to.size());
    }
    FloatBuffer given = part(from, input);
    use.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("this network is closed");
      }
      Map<String, OnnxTensor> answers = new LinkedHashMap<>();
      try (Natives opened = new Natives()) {
        OnnxTensor taken = opened.add(tensor(given, from.lengths));
        for (int i = 0; i < to.size(); i++) {
          Values values = to.get(i);
          answers.put(
              outputs.get(i).name(),
              opened.add(tensor(part(values, outputs.get(i)), values.lengths)));
        }
        // Nothing to fetch from the result: the answers lie in the caller's buffers.
        opened.add(
            Native.opened(
                session.value().run(Map.of(input.name(), taken), answers),
                OrtSession.Result::close));
      }
    } catch (OrtException e) {
      throw new ModelException(
          "the network fails on " + TensorShape.describe(from.lengths) + ": " + e.getMessage(), e);
    } finally {
      use.readLock().unlock();
    }
  }

  /** What a run has opened, closed together, the latest first. */
  private static final class Natives implements AutoCloseable {
    private final Deque<Native<?>> opened = new ArrayDeque<>();

    <T> T add(Native<T> one) {
      opened.push(one);
      return one.value();
    }

    @Override
    public void close() throws OrtException {
      OrtException failure = null;
      while (!opened.isEmpty()) {
        try {
          opened.pop().close();
        } catch (OrtException e) {
          failure = e;
        }
      }
      if (failure != null) {
        throw failure;
      }
    }
  }

  private static FloatBuffer part(Values values, TensorShape shape) {
    long count = 1;
    for (long length : values.lengths) {
      count = Math.multiplyExact(count, length);
    }
    if (!shape.holds(values.lengths)
        || !values.buffer.isDirect()
        || values.buffer.capacity() < count) {
      throw new IllegalArgumentException(
          TensorShape.describe(values.lengths)
              + " for "
              + shape
              + " need its shape and a direct buffer of "
              + count
              + ", not "
              + values.buffer);
    }
    return values.buffer.duplicate().clear().limit((int) count);
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
