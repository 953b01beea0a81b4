package org.holdfast.agent.config.bind;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.health.HttpRequest;
import org.holdfast.health.HttpRequest.BodyDigest;
import org.holdfast.health.HttpRequest.BodyPattern;
import org.holdfast.health.HttpRequest.Header;
import org.holdfast.health.HttpRequest.StatusRange;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request without its target server.
 *
 * @param host null to use the name of the target server
 * @param headers all headers except Host
 */
record RequestTerms(
    String method,
    String path,
    @Nullable String host,
    List<Header> headers,
    @Nullable String body,
    List<StatusRange> statuses,
    @Nullable BodyPattern pattern,
    @Nullable BodyDigest digest) {

  HttpRequest to(String otherwise) {
    var all = new ArrayList<Header>();
    all.add(new Header("Host", host == null ? otherwise : host));
    all.addAll(headers);
    return new HttpRequest(method, path, all, body, statuses, pattern, digest);
  }
}
