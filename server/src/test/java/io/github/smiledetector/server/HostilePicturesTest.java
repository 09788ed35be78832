package io.github.smiledetector.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.picture.HostilePictures;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pictures that are made to break a reader, by HTTP. */
@Timeout(120)
class HostilePicturesTest {
  @Test
  void answersEveryOneAndLives() throws Exception {
    try (RunningServer server = new RunningServer(RunningServer.SEEING, options -> options)) {
      List<HostilePictures.Case> cases = HostilePictures.all();
      assertThat(cases).hasSizeGreaterThanOrEqualTo(60);
      for (HostilePictures.Case hostile : cases) {
        HttpResponse<String> answer = server.post("/v1/smiles", hostile.bytes());

        if (hostile.kind().isEmpty()) {
          assertThat(answer.statusCode()).as("%s: %s", hostile, answer.body()).isEqualTo(200);
        } else {
          assertThat(answer.statusCode())
              .as("%s: %s", hostile, answer.body())
              .isIn(400, 413, 415, 422);
          assertThat(answer.headers().firstValue("Content-Type")).hasValue(Problem.CONTENT_TYPE);
        }
      }
      assertThat(server.log()).doesNotContain("\"fault\"");
      assertThat(server.post("/v1/smiles", RunningServer.photo()).statusCode()).isEqualTo(200);
      assertThat(server.server().heldBytes()).isZero();
    }
  }
}
