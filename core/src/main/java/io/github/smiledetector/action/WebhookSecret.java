package io.github.smiledetector.action;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.smiledetector.error.OptionException;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What sender and receiver of a webhook share, as Standard Webhooks has it. Never in a message. */
final class WebhookSecret {
  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int MIN_BYTES = 24;
  private static final int MAX_BYTES = 64;

  private final SecretKeySpec key;

  private WebhookSecret(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * @param text {@code whsec_} and 24 to 64 bytes in Base64; space around it does not count
   * @throws OptionException if it is something else
   */
  static WebhookSecret parse(String text) {
    String secret = text.strip();
    if (!secret.startsWith(PREFIX)) {
      throw unusable("it does not begin with " + PREFIX);
    }
    byte[] key;
    try {
      key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      // Without the cause, whose message shows a piece of it.
      throw unusable("what follows " + PREFIX + " is not Base64");
    }
    if (key.length < MIN_BYTES || key.length > MAX_BYTES) {
      throw unusable("it has " + key.length + " bytes");
    }
    return new WebhookSecret(key);
  }

  private static OptionException unusable(String why) {
    return new OptionException(
        "the webhook's secret cannot be used: "
            + why
            + "; it has to be "
            + PREFIX
            + " and 24 to 64 random bytes in Base64, as made by: echo \"whsec_$(openssl rand"
            + " -base64 32)\"");
  }

  /**
   * The value of the header {@code webhook-signature}.
   *
   * @param seconds the value of {@code webhook-timestamp}
   */
  String sign(String id, long seconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((id + "." + seconds + ".").getBytes(US_ASCII));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
