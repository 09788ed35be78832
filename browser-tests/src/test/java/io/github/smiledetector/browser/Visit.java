package io.github.smiledetector.browser;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The page in a window, and everything it asks for and complains about. */
final class Visit implements AutoCloseable {
  /** Schemes of what never leaves the page. */
  private static final Set<String> INSIDE = Set.of("blob", "data");

  private static final int HEIGHT_PX = 800;

  private final BrowserContext context;
  private final Page page;
  private final String origin;
  private final List<URI> requests = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private final List<Stream> streams = new ArrayList<>();
  private boolean mayLoseTheServer;

  static NewContextOptions window(int widthPx) {
    return new NewContextOptions().setViewportSize(widthPx, HEIGHT_PX);
  }

  Visit(BrowserContext context, URI address) {
    this.context = context;
    this.origin = address.getAuthority();
    context.setDefaultTimeout(Chromium.PATIENCE_MILLIS);
    page = context.newPage();
    page.onRequest(this::requested);
    page.onConsoleMessage(this::said);
    page.onPageError(error -> complaints.add("error: " + error));
    page.onWebSocket(socket -> streams.add(new Stream(socket)));
    page.navigate(address.toString());
  }

  Page page() {
    return page;
  }

  BrowserContext context() {
    return context;
  }

  Locator at(String selector) {
    return page.locator(selector);
  }

  Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
  }

  void choose(Sample sample) throws IOException {
    choose(sample.file, sample.type, sample.bytes());
  }

  void choose(String name, String type, byte[] bytes) {
    at("#photo-file").setInputFiles(new FilePayload(name, type, bytes));
  }

  /** The questions about pictures so far. */
  long pictureRequests() {
    return requests.stream().filter(request -> request.toString().endsWith("/v1/smiles")).count();
  }

  /** The last connection that the page made for its camera. */
  Stream stream() {
    page.waitForCondition(() -> !streams.isEmpty());
    return streams.get(streams.size() - 1);
  }

  /** From now on a server that does not answer is what the test is about. */
  void mayLoseTheServer() {
    mayLoseTheServer = true;
  }

  List<String> complaints() {
    return complaints;
  }

  private void requested(Request request) {
    URI asked = URI.create(request.url());
    requests.add(asked);
    if (!INSIDE.contains(asked.getScheme()) && !origin.equals(asked.getAuthority())) {
      complaints.add("a request to another origin: " + asked);
    }
  }

  private void said(ConsoleMessage message) {
    String text = message.text();
    // The browser says this of every answer that is an error; the page shows it in words.
    boolean refused =
        text.startsWith("Failed to load resource: the server responded with a status");
    boolean lost = text.startsWith("Failed to load resource") || text.startsWith("WebSocket");
    if (Set.of("error", "warning").contains(message.type())
        && !refused
        && !(lost && mayLoseTheServer)) {
      complaints.add(message.type() + ": " + text);
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
