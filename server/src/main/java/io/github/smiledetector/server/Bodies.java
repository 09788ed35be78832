package io.github.smiledetector.server;

import io.github.smiledetector.picture.PictureSource;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Attributes;
import org.eclipse.jetty.util.BufferUtil;

/** Reads requests' bodies into memory, never further than allowed. Thread-safe. */
final class Bodies {
  private static final String PART = "picture";
  private static final int CHUNK_BYTES = 16 << 10;

  private final ServerLimits limits;

  Bodies(ServerLimits limits) {
    this.limits = limits;
  }

  /**
   * The pictures of a request: its body, or the body's parts called {@value #PART}.
   *
   * @param most how many there may be
   * @throws Refusal if there are none or too many, or the body is too large, too slow or in no such
   *     form
   */
  List<PictureSource> pictures(Context context, int most) {
    String type = context.contentType();
    byte[] body = body(context);
    if (type == null || !type.toLowerCase(java.util.Locale.ROOT).startsWith("multipart/")) {
      return List.of(PictureSource.of(body, "the body"));
    }
    return parts(type, body, most);
  }

  private byte[] body(Context context) {
    long declared = context.req().getContentLengthLong();
    if (declared > limits.maxBodyBytes()) {
      throw tooLarge(context);
    }
    long end = System.nanoTime() + limits.bodyPatience().toNanos();
    try {
      InputStream in = context.req().getInputStream();
      byte[] chunk = new byte[CHUNK_BYTES];
      ByteArrayOutputStream body = new ByteArrayOutputStream(Math.max(CHUNK_BYTES, (int) declared));
      while (true) {
        int count = in.read(chunk);
        if (count < 0) {
          break;
        }
        body.write(chunk, 0, count);
        if (body.size() > limits.maxBodyBytes()) {
          throw tooLarge(context);
        }
        if (System.nanoTime() - end >= 0) {
          closeAfterwards(context);
          throw new Refusal(
              Problem.Kind.BODY_TOO_SLOW,
              "the body was not there within " + limits.bodyPatience().toMillis() + " ms");
        }
      }
      if (body.size() == 0) {
        throw new Refusal(Problem.Kind.EMPTY_BODY, "send a picture file as the body");
      }
      return body.toByteArray();
    } catch (IOException e) {
      closeAfterwards(context);
      throw new Refusal(Problem.Kind.BODY_TOO_SLOW, "the body broke off: " + e.getMessage());
    }
  }

  private Refusal tooLarge(Context context) {
    closeAfterwards(context);
    return new Refusal(
        Problem.Kind.BODY_TOO_LARGE,
        "a body has at most " + limits.maxBodyBytes() + " bytes; make the picture smaller",
        Map.of("limit", limits.maxBodyBytes()));
  }

  /** What is still to come would have to be read otherwise. */
  private static void closeAfterwards(Context context) {
    context.header("Connection", "close");
  }

  private List<PictureSource> parts(String type, byte[] body, int most) {
    // The body is in memory and no larger than allowed; it never becomes a file.
    MultiPartConfig config =
        new MultiPartConfig.Builder().maxParts(most + 1).maxMemoryPartSize(-1).build();
    try (MultiPartFormData.Parts parts =
        MultiPartFormData.getParts(
            Content.Source.from(ByteBuffer.wrap(body)), new Attributes.Mapped(), type, config)) {
      List<PictureSource> pictures = new ArrayList<>();
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

  private static PictureSource picture(MultiPart.Part part, int number) throws IOException {
    if (!PART.equals(part.getName())) {
      throw new Refusal(
          Problem.Kind.BAD_MULTIPART, "parts are called " + PART + ", not " + part.getName());
    }
    String name = part.getFileName();
    byte[] encoded = BufferUtil.toArray(Content.Source.asByteBuffer(part.getContentSource()));
    return PictureSource.of(encoded, name == null ? "picture " + number : name);
  }
}
