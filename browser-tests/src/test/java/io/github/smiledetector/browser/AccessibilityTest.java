package io.github.smiledetector.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.github.smiledetector.browser.Scene.Face;
import io.github.smiledetector.server.ServerOptions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AccessibilityTest {
  @RegisterExtension static final Served SERVED = Served.sharp(ServerOptions.DEFAULT);

  @RegisterExtension static final Chromium CHROMIUM = Chromium.seeing(new Scene(Face.SMILING, 1));

  @Test
  void axeFindsNothingAtTheStart() {
    Visit visit = CHROMIUM.visit(SERVED.page());
    assertThat(visit.at("#model")).not().isEmpty();

    requireAccessible(visit);
  }

  @Test
  void axeFindsNothingAfterAPhotoWithEverythingOpen() {
    Visit visit = CHROMIUM.visit(SERVED.page());
    visit.button("Eileen Collins").click();
    assertThat(visit.at("#boxes .box.smiling")).isVisible();
    visit.at("#threshold").fill("0.6");
    visit.at("summary").all().forEach(Locator::click);

    requireAccessible(visit);
  }

  @Test
  void axeFindsNothingBesideAProblem() {
    Visit visit = CHROMIUM.visit(SERVED.page());
    visit.choose("empty.jpg", "image/jpeg", new byte[0]);
    assertThat(visit.at("#problem")).isVisible();

    requireAccessible(visit);
  }

  @Test
  void axeFindsNothingWhileTheCameraRuns() {
    Visit visit = CHROMIUM.visit(SERVED.page());
    visit.at("#camera").click();
    assertThat(visit.at("#boxes .box.smiling")).isVisible();
    visit.at("#gate-settings summary").click();

    requireAccessible(visit);
    visit.at("#camera").click();
  }

  @Test
  void keepsStillForWhoAsksForReducedMotion() {
    Visit visit = CHROMIUM.visit(SERVED.page());
    visit.page().emulateMedia(new EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
    visit.button("Eileen Collins").click();
    assertThat(visit.at("#boxes .box.smiling")).isVisible();

    assertThat((int) visit.page().evaluate("() => document.getAnimations().length")).isZero();
  }

  /** In light and dark, wide and narrow. */
  private static void requireAccessible(Visit visit) {
    for (int widthPx : List.of(1280, 320)) {
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        visit.page().setViewportSize(widthPx, 800);
        visit.page().emulateMedia(new EmulateMediaOptions().setColorScheme(scheme));
        List<Rule> violations = new AxeBuilder(visit.page()).analyze().getViolations();
        assertThat(violations)
            .as("what axe finds, %s, %d px wide", scheme, widthPx)
            .extracting(rule -> rule.getId() + ": " + rule.getNodes())
            .isEmpty();
      }
    }
  }
}
