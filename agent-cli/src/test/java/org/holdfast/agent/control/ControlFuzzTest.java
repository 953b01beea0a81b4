package org.holdfast.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Whatever the target of a request, it finds a route or is refused with a status of HTTP. */
final class ControlFuzzTest {

  private final RouteTable routes =
      new RouteTable(
          List.of(
              Route.get("/v1/status", _ -> CompletableFuture.completedFuture("")),
              Route.post("/v1/a/{b}/c/{d}", _ -> CompletableFuture.completedFuture(""))));

  @FuzzTest
  void anyTargetIsServedOrRefused(byte[] bytes) {
    var line = new String(bytes, StandardCharsets.ISO_8859_1);
    for (var method : List.of("GET", "POST", line)) {
      try {
        var match = routes.find(method, line);
        assertThat(match.route().method()).isEqualTo(method);
      } catch (RefusedException refused) {
        assertThat(refused.status()).isBetween(400, 405);
      }
    }
  }
}
