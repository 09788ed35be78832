package io.github.smiledetector.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A file on a server, as good servers serve it: ranges, if the file is still the one that was
 * begun.
 */
final class ServedFile {
  private final byte[] content;
  private final List<String> headers;

  /**
   * @param content its bytes
   * @param headers what describes it in every answer, {@code ETag} or {@code Last-Modified} lines
   */
  ServedFile(byte[] content, List<String> headers) {
    this.content = content;
    this.headers = headers;
  }

  static ServedFile tagged(byte[] content, String tag) {
    return new ServedFile(content, List.of("ETag: " + tag));
  }

  /** Bytes in which every offset can be told from every other. */
  static byte[] bytes(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static byte[] page(String text) {
    return ("\n<!DOCTYPE html>\n<html><body>" + text + "</body></html>").getBytes(UTF_8);
  }

  byte[] content() {
    return content;
  }

  String digest() {
    return Sha256.of(content);
  }

  /** Serves what was asked for, to the end. */
  ScriptedServer.Answer served() {
    return request -> send(request, content.length);
  }

  /** Serves what was asked for, but hangs up before this offset of the file. */
  ScriptedServer.Answer cutAt(int offset) {
    return request -> send(request, offset);
  }

  /** Serves what was asked for, but stops for ever before this offset of the file. */
  ScriptedServer.Answer stalledAt(int offset) {
    return request -> {
      send(request, offset);
      request.stall();
    };
  }

  /** Serves all of it, whatever was asked for. */
  ScriptedServer.Answer servedWithoutRanges() {
    return request -> whole(request, content.length);
  }

  private void send(ScriptedServer.Request request, int end) throws IOException {
    Optional<Integer> from = from(request);
    if (from.isEmpty()) {
      whole(request, end);
      return;
    }
    request
        .head(
            206,
            lines(
                "Content-Range: bytes "
                    + from.get()
                    + "-"
                    + (content.length - 1)
                    + "/"
                    + content.length,
                "Content-Length: " + (content.length - from.get())))
        .body(content, from.get(), end);
  }

  private void whole(ScriptedServer.Request request, int end) throws IOException {
    request.head(200, lines("Content-Length: " + content.length)).body(content, 0, end);
  }

  private String[] lines(String... more) {
    List<String> lines = new ArrayList<>(headers);
    lines.addAll(List.of(more));
    return lines.toArray(String[]::new);
  }

  private Optional<Integer> from(ScriptedServer.Request request) {
    String range = request.header("range");
    String same = request.header("if-range");
    if (range == null || headers.stream().noneMatch(h -> h.endsWith(": " + same))) {
      return Optional.empty();
    }
    return Optional.of(Integer.valueOf(range.replaceAll("\\D", "")));
  }
}
