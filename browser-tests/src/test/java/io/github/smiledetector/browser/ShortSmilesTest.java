package io.github.smiledetector.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.smiledetector.browser.Scene.Face;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who smiles again and again, but never for long. */
class ShortSmilesTest {
  private static final int SMILES = 3;

  @RegisterExtension
  static final Chromium CHROMIUM =
      Chromium.seeing(
          new Scene(Face.NEUTRAL, 1),
          // Gone before the smoothed probability is high enough.
          new Scene(Face.SMILING, 0.3),
          new Scene(Face.NEUTRAL, 1),
          // High enough, but not for a second.
          new Scene(Face.SMILING, 0.8));

  @Test
  void shortSmilesDoNotOpenTheGateNorRunTheCommand(@TempDir Path folder) {
    Path events = folder.resolve("events");
    try (Served acting = Served.acting(CameraTest.appendingTo(events)).start()) {
      Visit visit = CHROMIUM.visit(acting.page());
      visit.at("#camera").click();
      Stream stream = visit.stream();
      visit.page().waitForCondition(() -> smilesSeen(stream) >= SMILES);
      visit.page().waitForTimeout(500);

      assertThat(stream.received("gate"))
          .extracting(message -> message.get("phase").getAsString())
          .contains("holding")
          .doesNotContain("open");
      assertThat(visit.at("#gate-count")).isEmpty();
      visit.at("#camera").click();
    }
    assertThat(events).doesNotExist();
  }

  /** How often a face began to smile. */
  private static int smilesSeen(Stream stream) {
    int seen = 0;
    boolean before = false;
    List<JsonObject> results = stream.received("result");
    for (JsonObject result : results) {
      boolean now = smiles(result);
      if (now && !before) {
        seen++;
      }
      before = now;
    }
    return seen;
  }

  private static boolean smiles(JsonObject result) {
    for (JsonElement face : result.getAsJsonArray("faces")) {
      JsonElement probability = face.getAsJsonObject().get("probability");
      if (!probability.isJsonNull() && probability.getAsDouble() >= 0.9) {
        return true;
      }
    }
    return false;
  }
}
