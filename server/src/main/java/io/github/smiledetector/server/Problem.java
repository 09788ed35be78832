package io.github.smiledetector.server;

import io.github.smiledetector.error.DeadlineException;
import io.github.smiledetector.error.PictureException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Why a request is not answered as asked: a problem document of RFC 9457.
 *
 * @param kind what went wrong, for programs
 * @param detail what went wrong, for people
 * @param members more, for programs, such as the limit that was exceeded
 */
record Problem(Kind kind, String detail, Map<String, Object> members) {
  static final String CONTENT_TYPE = "application/problem+json";

  /** What can go wrong. */
  enum Kind {
    BAD_REQUEST(400, "The request is not understood"),
    BAD_PARAMETER(400, "A parameter is wrong"),
    BAD_MULTIPART(400, "The parts of the body cannot be told apart"),
    EMPTY_BODY(400, "The body is empty"),
    BAD_MESSAGE(400, "A message is not understood"),
    UNAUTHORIZED(401, "A token is needed"),
    CROSS_ORIGIN(403, "Another site's page may not ask"),
    UNKNOWN_HOST(403, "This server is not called that"),
    NOT_FOUND(404, "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "That cannot be done here"),
    BODY_TOO_SLOW(408, "The body took too long"),
    BODY_TOO_LARGE(413, "The body is too large"),
    NOT_A_PICTURE(415, "The body is no picture"),
    PICTURE_TOO_LARGE(422, "The picture has too many pixels"),
    DAMAGED_PICTURE(422, "The picture is damaged"),
    UNSUPPORTED_PICTURE(422, "The picture is of a kind that is not supported"),
    HEADERS_TOO_LARGE(431, "The request's headers are too large"),
    CLIENT_LEFT(499, "The client has left"),
    FAULT(500, "A fault of the server"),
    BUSY(503, "The server is busy"),
    DRAINING(503, "The server is about to stop"),
    TOO_LATE(504, "It took too long");

    private final int status;
    private final String title;

    Kind(int status, String title) {
      this.status = status;
      this.title = title;
    }

    /** The HTTP status that goes with it. */
    int status() {
      return status;
    }

    /** As it stands in outputs and documents: lower case, words joined by hyphens. */
    String label() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  static Problem of(Kind kind, String detail) {
    return new Problem(kind, detail, Map.of());
  }

  /** What a request is told that comes too late. */
  static Problem draining() {
    return new Problem(
        Kind.DRAINING,
        "the server is about to stop; try again, perhaps another answers",
        Map.of("retryAfterMillis", 1000));
  }

  /** What is said of a request, to its log mostly, whose client does not wait for its answer. */
  static Problem clientLeft() {
    return of(
        Kind.CLIENT_LEFT,
        "the connection, or its sending side, was closed before there was an answer");
  }

  /** What a picture's failure is to a client. */
  static Problem of(Throwable error) {
    if (error instanceof Refusal refusal) {
      return refusal.problem();
    }
    if (error instanceof DeadlineException) {
      return of(Kind.TOO_LATE, "it was not done in time; try again, or send a smaller picture");
    }
    if (error instanceof PictureException picture) {
      Kind kind =
          switch (picture.kind()) {
            case EMPTY -> Kind.EMPTY_BODY;
            case UNKNOWN_FORMAT -> Kind.NOT_A_PICTURE;
            case TOO_LARGE -> Kind.PICTURE_TOO_LARGE;
            case CUT_OFF, DAMAGED -> Kind.DAMAGED_PICTURE;
            case UNSUPPORTED -> Kind.UNSUPPORTED_PICTURE;
            default -> Kind.FAULT;
          };
      if (kind != Kind.FAULT) {
        return of(kind, picture.getMessage());
      }
    }
    // What happened is in the log: a stranger has no use for it.
    return of(Kind.FAULT, "it is in the server's log, under the request's id");
  }

  /** As a document's fields, in their order. */
  Map<String, Object> fields(String instance) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("type", "urn:smile-detector:problem:" + kind.label());
    fields.put("title", kind.title);
    fields.put("status", kind.status);
    fields.put("detail", detail);
    fields.put("instance", "urn:smile-detector:request:" + instance);
    fields.putAll(members);
    return fields;
  }
}
