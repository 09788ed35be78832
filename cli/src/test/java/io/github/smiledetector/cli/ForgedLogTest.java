package io.github.smiledetector.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a native library says goes past Java, so only a process of its own shows it. */
@Tag("edge")
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no signals")
class ForgedLogTest {
  private static final String FORGED = "{\"event\":\"opening\"}";
  private static final int END_OF_HEADER = 8 + 12 + 13;

  @TempDir private Path folder;

  @Test
  void aPictureWritesNoLineOfItsOwnIntoTheLog() throws Exception {
    try (SmileProcess serve = SmileProcess.start(folder, "serve", "--port", 0)) {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(serve.address().resolve("/v1/smiles"))
                      .POST(HttpRequest.BodyPublishers.ofByteArray(pictureWithAProfile()))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      serve.signal("TERM");
      assertThat(serve.exitCode()).isEqualTo(143);
      assertThat(serve.err()).contains("\"event\":\"request\"").doesNotContain(FORGED);
    }
  }

  /** A PNG whose colour profile is wrong, so that libpng complains of it by its name. */
  private static byte[] pictureWithAProfile() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", png);
    byte[] plain = png.toByteArray();
    byte[] noise = new byte[300];
    new Random(1).nextBytes(noise);
    noise[0] = 0;
    noise[1] = 0;
    noise[2] = 0;
    noise[3] = 0; // the profile's length
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.write(("iCCPname\n" + FORGED + "\n\0\0").getBytes(ISO_8859_1));
    try (DeflaterOutputStream deflated = new DeflaterOutputStream(chunk)) {
      deflated.write(noise);
    }
    CRC32 sum = new CRC32();
    sum.update(chunk.toByteArray());
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(all);
    out.write(plain, 0, END_OF_HEADER);
    out.writeInt(chunk.size() - 4);
    chunk.writeTo(out);
    out.writeInt((int) sum.getValue());
    out.write(plain, END_OF_HEADER, plain.length - END_OF_HEADER);
    return all.toByteArray();
  }
}
