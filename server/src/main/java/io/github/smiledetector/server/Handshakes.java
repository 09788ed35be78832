package io.github.smiledetector.server;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServlet;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServletFactory;

/**
 * Makes streams of requests for WebSockets, or says why not.
 *
 * <p>A servlet beside Javalin's own: that one begins a session, with a cookie, for each handshake,
 * refuses without a document, and knows messages only whole, in however many pieces they come.
 */
final class Handshakes extends JettyWebSocketServlet {
  private static final long serialVersionUID = 1L;

  private final transient Streams streams;
  private final transient Problems problems;
  private final transient Consumer<HttpServletRequest> admission;

  /**
   * @param admission throws a {@link Refusal} if whoever asks may not
   */
  Handshakes(Streams streams, Problems problems, Consumer<HttpServletRequest> admission) {
    this.streams = streams;
    this.problems = problems;
    this.admission = admission;
  }

  @Override
  protected void configure(JettyWebSocketServletFactory factory) {
    factory.setCreator(streams::stream);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String id = Requests.newId();
    response.setHeader(Requests.ID_HEADER, id);
    try {
      admission.accept(request);
      if (!request.getMethod().equals("GET")) {
        response.setHeader("Allow", "GET");
        throw new Refusal(Problem.Kind.METHOD_NOT_ALLOWED, "this path takes GET alone");
      }
      streams.admit(request);
    } catch (RuntimeException e) {
      // Small enough for the response's buffer, so that no thread waits for the client here: what
      // is in the buffer is sent when this has returned.
      problems.write(response, id, e);
      return;
    }
    super.service(request, response);
  }
}
