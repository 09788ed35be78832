package io.github.smiledetector.server;

import io.github.smiledetector.picture.PictureSource;
import io.javalin.http.Context;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Attributes;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Reads requests' bodies into memory: never further than allowed, never longer, and never more at
 * the same time. No thread waits for a sender, however slow it is. Thread-safe.
 */
final class Bodies implements AutoCloseable {
  private static final String PART = "picture";
  private static final int FIRST_BYTES = 4 << 10;

  /** Where what nobody looks at goes, of all requests at once. */
  private static final byte[] REFUSED = new byte[16 << 10];

  private final ServerLimits limits;

  /** Bytes that further bodies may take. */
  private final Semaphore room;

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "smile-server-bodies");
            thread.setDaemon(true);
            return thread;
          });

  Bodies(ServerLimits limits) {
    this.limits = limits;
    this.room = new Semaphore(limits.maxBodiesBytes());
  }

  /**
   * Refuses a body that says itself that it is too large.
   *
   * @throws Refusal if it is
   */
  void requireAllowed(Context context) {
    if (context.req().getContentLengthLong() > limits.maxBodyBytes()) {
      throw tooLarge();
    }
  }

  /**
   * Starts to read a request's body. The request has to be asynchronous already.
   *
   * @return the body; to be closed once it is not needed any more
   */
  Body read(Context context) {
    Body body = new Body(context.req().getContentLengthLong());
    body.start(context);
    return body;
  }

  /** Bytes that bodies take. */
  int heldBytes() {
    return limits.maxBodiesBytes() - room.availablePermits();
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  private Refusal tooLarge() {
    return new Refusal(
        Problem.Kind.BODY_TOO_LARGE,
        "a body has at most " + limits.maxBodyBytes() + " bytes; make the picture smaller",
        Map.of("limit", limits.maxBodyBytes()));
  }

  /** A body that arrives. Its fields are those of the one thread that reads, until it is there. */
  final class Body implements ReadListener, AutoCloseable {
    private final CompletableFuture<byte[]> bytes = new CompletableFuture<>();
    private final long declared;
    private ServletInputStream in;
    private Future<?> alarm;
    private byte[] buffer = new byte[0];
    private int size;

    /** What it is told once it has sent everything; null as long as there is room for it. */
    private Refusal refusal;

    /** Guarded by this, as a body may be given up while it is read. */
    private int taken;

    private boolean closed;

    private Body(long declared) {
      this.declared = declared;
    }

    /** What arrived; fails with a {@link Refusal}. */
    CompletableFuture<byte[]> bytes() {
      return bytes;
    }

    private void start(Context context) {
      alarm =
          clock.schedule(
              () -> bytes.completeExceptionally(tooSlow()),
              limits.bodyPatience().toNanos(),
              TimeUnit.NANOSECONDS);
      try {
        in = context.req().getInputStream();
        in.setReadListener(this);
      } catch (IOException e) {
        onError(e);
      }
    }

    @Override
    public void onDataAvailable() throws IOException {
      while (!bytes.isDone() && in.isReady()) {
        if (refusal == null && size == buffer.length && size != declared) {
          grow();
        }
        int count = read();
        if (count < 0) {
          return;
        }
        size += count;
        if (size > limits.maxBodyBytes()) {
          bytes.completeExceptionally(tooLarge());
        }
      }
    }

    private int read() throws IOException {
      if (refusal != null) {
        return in.read(REFUSED);
      }
      // At the declared end nothing is left but to be told so.
      return size == declared ? in.read() : in.read(buffer, size, buffer.length - size);
    }

    @Override
    public void onAllDataRead() {
      if (refusal != null) {
        bytes.completeExceptionally(refusal);
      } else if (size == 0) {
        bytes.completeExceptionally(
            new Refusal(Problem.Kind.EMPTY_BODY, "send a picture file as the body"));
      } else {
        bytes.complete(size == buffer.length ? buffer : Arrays.copyOf(buffer, size));
      }
    }

    @Override
    public void onError(Throwable error) {
      bytes.completeExceptionally(
          error instanceof TimeoutException || error.getCause() instanceof TimeoutException
              ? tooSlow()
              : new Refusal(
                  Problem.Kind.BAD_REQUEST, "the body broke off or is not in HTTP's form"));
    }

    private void grow() {
      long most = declared >= 0 ? declared : limits.maxBodyBytes() + 1L;
      int length = (int) Math.min(most, Math.max(FIRST_BYTES, 2L * buffer.length));
      if (take(length - buffer.length)) {
        buffer = Arrays.copyOf(buffer, length);
      } else {
        // Who is cut off while it sends may never see why: it is told at the end.
        refusal =
            new Refusal(
                Problem.Kind.BUSY,
                "as many bodies are on their way as may be; try again later",
                Map.of("retryAfterMillis", 1000));
        giveBack();
        buffer = new byte[0];
      }
    }

    private synchronized boolean take(int more) {
      boolean fits = !closed && room.tryAcquire(more);
      taken += fits ? more : 0;
      return fits;
    }

    private synchronized void giveBack() {
      room.release(taken);
      taken = 0;
    }

    /** Gives up what is still to come and makes room for others. */
    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        alarm.cancel(false);
        giveBack();
      }
    }

    private Refusal tooSlow() {
      return new Refusal(
          Problem.Kind.BODY_TOO_SLOW,
          "the body was not there within " + limits.bodyPatience().toMillis() + " ms");
    }
  }

  /**
   * A picture of a request.
   *
   * @param name as the client calls it; in answers to this client alone
   * @param source of the picture, under a name that may be logged
   */
  record Sent(String name, PictureSource source) {}

  /**
   * The pictures of a body: itself, or its parts called {@value #PART}.
   *
   * @param type the request's Content-Type; null where there is none
   * @param most how many there may be
   * @throws Refusal if there are none or too many, or the parts cannot be told apart
   */
  static List<Sent> pictures(String type, byte[] body, int most) {
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("multipart/")) {
      return List.of(new Sent("the body", PictureSource.of(body, "the body")));
    }
    // The body is in memory and no larger than allowed; it never becomes a file.
    MultiPartConfig config =
        new MultiPartConfig.Builder().maxParts(most + 1).maxMemoryPartSize(-1).build();
    try (MultiPartFormData.Parts parts =
        MultiPartFormData.getParts(
            Content.Source.from(ByteBuffer.wrap(body)), new Attributes.Mapped(), type, config)) {
      List<Sent> pictures = new ArrayList<>();
      for (MultiPart.Part part : parts) {
        pictures.add(picture(part, pictures.size() + 1));
      }
      if (pictures.isEmpty() || pictures.size() > most) {
        throw new Refusal(
            Problem.Kind.BAD_MULTIPART,
            "a request has 1 to " + most + " parts called " + PART + ", not " + pictures.size(),
            Map.of("limit", most));
      }
      return pictures;
    } catch (Refusal e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new Refusal(
          Problem.Kind.BAD_MULTIPART, "the body's parts cannot be read: " + cause.getMessage());
    }
  }

  private static Sent picture(MultiPart.Part part, int number) throws IOException {
    if (!PART.equals(part.getName())) {
      throw new Refusal(
          Problem.Kind.BAD_MULTIPART, "parts are called " + PART + ", not " + part.getName());
    }
    String ours = "picture " + number;
    String name = part.getFileName();
    byte[] encoded = BufferUtil.toArray(Content.Source.asByteBuffer(part.getContentSource()));
    return new Sent(name == null ? ours : name, PictureSource.of(encoded, ours));
  }
}
