package io.github.smiledetector.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import io.github.smiledetector.browser.Scene.Face;
import io.github.smiledetector.server.ServerOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of the page, for whoever changes it to look at and for the README. */
class ScreenshotTest {
  private static final Path FOLDER = Path.of("target", "screenshots");

  @RegisterExtension static final Served SERVED = Served.sharp(ServerOptions.DEFAULT);

  @RegisterExtension static final Chromium CHROMIUM = Chromium.seeing(new Scene(Face.SMILING, 1));

  @ParameterizedTest
  @ValueSource(ints = {1280, 320})
  void showsAPhotoWithoutSidewaysScrolling(int widthPx) {
    Visit visit = CHROMIUM.visit(SERVED.page(), widthPx);
    visit.button("Eileen Collins").click();
    assertThat(visit.at("#boxes .box.smiling")).isVisible();
    assertThat(visit.at("#history img")).isVisible();

    take(visit, "page-" + widthPx);

    requireNoSidewaysScrolling(visit, widthPx);
  }

  @ParameterizedTest
  @ValueSource(ints = {1280, 320})
  void showsTheCameraWithoutSidewaysScrolling(int widthPx) {
    Visit visit = CHROMIUM.visit(SERVED.page(), widthPx);
    visit.page().emulateMedia(new EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    visit.at("#camera").click();
    assertThat(visit.at("#gate[data-phase=open]")).isVisible();

    take(visit, "camera-" + widthPx);

    requireNoSidewaysScrolling(visit, widthPx);
    visit.at("#camera").click();
  }

  private static void take(Visit visit, String name) {
    visit
        .page()
        .screenshot(
            new ScreenshotOptions()
                .setFullPage(true)
                .setAnimations(ScreenshotAnimations.DISABLED)
                .setPath(FOLDER.resolve(name + ".png")));
  }

  private static void requireNoSidewaysScrolling(Visit visit, int widthPx) {
    assertThat((int) visit.page().evaluate("() => document.documentElement.scrollWidth"))
        .isEqualTo(widthPx);
  }
}
