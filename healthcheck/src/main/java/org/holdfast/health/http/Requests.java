package org.holdfast.health.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.holdfast.health.HttpRequest;
import org.holdfast.health.Probe;

/** Builds the messages for a probe's requests. */
final class Requests {

  private Requests() {}

  /**
   * The request with the fields that every request needs: Host, User-Agent, Content-Length, and
   * Connection on the last one of a connection.
   *
   * @throws IllegalArgumentException when HTTP cannot express it, for example a line break in a
   *     header
   */
  static FullHttpRequest message(Probe.Http probe, HttpRequest request, boolean last) {
    var body =
        request.body() == null
            ? Unpooled.EMPTY_BUFFER
            : Unpooled.copiedBuffer(request.body(), StandardCharsets.UTF_8);
    var message =
        new DefaultFullHttpRequest(
            version(probe), HttpMethod.valueOf(request.method()), request.path(), body);
    var headers = message.headers();
    for (var header : request.headers()) {
      headers.add(header.name(), header.value());
    }
    if (!headers.contains(HttpHeaderNames.HOST)) {
      headers.set(HttpHeaderNames.HOST, probe.target().words());
    }
    if (!headers.contains(HttpHeaderNames.USER_AGENT)) {
      headers.set(HttpHeaderNames.USER_AGENT, "Holdfast");
    }
    if (request.body() != null) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    }
    if (last || probe.version() == Probe.HttpVersion.HTTP_1_0) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    return message;
  }

  private static HttpVersion version(Probe.Http probe) {
    return switch (probe.version()) {
      case HTTP_1_0 -> HttpVersion.HTTP_1_0;
      case HTTP_1_1 -> HttpVersion.HTTP_1_1;
    };
  }
}
