package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code smile serve} in a process of its own. */
@Tag("slow")
@Timeout(120)
class ServeProcessTest {
  @TempDir private Path folder;

  @Test
  void answersWhatItHasTakenWhenItIsToldToEnd() throws Exception {
    byte[] photo = Files.readAllBytes(ProjectFolder.file("samples/grace_hopper.jpg"));
    try (SmileProcess serve = SmileProcess.start(folder, "serve", "--port", "0")) {
      URI address = serve.address();
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
        OutputStream out = client.getOutputStream();
        out.write(
            ("POST /v1/smiles HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                    + photo.length
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        out.write(photo, 0, 9_000);
        out.flush();
        while (get(address, "/metrics").body().contains("smile_bodies_bytes 0.0")) {
          Thread.sleep(10);
        }

        serve.signal("TERM");
        while (get(address, "/readyz").statusCode() == 200) {
          Thread.sleep(10);
        }
        out.write(photo, 9_000, photo.length - 9_000);
        out.flush();

        InputStream in = client.getInputStream();
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
            .startsWith("HTTP/1.1 200 ")
            .contains("\"faces\":[{");
      }
      assertThat(serve.exitCode()).isEqualTo(143);
      assertThat(serve.err()).contains("\"event\":\"stopped\"").doesNotContain("\"error\"");
    }
  }

  private static HttpResponse<String> get(URI address, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address.resolve(path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
