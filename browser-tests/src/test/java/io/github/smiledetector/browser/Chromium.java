package io.github.smiledetector.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * The browser of a test class, with a film for a camera. No page may complain: each test ends with
 * a look at what its pages asked for and said.
 */
final class Chromium implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  /** Longer than anything takes on a busy machine. */
  static final double PATIENCE_MILLIS = 15_000;

  private static final Namespace STORE = Namespace.create(Chromium.class);

  private final List<Scene> scenes;
  private final List<Visit> visits = new ArrayList<>();
  private Path film;
  private Browser browser;

  private Chromium(List<Scene> scenes) {
    this.scenes = List.copyOf(scenes);
  }

  /** A browser whose camera sees these scenes, over and over. */
  static Chromium seeing(Scene... scenes) {
    return new Chromium(List.of(scenes));
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    film = Files.createTempFile("camera", ".mjpeg");
    Scene.write(film, scenes);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                "--use-file-for-fake-video-capture=" + film));
    if (System.getProperty("user.name").equals("root")) {
      arguments.add("--no-sandbox");
    }
    browser =
        driver(context)
            .chromium()
            .launch(
                new LaunchOptions()
                    .setExecutablePath(Path.of(System.getenv("SMILE_BROWSER")))
                    .setArgs(arguments));
  }

  /** Starting it takes longer than starting a browser, so that there is one for all classes. */
  private static Playwright driver(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(STORE)
        .getOrComputeIfAbsent(Driver.class, key -> new Driver(), Driver.class)
        .playwright;
  }

  /** Opens the page in a window of its own, which knows nothing of others. */
  Visit visit(URI page) {
    return visit(page, 1280);
  }

  /**
   * Opens the page in a window of its own, which knows nothing of others.
   *
   * @param widthPx the window's
   */
  Visit visit(URI page, int widthPx) {
    Visit visit = new Visit(browser.newContext(Visit.window(widthPx)), page);
    visits.add(visit);
    return visit;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    List<String> complaints =
        visits.stream().flatMap(visit -> visit.complaints().stream()).toList();
    visits.forEach(Visit::close);
    visits.clear();
    if (context.getExecutionException().isEmpty()) {
      assertThat(complaints).as("the browser's complaints").isEmpty();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    if (browser != null) {
      browser.close();
    }
    Files.deleteIfExists(film);
  }

  private static final class Driver implements AutoCloseable {
    private final Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));

    @Override
    public void close() {
      playwright.close();
    }
  }
}
