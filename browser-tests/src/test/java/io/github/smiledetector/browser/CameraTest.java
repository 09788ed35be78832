package io.github.smiledetector.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.JSHandle;
import io.github.smiledetector.browser.Scene.Face;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who does not smile, then does for three seconds, then does not again. */
class CameraTest {
  @RegisterExtension static final Served SERVED = Served.fast();

  @RegisterExtension
  static final Chromium CHROMIUM =
      Chromium.seeing(
          new Scene(Face.NEUTRAL, 2), new Scene(Face.SMILING, 3), new Scene(Face.NEUTRAL, 2));

  @Test
  void showsResultsAsFastAsTheyCome() {
    Visit visit = CHROMIUM.visit(SERVED.page());
    visit.at("#camera").press("Enter");
    Stream stream = visit.stream();
    visit.page().waitForCondition(() -> stream.received("result").size() >= 10);
    visit.page().waitForTimeout(3000);

    List<JsonObject> results = stream.received("result");
    List<JsonObject> measured = results.subList(9, results.size());
    double seconds =
        (measured.get(measured.size() - 1).get("timeMillis").getAsDouble()
                - measured.get(0).get("timeMillis").getAsDouble())
            / 1000;
    double framesPerSecond = (measured.size() - 1) / seconds;
    System.out.printf(
        "camera: %.1f frames per second; the page says %s, latency %s%n",
        framesPerSecond,
        visit.at("#pace-frames").textContent(),
        visit.at("#pace-latency").textContent());
    // A busy machine is slower than a quiet one, which has to reach 15.
    assertThat(framesPerSecond).isGreaterThan(5);
    assertThat(visit.at("#boxes .box").first()).isVisible();
    assertThat(visit.at("#pace-frames")).hasText(Pattern.compile("\\d+\\.\\d"));
  }

  @Test
  void neverHasMoreThanTwoFramesUnanswered() {
    Visit visit = CHROMIUM.visit(SERVED.page());
    // No frame reaches the server, so that answers come when the test makes them.
    visit
        .page()
        .evaluate(
            """
            () => {
              const send = WebSocket.prototype.send;
              window.sent = [];
              WebSocket.prototype.send = function (data) {
                window.stream = this;
                if (typeof data === 'string') {
                  send.call(this, data);
                } else {
                  data.slice(0, 4).arrayBuffer().then(head => sent.push(new DataView(head).getUint32(0)));
                }
              };
            }
            """);
    visit.at("#camera").click();
    visit.page().waitForFunction("() => sent.length >= 2");
    // A dozen of the camera's frames.
    visit.page().waitForTimeout(400);
    assertThat(visit.page().evaluate("() => sent")).isEqualTo(List.of(1, 2));

    visit
        .page()
        .evaluate(
            """
            () => stream.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(
              { type: 'result', frame: 2, dropped: [1], width: 640, height: 480, faces: [] }) }))
            """);
    visit.page().waitForFunction("() => sent.length >= 4");
    visit.page().waitForTimeout(400);
    assertThat(visit.page().evaluate("() => sent")).isEqualTo(List.of(1, 2, 3, 4));
  }

  @Test
  void tellsInWordsThatTheServerWantsNoMore() {
    Visit visit = CHROMIUM.visit(SERVED.page());
    // The second hello is one too many.
    visit
        .page()
        .evaluate(
            """
            () => {
              const send = WebSocket.prototype.send;
              WebSocket.prototype.send = function (data) {
                send.call(this, typeof data === 'string' ? data : '{"type":"hello"}');
              };
            }
            """);
    visit.at("#camera").click();

    assertThat(visit.at("#problem-title")).not().isEmpty();
    assertThat(visit.at("#problem-detail")).not().isEmpty();
    assertThat(visit.at("#camera")).hasText("Start the camera");
    assertThat(visit.at("#video").evaluate("video => video.srcObject")).isNull();
  }

  @Test
  void heldSmileOpensTheGateAndRunsTheServersCommandOnce(@TempDir Path folder) throws Exception {
    Path events = folder.resolve("events");
    try (Served acting = Served.acting(appendingTo(events)).start()) {
      Visit visit = CHROMIUM.visit(acting.page());
      visit.at("#camera").click();
      assertThat(visit.at("#gate[data-phase=open]")).isVisible();
      assertThat(visit.at("#gate-count")).containsText("Opened once");
      assertThat(visit.at("#history li")).containsText("Gate opened");
      // The smile goes on for longer than it has to be held.
      assertThat(visit.at("#gate[data-phase=cooldown]")).isVisible();
      assertThat(visit.at("#gate-acts")).containsText("command");
      assertThat(visit.at("#gate-fields input").first()).isDisabled();
      visit.at("#camera").click();

      List<JsonObject> openings = visit.stream().openings();
      assertThat(openings).hasSize(1);
      acting.stop();
      assertThat(Files.readAllLines(events))
          .singleElement()
          .asString()
          .contains(openings.get(0).get("id").getAsString());
    }
  }

  /** A command that adds what it is told, a line, to a file. */
  static List<String> appendingTo(Path file) {
    return List.of("sh", "-c", "cat >> \"$0\"", file.toString());
  }

  @Test
  void freesTheCameraAndTheConnectionWhenItIsStopped() {
    Visit visit = CHROMIUM.visit(SERVED.page());
    visit.at("#camera").press("Enter");
    Stream stream = visit.stream();
    visit.page().waitForCondition(() -> !stream.received("result").isEmpty());
    JSHandle track =
        visit.at("#video").evaluateHandle("video => video.srcObject.getVideoTracks()[0]");
    assertThat(track.evaluate("track => track.readyState")).isEqualTo("live");

    visit.at("#camera").press("Enter");

    assertThat(visit.at("#camera")).hasText("Start the camera");
    assertThat(track.evaluate("track => track.readyState")).isEqualTo("ended");
    assertThat(visit.at("#video").evaluate("video => video.srcObject")).isNull();
    visit.page().waitForCondition(stream::isClosed);
    assertThat(visit.at("#boxes .box")).hasCount(0);
  }

  @Test
  void tellsThatTheServerStopsAndGoesOnWhenItIsBack() {
    try (Served stopping = Served.fast().start()) {
      Visit visit = CHROMIUM.visit(stopping.page());
      visit.at("#camera").click();
      Stream first = visit.stream();
      visit.page().waitForCondition(() -> !first.received("result").isEmpty());
      visit.mayLoseTheServer();

      stopping.stop();

      visit.page().waitForCondition(first::isClosed);
      assertThat(first.received("draining")).hasSize(1);
      assertThat(visit.at("#gate-phase")).hasText("Not connected");
      assertThat(visit.at("#gate-reason")).containsText("Trying again");

      stopping.startAgain();

      visit.page().waitForCondition(() -> !visit.stream().received("result").isEmpty());
      visit.at("#camera").click();
    }
  }

  @Test
  void tellsInWordsWhyThereIsNoCamera() {
    Visit visit = CHROMIUM.visit(SERVED.page());
    visit
        .page()
        .evaluate(
            "() => { navigator.mediaDevices.getUserMedia ="
                + " () => Promise.reject(new DOMException('', 'NotAllowedError')); }");
    visit.at("#camera").click();

    assertThat(visit.at("#problem-title")).hasText("The camera was not allowed");
    assertThat(visit.at("#camera")).hasText("Start the camera");
  }
}
