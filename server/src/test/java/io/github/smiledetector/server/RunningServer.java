package io.github.smiledetector.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.smiledetector.DetectorOptions;
import io.github.smiledetector.SmileDetector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;

/** A server on a port of its own, with its detector and its log. */
final class RunningServer implements AutoCloseable {
  static final DetectorOptions SEEING =
      DetectorOptions.DEFAULT.withSeenAtPx(320).withMaxFaces(100).withThreads(2);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final SmileDetector detector;
  private final SmileServer server;

  RunningServer(DetectorOptions seeing, UnaryOperator<ServerOptions> options) {
    detector = SmileDetector.open(seeing);
    server =
        SmileServer.start(
            detector,
            seeing,
            options.apply(ServerOptions.DEFAULT.withAddress("127.0.0.1", 0)),
            new EventLog(new PrintStream(log, true, StandardCharsets.UTF_8)));
  }

  static RunningServer withLimits(DetectorOptions seeing, UnaryOperator<ServerLimits> limits) {
    return new RunningServer(seeing, options -> options.withLimits(limits.apply(options.limits())));
  }

  SmileServer server() {
    return server;
  }

  int port() {
    return server.address().getPort();
  }

  URI at(String path) {
    return server.address().resolve(path);
  }

  /** What it said until now. */
  String log() {
    return log.toString(StandardCharsets.UTF_8);
  }

  /** Bytes that it has logged. */
  int logged() {
    return log.size();
  }

  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return send(with(HttpRequest.newBuilder(at(path)), headers).build());
  }

  HttpResponse<String> post(String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    return send(posting(path, body, headers));
  }

  HttpRequest posting(String path, byte[] body, String... headers) {
    return with(
            HttpRequest.newBuilder(at(path)).POST(HttpRequest.BodyPublishers.ofByteArray(body)),
            headers)
        .build();
  }

  HttpClient client() {
    return client;
  }

  private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
    return headers.length == 0 ? request : request.headers(headers);
  }

  static JsonNode json(HttpResponse<String> answer) throws IOException {
    return JSON.readTree(answer.body());
  }

  /** The kind of a problem's document. */
  static String kind(HttpResponse<String> answer) throws IOException {
    return json(answer).path("type").asText().replaceFirst("^urn:smile-detector:problem:", "");
  }

  static byte[] sample(String name) {
    try (InputStream in =
        SmileServer.class.getResourceAsStream("/io/github/smiledetector/server/samples/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] photo() {
    return sample("grace_hopper.jpg");
  }

  /** A form of parts, each a name and a file's content, with the file name {@code secret-N.jpg}. */
  static byte[] form(String boundary, String part, List<byte[]> files) {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    for (int i = 0; i < files.size(); i++) {
      form.writeBytes(
          ("--"
                  + boundary
                  + "\r\nContent-Disposition: form-data; name=\""
                  + part
                  + "\"; filename=\"secret-"
                  + (i + 1)
                  + ".jpg\"\r\nContent-Type: application/octet-stream\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8));
      form.writeBytes(files.get(i));
      form.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    form.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return form.toByteArray();
  }

  HttpResponse<String> postForm(String path, String part, List<byte[]> files)
      throws IOException, InterruptedException {
    return post(
        path, form("edge", part, files), "Content-Type", "multipart/form-data; boundary=edge");
  }

  @Override
  public void close() {
    server.close();
    detector.close();
  }
}
