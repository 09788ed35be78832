package io.github.smiledetector.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.browser.Scene.Face;
import io.github.smiledetector.server.ServerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TokenTest {
  private static final String TOKEN = "a-token-for-the-browser-tests";

  @RegisterExtension
  static final Served SERVED = Served.sharp(ServerOptions.DEFAULT.withToken(TOKEN));

  @RegisterExtension static final Chromium CHROMIUM = Chromium.seeing(new Scene(Face.NEUTRAL, 1));

  @Test
  void asksForTheTokenUntilItIsRightAndKeepsItInMemoryOnly() {
    Visit visit = CHROMIUM.visit(SERVED.page());
    assertThat(visit.at("#token-title")).hasText("This server asks for a token");
    assertThat(visit.at("#token")).isFocused();
    enter(visit, "a-token-\u4e2d\u6587-of-no-server");
    assertThat(visit.at("#token-dialog")).isVisible();
    assertThat(visit.at("#token-title")).hasText("This server asks for a token");
    enter(visit, "not-the-token-of-this-server");
    assertThat(visit.at("#token-title")).hasText("This token is not the right one");
    enter(visit, TOKEN);
    assertThat(visit.at("#token-dialog")).isHidden();

    visit.button("Eileen Collins").click();

    assertThat(visit.at("#boxes .box.smiling")).hasCount(1);
    assertThat(visit.at("#curl")).containsText("Authorization: Bearer TOKEN");
    assertThat(visit.page().content()).doesNotContain(TOKEN);
    assertThat((int) visit.page().evaluate("() => localStorage.length + sessionStorage.length"))
        .isZero();
    assertThat(visit.context().cookies()).isEmpty();
  }

  @Test
  void tellsInWordsThatATokenIsMissing() {
    Visit visit = CHROMIUM.visit(SERVED.page());
    visit.button("Cancel").click();

    assertThat(visit.at("#problem")).isVisible();
    assertThat(visit.at("#problem-title")).not().isEmpty();
  }

  private static void enter(Visit visit, String token) {
    visit.at("#token").fill(token);
    visit.page().keyboard().press("Enter");
  }
}
