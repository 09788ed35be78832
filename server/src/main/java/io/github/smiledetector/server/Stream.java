package io.github.smiledetector.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.smiledetector.Cancellation;
import io.github.smiledetector.PictureSmiles;
import io.github.smiledetector.picture.PictureSource;
import io.github.smiledetector.track.GateOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * One client's frames and what it is told of them.
 *
 * <p>At most one frame is worked on and one waits, whatever the client sends, and no frame is begun
 * before the last answer has left: a client that does not read, or sends more than it reads, has
 * frames dropped, and no more memory than that. It has no thread of its own: Jetty's bring
 * messages, and the queue's bring answers.
 *
 * <p>Public only because Jetty has to reach its methods. Thread-safe; nothing of Jetty's is called
 * under the lock.
 */
public final class Stream implements Session.Listener {
  static final int MOST_UNACKNOWLEDGED = 2;

  private static final int MOST_TEXT_BYTES = 4 << 10;

  /** A client that counts sends none too many, and one that is a little careless a few. */
  private static final int MOST_DROPPED = 64;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  /** For the last words to arrive, and to be answered by the client's. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  /**
   * @param arrival since the hello
   * @param cancellation begins to run at the arrival, so that waiting counts
   */
  private record Frame(
      long number, PictureSource picture, Duration arrival, Cancellation cancellation) {}

  private record Farewell(int code, String reason) {}

  private final Streams streams;
  private final String id;
  private final Message text;
  private final Message binary;
  private final Pace pace = new Pace(System::nanoTime);
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private Session session;

  private final Object lock = new Object();
  private final Deque<String> outbox = new ArrayDeque<>();
  private final List<Long> dropped = new ArrayList<>();
  private boolean sending;
  private Onlooker onlooker;
  private long helloNanos;
  private long lastNumber = -1;
  private Frame newest;
  private Frame working;

  /** How this will end once everything is said; null while it goes on. */
  private Farewell farewell;

  /** Nothing is answered any more. */
  private boolean over;

  private boolean farewellSaid;

  Stream(Streams streams, String id) {
    this.streams = streams;
    this.id = id;
    ServerLimits limits = streams.limits();
    this.text =
        new Message(
            "a text message", MOST_TEXT_BYTES, Problem.Kind.BAD_MESSAGE, limits.bodyPatience());
    this.binary =
        new Message(
            "a frame, with the 4 bytes of its number,",
            limits.maxFrameBytes() + Integer.BYTES,
            Problem.Kind.BODY_TOO_LARGE,
            limits.bodyPatience());
  }

  String id() {
    return id;
  }

  /** Done when the connection is closed. */
  CompletableFuture<Void> end() {
    return end;
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    session = opened;
    session.setIdleTimeout(streams.limits().streamIdle());
    streams.add(this).ifPresent(this::refuse);
    session.demand();
  }

  /**
   * All frames come here: if they did not, Jetty would keep pings, pongs and empty pieces to
   * itself, and nobody would count them.
   */
  @Override
  public void onWebSocketFrame(org.eclipse.jetty.websocket.api.Frame frame, Callback callback) {
    byte type = frame.getEffectiveOpCode();
    if (type == OpCode.CLOSE) {
      // Now, and not when the answer to it has been taken, if ever it is.
      leave(frame.getCloseStatus().statusCode());
      callback.succeed();
      return;
    }
    ByteBuffer piece = frame.hasPayload() ? frame.getPayload() : NOTHING;
    take(
        () -> {
          pace.add(piece.remaining());
          switch (type) {
            case OpCode.TEXT -> hear(piece, frame.isFin());
            case OpCode.BINARY -> see(piece, frame.isFin());
            default -> {}
          }
        });
    Runnable next =
        () -> {
          callback.succeed();
          session.demand();
        };
    if (type == OpCode.PING) {
      // Nothing more is read before it is answered.
      session.sendPong(piece, Callback.from(next, left -> next.run()));
    } else {
      next.run();
    }
  }

  private void hear(ByteBuffer piece, boolean last) {
    text.add(piece);
    if (last) {
      greet(new String(text.take(), UTF_8));
    }
  }

