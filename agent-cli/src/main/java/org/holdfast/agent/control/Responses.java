package org.holdfast.agent.control;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.listen.Body;
import org.holdfast.agent.listen.PendingResponses;
import org.holdfast.agent.listen.ResponseWriter;

/** Writes responses; each one ends its connection. */
final class Responses {

  /** Seconds within which a client must receive a whole response. */
  static final int SECONDS = 30;

  private Responses() {}

  /**
   * Sends a response with status 200.
   *
   * @param type the media type of the body
   * @param body in UTF-8
   */
  static void ok(ChannelHandlerContext context, PendingResponses pending, String type, Body body) {
    var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    body.length()
        .ifPresentOrElse(
            length -> response.headers().set(HttpHeaderNames.CONTENT_LENGTH, length),
            () -> chunk(response));
    head(response, type);
    ResponseWriter.begin(context, pending, response).finish(body, SECONDS);
  }

  /**
   * Sends {@code {"error": "..."}}, with {@code "remedy"} if the request can be repeated with a
   * parameter that overrides the refusal.
   */
  static void error(ChannelHandlerContext context, int status, String words) {
    var answer =
        status == RefusedException.NEEDS_FORCE
            ? Map.of("error", words, "remedy", "force=true in the query orders it anyway")
            : Map.of("error", words);
    respond(context, HttpResponseStatus.valueOf(status), Json.line(new TreeMap<>(answer)));
  }

  private static void respond(
      ChannelHandlerContext context, HttpResponseStatus status, String json) {
    var body = Unpooled.copiedBuffer(json, StandardCharsets.UTF_8);
    var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    head(response, ControlRoute.JSON);
    var _ = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  /** Sends the head of a chunked response. */
  static ResponseWriter begin(ChannelHandlerContext context, PendingResponses pending) {
    var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    chunk(response);
    head(response, "application/x-ndjson");
    return ResponseWriter.begin(context, pending, response);
  }

  private static void chunk(HttpResponse response) {
    response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
  }

  private static void head(HttpResponse response, String type) {
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, type)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
  }

  /** Closes the connection at once and drops all pending data. */
  static void close(ChannelHandlerContext context) {
    var _ = context.close();
  }
}
