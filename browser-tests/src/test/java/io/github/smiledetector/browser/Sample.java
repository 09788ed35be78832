package io.github.smiledetector.browser;

import io.github.smiledetector.server.SmileServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Objects;

/** The sample photos of the page, each with one face. */
enum Sample {
  EILEEN_COLLINS("Eileen Collins", "astronaut_eileen_collins.png", "image/png"),
  GRACE_HOPPER("Grace Hopper", "grace_hopper.jpg", "image/jpeg");

  /** On the page's button. */
  final String person;

  final String file;
  final String type;

  Sample(String person, String file, String type) {
    this.person = person;
    this.file = file;
    this.type = type;
  }

  URL resource() {
    return Objects.requireNonNull(
        SmileServer.class.getResource("samples/" + file), "the server has no sample " + file);
  }

  byte[] bytes() throws IOException {
    try (InputStream in = resource().openStream()) {
      return in.readAllBytes();
    }
  }
}