  private void see(ByteBuffer piece, boolean last) {
    binary.add(piece);
    if (last) {
      accept(binary.take());
    }
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    leave(StatusCode.NO_CLOSE);
  }

  @Override
  public void onWebSocketClose(int code, String reason, Callback callback) {
    leave(code);
    callback.succeed();
  }

  private void take(Runnable message) {
    synchronized (lock) {
      if (farewell != null) {
        // Read and thrown away, so that the client's farewell behind it is seen.
        return;
      }
    }
    try {
      message.run();
    } catch (RuntimeException e) {
      refuse(e);
    }
  }

  private void greet(String message) {
    GateOptions asked = Hello.read(message, streams.keeper().options());
    GateOptions gate = streams.keeper().options(asked);
    double threshold = streams.detector().threshold();
    Map<String, Object> ready = new LinkedHashMap<>();
    ready.put("type", "ready");
    ready.put("session", id);
    ready.put("model", streams.detector().model().name());
    ready.put("meaning", streams.detector().meaning());
    ready.put("threshold", threshold);
    ready.put(
        "limits",
        Map.of(
            "maxUnacknowledged",
            MOST_UNACKNOWLEDGED,
            "maxFrameBytes",
            streams.limits().maxFrameBytes()));
    ready.put("gate", Hello.fields(gate));
    ready.put("actions", streams.keeper().actions());
    synchronized (lock) {
      if (onlooker != null) {
        throw new Refusal(Problem.Kind.BAD_MESSAGE, "a stream has one hello; connect anew");
      }
      onlooker = new Onlooker(streams.keeper(), gate, id, threshold);
      helloNanos = System.nanoTime();
      outbox.add(Json.text(ready));
    }
    goOn();
  }

  private void accept(byte[] message) {
    if (message.length < Integer.BYTES) {
      throw new Refusal(
          Problem.Kind.BAD_MESSAGE, "a frame begins with its number, 4 bytes, big end first");
    }
    long number = Integer.toUnsignedLong(ByteBuffer.wrap(message).getInt());
    PictureSource picture =
        PictureSource.of(
            Arrays.copyOfRange(message, Integer.BYTES, message.length), "frame " + number);
    synchronized (lock) {
      if (onlooker == null) {
        throw new Refusal(Problem.Kind.BAD_MESSAGE, "say hello before the first frame");
      }
      if (number <= lastNumber) {
        throw new Refusal(
            Problem.Kind.BAD_MESSAGE,
            "frames' numbers rise: " + number + " does not come after " + lastNumber);
      }
      lastNumber = number;
      if (newest != null) {
        dropped.add(newest.number());
        streams.metrics().frame("dropped");
        if (dropped.size() > MOST_DROPPED) {
          throw new Refusal(
              Problem.Kind.BAD_MESSAGE,
              "frames come faster than they are answered; have at most "
                  + MOST_UNACKNOWLEDGED
                  + " unacknowledged");
        }
      }
      newest =
          new Frame(number, picture, sinceHello(), Cancellation.after(streams.limits().deadline()));
    }
    goOn();
  }

  /** To be called under the lock. */
  private Duration sinceHello() {
    return Duration.ofNanos(System.nanoTime() - helloNanos);
  }

  /** Does what can be done next, if anything: send, say farewell, begin a frame. */
  private void goOn() {
    String message = null;
    Farewell last = null;
    Frame frame = null;
    synchronized (lock) {
      if (sending || farewellSaid) {
        return;
      }
      message = outbox.poll();
      if (message != null) {
        sending = true;
      } else if (working == null && newest != null) {
        frame = newest;
        working = newest;
        newest = null;
      } else if (working == null && farewell != null) {
        last = farewell;
        farewellSaid = true;
      }
    }
    if (message != null) {
      CompletableFuture<Void> taken = new CompletableFuture<>();
      session.sendText(
          message, Callback.from(() -> taken.complete(null), taken::completeExceptionally));
      // A client that reads nothing may send all the while, so that it is never silent.
      var unused =
          taken
              .orTimeout(streams.limits().streamIdle().toMillis(), TimeUnit.MILLISECONDS)
              .whenComplete((done, error) -> sent(error));
    } else if (frame != null) {
      begin(frame);
    } else if (last != null) {
      session.close(last.code(), last.reason(), Callback.NOOP);
      later(this::cutOff);
    }
  }

