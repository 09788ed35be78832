package io.github.smiledetector.action;

import io.github.smiledetector.error.OptionException;
import java.time.Duration;

/**
 * Says how a {@link WebhookAction} calls.
 *
 * @param tryTime how long one try may take, connecting included, above 0 to a minute; the event's
 *     lifetime cuts it short
 * @param plainHttp whether http is allowed to other machines. Whoever is on the way can then read
 *     and withhold what is sent, though not change it
 */
public record WebhookOptions(Duration tryTime, boolean plainHttp) {
  private static final Duration LONGEST_TRY = Duration.ofMinutes(1);

  /** 2 s a try, https only. */
  public static final WebhookOptions DEFAULT = new WebhookOptions(Duration.ofSeconds(2), false);

  /**
   * @throws OptionException if the time is out of its range
   */
  public WebhookOptions {
    if (tryTime.compareTo(Duration.ZERO) <= 0 || tryTime.compareTo(LONGEST_TRY) > 0) {
      throw new OptionException(
          "a webhook's time for a try must be above 0 to a minute, not "
              + tryTime.toMillis() / 1000.0
              + " s");
    }
  }

  /** The same with another time for a try. */
  public WebhookOptions withTryTime(Duration time) {
    return new WebhookOptions(time, plainHttp);
  }

  /** The same with http allowed to other machines, or not. */
  public WebhookOptions withPlainHttp(boolean allowed) {
    return new WebhookOptions(tryTime, allowed);
  }
}
