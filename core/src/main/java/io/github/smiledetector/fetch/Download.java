package io.github.smiledetector.fetch;

import io.github.smiledetector.error.DataException;
import java.net.http.HttpClient;

/** Brings a file over the network into a part, in as many attempts as it takes and may take. */
final class Download {
  private final KnownFile known;
  private final RetryPolicy retries;
  private final Progress progress;
  private final Attempt attempt;

  Download(KnownFile known, TimeLimits limits, RetryPolicy retries, Progress progress) {
    this.known = known;
    this.retries = retries;
    this.progress = progress;
    // One client a download: files are few and large, and nothing stays open afterwards.
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(limits.connect())
            .build();
    this.attempt = new Attempt(client, known, limits, progress);
  }

  /**
   * Goes on from what is in the part if that comes from the same address, and fills it, or stops
   * once it is plain that the file is larger than allowed.
   *
   * @throws DataException if the file did not come, or cannot be written
   */
  void fill(PartialFile part) throws InterruptedException {
    if (!part.isFrom(known.address())) {
      part.clear();
    }
    if (part.isWhole()) {
      progress.reached(part.size(), part.totalBytes());
      return;
    }
    for (int failures = 0; ; ) {
      try {
        attempt.fill(part);
        return;
      } catch (Setback e) {
        failures++;
        if (e.isLasting() || failures == retries.attempts()) {
          throw gaveUp(failures, e, part);
        }
        Thread.sleep(retries.delay(failures, e.retryAfter()).toMillis());
      }
    }
  }

  private DataException gaveUp(int failures, Setback last, PartialFile part) {
    return new DataException(
        known.title()
            + " cannot be fetched from "
            + known.address()
            + ": "
            + (failures == 1 ? "" : failures + " attempts failed, the last: ")
            + last.getMessage()
            + "; "
            + Fetcher.kept(part)
            + ". Try again, or get the file elsewhere and give that copy (on the command line:"
            + " --from FILE)",
        last);
  }
}
