package org.holdfast.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.holdfast.agent.listen.PendingResponses;

/** Tests that every request is either served or refused with an HTTP status. */
final class ControlFuzzTest {

  private static final ClientProcess STRANGER =
      new ClientProcess(new Caller(1, 65_534, 65_534), Set.of());

  private final RouteMatcher routes =
      new RouteMatcher(
          List.of(
              ControlRoute.get("/v1/status", _ -> CompletableFuture.completedFuture("{}")),
              ControlRoute.post("/v1/a/{b}/c/{d}", _ -> CompletableFuture.completedFuture(""))));

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

  /** Any input gets a response in HTTP, or none at all. */
  @FuzzTest
  void anyBytesAreAnsweredOrIgnored(byte[] bytes) {
    var channel = new EmbeddedChannel();
    ControlServer.speakHttp(channel.pipeline());
    channel
        .pipeline()
        .addLast(
            new Exchange(
                routes, ControlAccess.DEFAULT, 0, new PendingResponses(1 << 20), _ -> STRANGER));
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    var answer = new StringBuilder();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      answer.append(out.toString(StandardCharsets.ISO_8859_1));
      out.release();
    }
    channel.finishAndReleaseAll();
    if (!answer.isEmpty()) {
      assertThat(answer.toString()).startsWith("HTTP/1.1 ");
      int status = Integer.parseInt(answer.substring(9, 12));
      assertThat(status).isIn(100, 200, 400, 403, 404, 405, 413, 417);
    }
  }
}
