package org.holdfast.agent.metrics;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import org.holdfast.agent.config.MetricsConfig;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class MetricsServiceTest {

  /** On 127.0.0.1 a test of another JVM could take the port while it is free. */
  private static final String OWN_ADDRESS = "127.0.0.19";

  private static MetricsConfig free() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral(OWN_ADDRESS))) {
      return new MetricsConfig(IpAddress.of(OWN_ADDRESS), socket.getLocalPort(), false);
    }
  }

  @Test
  void aReleasedPortCanBeBoundAgainAtOnce() throws IOException {
    var here = free();
    var there = free();
    try (var service =
        MetricsService.startNow(
            here, CompletableFuture::new, _ -> new CompletableFuture<>(), NanoClock.system())) {
      for (int i = 0; i < 50; i++) {
        assertThatCode(() -> service.moveTo(there)).doesNotThrowAnyException();
        assertThatCode(() -> service.moveTo(here)).doesNotThrowAnyException();
      }
    }
  }
}
