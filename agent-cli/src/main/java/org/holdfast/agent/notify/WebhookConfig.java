package org.holdfast.agent.notify;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.holdfast.net.HiddenUrl;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is told of events by HTTP.
 *
 * @param headers besides Content-Type
 * @param tokenFile a bearer token for the header Authorization, read for each request; null for
 *     none
 * @param timeout of a request
 * @param attempts how often one event is tried
 */
public record WebhookConfig(
    URI url,
    Map<String, String> headers,
    @Nullable String tokenFile,
    Duration timeout,
    int attempts,
    TrustConfig trust) {

  public WebhookConfig {
    headers = Map.copyOf(headers);
  }

  /** Without what may be a key: the URL's path and the headers' values. */
  @Override
  public String toString() {
    return "webhook " + HiddenUrl.place(url);
  }
}
