package io.github.smiledetector.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.github.smiledetector.browser.Scene.Face;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The client that docs/stream.md shows, as it stands there. */
class StreamGuideTest {
  private static final Path GUIDE = Path.of("../docs/stream.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```js\\n(.*?)^```$");
  private static final String ADDRESS = "ws://127.0.0.1:8080/";

  @RegisterExtension static final Served SERVED = Served.fast();

  @RegisterExtension
  static final Chromium CHROMIUM =
      Chromium.seeing(new Scene(Face.NEUTRAL, 2), new Scene(Face.SMILING, 4));

  @Test
  void theClientOfTheGuideOpensTheGateForASmile() throws Exception {
    Visit visit = CHROMIUM.visit(SERVED.page());
    List<String> said = new CopyOnWriteArrayList<>();
    visit.page().onConsoleMessage(message -> said.add(message.text()));
    // What the guide takes for granted: a video that shows the camera.
    visit
        .page()
        .evaluate(
            """
            async () => {
              const video = document.querySelector('video');
              video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true });
              await video.play();
            }
            """);

    visit.page().evaluate("() => {\n" + client(SERVED.page()) + "}");

    Stream stream = visit.stream();
    visit.page().waitForCondition(() -> !stream.openings().isEmpty());
    JsonObject opening = stream.openings().get(0);
    visit.page().waitForCondition(() -> !said.isEmpty());
    assertThat(said).containsExactly("open " + opening.get("id").getAsString());
    assertThat(stream.received("ready").get(0).getAsJsonObject("gate").get("holdMillis").getAsInt())
        .isEqualTo(1_500);
    assertThat(stream.received("error")).isEmpty();
    // Acknowledged frames make room for others: it would stop after two.
    assertThat(stream.received("result")).hasSizeGreaterThan(2);
    assertThat(stream.isClosed()).isFalse();
  }

  /** The guide's only script, with the server's address for the usual one. */
  private static String client(URI server) throws Exception {
    Matcher blocks = BLOCK.matcher(Files.readString(GUIDE));
    assertThat(blocks.find()).isTrue();
    String client = blocks.group(1);
    assertThat(blocks.find()).isFalse();
    assertThat(client).containsOnlyOnce(ADDRESS);
    return client.replace(ADDRESS, "ws://" + server.getAuthority() + "/");
  }
}