  private void sent(Throwable error) {
    if (error != null) {
      // Not on the thread that all time limits of Java's wait for.
      var unused = CompletableFuture.runAsync(this::cutOff);
      return;
    }
    synchronized (lock) {
      sending = false;
    }
    goOn();
  }

  private void begin(Frame frame) {
    Optional<CompletableFuture<PictureSmiles>> answer =
        streams.queue().offer(frame.picture(), frame.cancellation());
    if (answer.isPresent()) {
      var unused = answer.get().whenComplete((smiles, error) -> answer(frame, smiles, error));
    } else {
      answer(
          frame,
          null,
          new Refusal(
              Problem.Kind.BUSY, "as many pictures are taken on as may be; the frame is not seen"));
    }
  }

  private void answer(Frame frame, PictureSmiles smiles, Throwable error) {
    try {
      List<Map<String, Object>> messages;
      synchronized (lock) {
        if (over) {
          streams.metrics().frame("abandoned");
          return;
        }
        List<Long> unseen = List.copyOf(dropped);
        dropped.clear();
        // Under the lock: a client that has left opens nothing.
        messages =
            error == null
                ? onlooker.look(
                    frame.number(),
                    frame.arrival(),
                    sinceHello().minus(frame.arrival()),
                    smiles,
                    unseen)
                : List.of(failure(frame, error, unseen));
        messages.forEach(each -> outbox.add(Json.text(each)));
        working = null;
      }
      if (error == null) {
        streams.metrics().frame("answered");
        streams.metrics().picture(smiles.faces().size());
      }
      goOn();
    } catch (RuntimeException | Error e) {
      // Nobody else hears of it, and the client would wait for its answer.
      refuse(e);
    }
  }

  private Map<String, Object> failure(Frame frame, Throwable error, List<Long> unseen) {
    Problem problem = streams.problems().told(id, error);
    streams.metrics().frame(problem.kind().label());
    Map<String, Object> fields = error(problem);
    fields.put("frame", frame.number());
    fields.put("dropped", unseen);
    return fields;
  }

  private Map<String, Object> error(Problem problem) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("type", "error");
    fields.put("problem", problem.fields(id));
    return fields;
  }

  /** Ends the stream at once with what went wrong. */
  private void refuse(Throwable error) {
    Problem problem = streams.problems().told(id, error);
    int code =
        switch (problem.kind()) {
          case BODY_TOO_LARGE -> StatusCode.MESSAGE_TOO_LARGE;
          case FAULT -> StatusCode.SERVER_ERROR;
          case BUSY -> StatusCode.TRY_AGAIN_LATER;
          case DRAINING -> StatusCode.SHUTDOWN;
          default -> StatusCode.POLICY_VIOLATION;
        };
    synchronized (lock) {
      if (over) {
        return;
      }
      abandon();
      farewell = new Farewell(code, problem.kind().label());
      outbox.add(Json.text(error(problem)));
    }
    // Whether the client reads it or not.
    later(this::cutOff);
    goOn();
  }

  /** Answers what has been taken, takes no more, and ends the stream. */
  void drain() {
    synchronized (lock) {
      if (farewell != null) {
        return;
      }
      farewell = new Farewell(StatusCode.SHUTDOWN, "draining");
      outbox.add(Json.text(Map.of("type", "draining")));
    }
    goOn();
  }

  /** Ends the stream without a word. */
  void cutOff() {
    session.disconnect();
    leave(StatusCode.NO_CLOSE);
  }

  private void leave(int code) {
    synchronized (lock) {
      abandon();
      outbox.clear();
      farewellSaid = true;
    }
    streams.remove(this, code);
    end.complete(null);
  }

  /** Whoever works on a frame of this may stop. To be called under the lock. */
  private void abandon() {
    over = true;
    if (working != null) {
      working.cancellation().cancel();
    }
    working = null;
    newest = null;
  }

  private static void later(Runnable step) {
    CompletableFuture.delayedExecutor(FAREWELL.toMillis(), TimeUnit.MILLISECONDS).execute(step);
  }
}
