package org.holdfast.agent.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.holdfast.agent.events.AgentEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookTest {

  private static final Duration STOP_WAIT = Duration.ofSeconds(20);

  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  private final HttpServer server;
  @TempDir private Path directory;
  private final AtomicInteger failures = new AtomicInteger();

  WebhookTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    listen(server);
  }

  private void listen(HttpServer server) {
    server.createContext(
        "/h",
        exchange -> {
          var headers = exchange.getRequestHeaders();
          var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          heard.add(
              exchange.getRequestMethod()
                  + " "
                  + headers.getFirst("Authorization")
                  + " "
                  + headers.getFirst("X-Site")
                  + " "
                  + body);
          exchange.sendResponseHeaders(failures.getAndDecrement() > 0 ? 500 : 204, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  @Test
  void postsEventsInOrderWithTokenAndHeaders() throws IOException {
    var token = Files.writeString(directory.resolve("token"), "secret\n");
    try (var hook = hook(token.toString(), 1)) {
      hook.accept(event(1));
      hook.accept(event(2));
    }
    assertThat(heard).containsExactly("POST Bearer secret lab {1}", "POST Bearer secret lab {2}");
  }

  @Test
  void aServerThatFailsIsRetriedAndLosesNoEvent() {
    failures.set(1);
    try (var hook = hook(null, 4)) {
      hook.accept(event(1));
      hook.accept(event(2));
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> heard.size() == 3);
    }
    assertThat(heard)
        .containsExactly("POST null lab {1}", "POST null lab {1}", "POST null lab {2}");
  }

  @Test
  void postsOverTlsOnlyToATrustedServer() throws Exception {
    var identity = TlsIdentity.in(directory);
    var secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(identity.context()));
    listen(secure);
    var url = "https://127.0.0.1:" + secure.getAddress().getPort() + "/h";
    try (var hook = hook(url, null, 1, TrustConfig.STANDARD)) {
      hook.accept(event(1));
    }
    var trust = new TrustConfig(identity.certificate().toString(), false);
    try (var hook = hook(url, null, 1, trust)) {
      hook.accept(event(2));
    }
    secure.stop(0);
    assertThat(heard).containsExactly("POST null lab {2}");
  }

  @Test
  void aRemovedWebhookStillPostsPendingEvents() {
    failures.set(1);
    var hook = hook(null, 4);
    hook.accept(event(1));
    hook.accept(event(2));
    hook.retire();
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> heard.size() == 3);
    hook.close();
    assertThat(heard)
        .containsExactly("POST null lab {1}", "POST null lab {1}", "POST null lab {2}");
  }

  private Webhook hook(@Nullable String tokenFile, int attempts) {
    var url = "http://127.0.0.1:" + server.getAddress().getPort() + "/h";
    return hook(url, tokenFile, attempts, TrustConfig.STANDARD);
  }

  private static Webhook hook(
      String url, @Nullable String tokenFile, int attempts, TrustConfig trust) {
    var config =
        new WebhookConfig(
            URI.create(url),
            Map.of("X-Site", "lab"),
            tokenFile,
            Duration.ofSeconds(10),
            attempts,
            trust);
    return new Webhook(config, event -> "{" + event.sequence() + "}", STOP_WAIT);
  }

  private static AgentEvent event(long sequence) {
    return new AgentEvent(sequence, Instant.EPOCH, "instance-moved", "VI_1", "words", Map.of());
  }
}
