package org.holdfast.agent.notify;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLParameters;
import org.holdfast.agent.events.AgentEvent;
import org.holdfast.health.stream.TlsSuites;
import org.holdfast.net.HiddenUrl;
import org.jspecify.annotations.Nullable;

/**
 * Posts events as JSON, one at a time and in order. The HTTP client is loaded with the first event,
 * and callers never wait. Thread-safe.
 */
public final class Webhook implements Consumer<AgentEvent>, AutoCloseable {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final WebhookConfig config;
  private final Function<AgentEvent, String> json;
  private final Outbox<AgentEvent> outbox;
  private @Nullable HttpClient client;

  /**
   * @param json formats an event's body
   * @param stopWait the longest duration of {@link #close}
   */
  public Webhook(WebhookConfig config, Function<AgentEvent, String> json, Duration stopWait) {
    this.config = config;
    this.json = json;
    // Twice the client's own limit, which does not cover the body.
    var limit = config.timeout().multipliedBy(2);
    outbox =
        new Outbox<>(
            "Webhook " + HiddenUrl.place(config.url()),
            new Outbox.Terms(Duration.ZERO, 1, limit, config.attempts(), FIRST_PAUSE, stopWait),
            this::post);
  }

  /** Queues an event. Never blocks. */
  @Override
  public void accept(AgentEvent event) {
    outbox.report(event);
  }

  /** Ends a webhook that a reload removed, after its pending events are posted. Never blocks. */
  public void retire() {
    outbox.retire();
  }

  @Override
  public void close() {
    outbox.close();
    synchronized (this) {
      if (client != null) {
        client.shutdownNow();
      }
    }
  }

  private void post(List<AgentEvent> events, long lost)
      throws IOException, InterruptedException, GeneralSecurityException {
    var request =
        HttpRequest.newBuilder(config.url())
            .timeout(config.timeout())
            .header("Content-Type", "application/json")
            .header("User-Agent", "holdfast")
            .POST(HttpRequest.BodyPublishers.ofString(json.apply(events.getFirst())));
    config.headers().forEach(request::setHeader);
    if (config.tokenFile() != null) {
      var token = Files.readString(Path.of(config.tokenFile())).strip();
      request.setHeader("Authorization", "Bearer " + token);
    }
    int status = client().send(request.build(), BodyHandlers.discarding()).statusCode();
    if (status < 200 || status > 299) {
      throw new IOException("status " + status);
    }
  }

  private synchronized HttpClient client() throws IOException, GeneralSecurityException {
    if (client == null) {
      var builder =
          HttpClient.newBuilder()
              .connectTimeout(config.timeout())
              .executor(command -> Thread.ofVirtual().start(command));
      builder.sslParameters(new SSLParameters(TlsSuites.standard()));
      if ("https".equalsIgnoreCase(config.url().getScheme())) {
        builder.sslContext(Trust.context(config.trust()));
      }
      client = builder.build();
    }
    return client;
  }
}
