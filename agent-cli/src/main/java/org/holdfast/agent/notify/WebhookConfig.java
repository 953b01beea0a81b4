package org.holdfast.agent.notify;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.holdfast.net.HiddenUrl;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of events over HTTP.
 *
 * @param headers headers in addition to Content-Type
 * @param tokenFile a bearer token for the header Authorization, read for each request; null for
 *     none
 * @param timeout time limit of a request
 * @param attempts number of attempts for one event
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

  /** Omits possible secrets: the URL's path and the headers' values. */
  @Override
  public String toString() {
    return "webhook " + HiddenUrl.place(url);
  }
}
