package io.github.smiledetector.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonParser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.BoundingBox;
import io.github.smiledetector.browser.Scene.Face;
import io.github.smiledetector.server.ServerOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhotoTest {
  @RegisterExtension static final Served SERVED = Served.sharp(ServerOptions.DEFAULT);

  @RegisterExtension static final Chromium CHROMIUM = Chromium.seeing(new Scene(Face.NEUTRAL, 1));

  @Test
  void showsABoxAndTheProbabilityOfASamplePhoto() {
    Visit visit = CHROMIUM.visit(SERVED.page());
    visit.button("Eileen Collins").click();

    Locator box = visit.at("#boxes .box.smiling");
    assertThat(box).hasCount(1);
    assertThat(box).hasText(Pattern.compile("0\\.\\d\\d smile"));
    BoundingBox photo = visit.at("#photo").boundingBox();
    BoundingBox at = box.boundingBox();
    double scale = photo.width / 512;
    assertThat(at.x - photo.x).isCloseTo(180 * scale, within(8 * scale));
    assertThat(at.y - photo.y).isCloseTo(60 * scale, within(8 * scale));
    assertThat(at.width).isCloseTo(90 * scale, within(12 * scale));
    assertThat(visit.at("#meter"))
        .hasAttribute("aria-valuetext", Pattern.compile("1 face, 1 smiles; highest 0\\.9\\d"));
    assertThat(visit.at("#announcer")).hasText("1 face, 1 smiles");
  }

  @Test
  void takesAPhotoByFileChoice() throws Exception {
    Visit visit = CHROMIUM.visit(SERVED.page());
    visit.choose(Sample.GRACE_HOPPER);

    assertThat(visit.at("#boxes .box.not")).hasText(Pattern.compile("0\\.\\d\\d no smile"));
    assertThat(visit.at("#history li"))
        .hasText(Pattern.compile("1 face, none smiles.*grace_hopper.jpg.*"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })",
        "new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })"
      })
  void takesAPhotoByPasteAndDrop(String event) {
    Visit visit = CHROMIUM.visit(SERVED.page());
    visit
        .page()
        .evaluate(
            """
            async () => {
              const photo = await (await fetch('samples/grace_hopper.jpg')).blob();
              const data = new DataTransfer();
              data.items.add(new File([photo], 'grace.jpg', { type: 'image/jpeg' }));
              document.body.dispatchEvent(%s);
            }
            """
                .formatted(event));

    assertThat(visit.at("#boxes .box.not")).isVisible();
  }

  @Test
  void decidesAgainWithoutARequestWhenTheThresholdMoves() {
    Visit visit = CHROMIUM.visit(SERVED.page());
    visit.button("Grace Hopper").click();
    assertThat(visit.at("#boxes .box.not")).isVisible();
    long asked = visit.pictureRequests();

    visit.at("#threshold").fill("0.02");

    assertThat(visit.at("#boxes .box.smiling")).isVisible();
    assertThat(visit.at("#meter-count")).hasText("1 of 1");
    assertThat(visit.at("#history li")).containsText("1 smiles");
    assertThat(visit.at("#threshold-number")).hasValue("0.02");

    visit.at("#threshold-reset").click();

    assertThat(visit.at("#boxes .box.not")).isVisible();
    assertThat(asked).isEqualTo(1);
    assertThat(visit.pictureRequests()).isEqualTo(asked);
  }

  @Test
  void showsAnEarlierPhotoAgainWithoutARequest() {
    Visit visit = CHROMIUM.visit(SERVED.page());
    visit.button("Grace Hopper").click();
    assertThat(visit.at("#boxes .box.not")).isVisible();
    visit.button("Eileen Collins").click();
    assertThat(visit.at("#boxes .box.smiling")).isVisible();
    long asked = visit.pictureRequests();

    visit.at("#history button").last().click();

    assertThat(visit.at("#boxes .box.not")).isVisible();
    assertThat(visit.pictureRequests()).isEqualTo(asked);
    visit.at("#history-clear").click();
    assertThat(visit.at("#history li")).hasCount(0);
  }

  @Test
  void keyboardAloneReachesAndUsesEverything() {
    Visit visit = CHROMIUM.visit(SERVED.page());
    List<String> reached = new ArrayList<>();
    tabUntil(visit, "Eileen Collins", reached);
    visit.page().keyboard().press("Enter");
    assertThat(visit.at("#boxes .box.smiling")).isVisible();

    tabUntil(visit, "threshold", reached);
    visit.page().keyboard().press("End");
    assertThat(visit.at("#boxes .box.not")).isVisible();

    tabUntil(visit, "Settings of the gate", reached);
    visit.page().keyboard().press("Enter");
    tabUntil(visit, "probability", reached);
    tabUntil(visit, "The last answer as JSON", reached);
    visit.page().keyboard().press("Enter");
    tabUntil(visit, "Copy JSON", reached);

    assertThat(reached)
        .containsSubsequence(
            "Skip to choosing a photo",
            "photo-file",
            "camera",
            "Eileen Collins",
            "Grace Hopper",
            "threshold-number",
            "threshold",
            "threshold-reset",
            "Settings of the gate",
            "probability",
            "hold",
            "who",
            "cooldown",
            "neutral",
            "history-clear",
            "Copy as curl",
            "Copy JSON");
  }

  /** Presses Tab until what has the focus has this id, name or text. */
  private static void tabUntil(Visit visit, String wanted, List<String> reached) {
    for (int i = 0; i < 30; i++) {
      visit.page().keyboard().press("Tab");
      String now =
          (String)
              visit
                  .page()
                  .evaluate(
                      "() => { const at = document.activeElement;"
                          + " return at.id || at.name || at.textContent.trim(); }");
      reached.add(now);
      if (now.equals(wanted)) {
        boolean shown =
            (boolean)
                visit
                    .page()
                    .evaluate(
                        "() => { const at = document.activeElement;"
                            + " return [at, at.closest('.button')].some(seen => seen"
                            + " && getComputedStyle(seen).outlineStyle === 'solid'); }");
        assertThat(shown).as("the focus on " + wanted + " is visible").isTrue();
        return;
      }
    }
    throw new AssertionError("the Tab key does not reach " + wanted + ", only " + reached);
  }

  @Test
  void tellsInWordsWhatIsWrongWithAPhoto() {
    Visit visit = CHROMIUM.visit(SERVED.page());
    visit.choose("notes.jpg", "image/jpeg", "no picture".getBytes(StandardCharsets.UTF_8));

    assertThat(visit.at("#problem-title")).not().isEmpty();
    assertThat(visit.at("#problem-detail")).not().isEmpty();
    assertThat(visit.at("#announcer")).containsText(visit.at("#problem-title").textContent());

    visit.at("#problem-close").click();
    assertThat(visit.at("#problem")).isHidden();
  }

  @Test
  void triesAgainWhenTheServerIsBack() throws Exception {
    Visit visit = CHROMIUM.visit(SERVED.page());
    assertThat(visit.at("#model")).not().isEmpty();
    visit.mayLoseTheServer();
    visit.context().setOffline(true);
    visit.choose(Sample.GRACE_HOPPER);
    assertThat(visit.at("#problem-title")).hasText("The server cannot be reached");

    visit.context().setOffline(false);
    visit.at("#problem-retry").click();

    assertThat(visit.at("#boxes .box.not")).isVisible();
    assertThat(visit.at("#problem")).isHidden();
  }

  @Test
  void givesTheAnswerToPrograms() {
    Visit visit = CHROMIUM.visit(SERVED.page());
    visit.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    visit.button("Eileen Collins").click();
    assertThat(visit.at("#boxes .box.smiling")).isVisible();

    visit.button("Copy as curl").click();

    assertThat(visit.button("Copied")).isVisible();
    assertThat((String) visit.page().evaluate("() => navigator.clipboard.readText()"))
        .isEqualTo(
            "curl --data-binary @photo.png -H 'Content-Type: image/png' '%sv1/smiles'",
            SERVED.page());
    String json = visit.at("#json").textContent();
    assertThat(JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("faces")).hasSize(1);
  }

  @Test
  void needsNoSidewaysScrollingOnANarrowScreen() {
    Visit visit = CHROMIUM.visit(SERVED.page(), 320);
    visit.button("Eileen Collins").click();
    assertThat(visit.at("#boxes .box.smiling")).isVisible();
    visit.at("summary").all().forEach(Locator::click);

    assertThat((int) visit.page().evaluate("() => document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(320);
  }
}
