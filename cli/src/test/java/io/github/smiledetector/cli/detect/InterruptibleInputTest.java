package io.github.smiledetector.cli.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import org.junit.jupiter.api.Test;

class InterruptibleInputTest {
  @Test
  void endsAWaitThatIsInterruptedAndSaysSoToTheThread() throws IOException {
    try (PipedOutputStream nobodyWrites = new PipedOutputStream();
        InputStream input = new InterruptibleInput(new PipedInputStream(nobodyWrites))) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> input.read(new byte[10], 0, 10))
          .isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void passesOnAllBytesAndTheEnd() throws IOException {
    byte[] bytes = new byte[200_000];
    bytes[199_999] = 1;
    try (InputStream input = new InterruptibleInput(new ByteArrayInputStream(bytes))) {
      assertThat(input.readAllBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void passesOnWhatGoesWrong() throws IOException {
    InputStream closed = InputStream.nullInputStream();
    closed.close();
    try (InputStream input = new InterruptibleInput(closed)) {
      assertThatThrownBy(input::readAllBytes).hasMessage("Stream closed");
    }
  }
}
