package org.holdfast.health.http;

import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.Collectors;
import org.holdfast.health.Failure;
import org.holdfast.health.HttpRequest;
import org.holdfast.health.HttpRequest.StatusRange;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.stream.Conversation;
import org.holdfast.health.stream.Talk;
import org.jspecify.annotations.Nullable;

/** One probe's side of an HTTP conversation: its requests in order, and the results. */
final class HttpTalk implements Talk {

  /** The longest status line, or line that begins a chunk. */
  static final int MOST_LINE_BYTES = 8 * 1024;

  /** The most bytes of all header lines of a response together. */
  static final int MOST_HEADER_BYTES = 32 * 1024;

  /**
   * The most body bytes that are read when only the status counts; more would add no information.
   */
  static final int ENOUGH_BYTES = 1024 * 1024;

  /** The most body bytes that are searched or digested when no limit is configured. */
  static final int MOST_SEARCHED_BYTES = 16 * 1024 * 1024;

  private static final int CHUNK_BYTES = 8 * 1024;

  private enum Phase {
    /** A request was sent, or is about to be. */
    REQUESTED,
    /** An interim response (1xx) has begun but not ended. */
    INTERIM,
    /** The head of the response was good, and the body is read. */
    READING,
    /** Everything was read, and a pattern is being searched for. */
    JUDGING
  }

  private final Probe.Http probe;
  private final BodySearch search;
  private final BodyBudget budget;

  private Phase phase = Phase.REQUESTED;
  private int requestIndex;
  private boolean reused;
  private boolean reusable;
  private int status;
  private String remark = "";
  private @Nullable Body body;

  HttpTalk(Probe.Http probe, BodySearch search, BodyBudget budget) {
    this.probe = probe;
    this.search = search;
    this.budget = budget;
  }

  @Override
  public List<ChannelHandler> codec() {
    var config =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MOST_LINE_BYTES)
            .setMaxHeaderSize(MOST_HEADER_BYTES)
            .setMaxChunkSize(CHUNK_BYTES);
    return List.of(new RawLimit(mostRawBytes()), new HttpClientCodec(config, false, false));
  }

  /** A body in chunks of some hundred bytes is still well below this limit. */
  private long mostRawBytes() {
    var limit = probe.mostBodyBytes();
    long body = limit == null ? MOST_SEARCHED_BYTES : limit;
    return probe.requests().size() * 2L * (MOST_HEADER_BYTES + body);
  }

  @Override
  public void connected(Conversation with) {
    reused = false;
    sendRequest(with);
  }

  private void sendRequest(Conversation with) {
    boolean last = requestIndex == probe.requests().size() - 1;
    try {
      body = new Body(request(), search, budget);
      var message = Requests.message(probe, request(), last);
      phase = Phase.REQUESTED;
      with.stage("waiting for the response");
      with.say(message);
    } catch (NoSuchAlgorithmException | IllegalArgumentException e) {
      with.giveUp("request cannot be made: " + e.getMessage());
    }
  }

  @Override
  public void received(Conversation with, Object message) {
    if (phase == Phase.JUDGING) {
      reusable = false; // more than the response: the rest would be taken for the next response
      return;
    }
    if (message instanceof HttpObject read && !understood(with, read.decoderResult())) {
      return;
    }
    // one message may be both
    if (message instanceof HttpResponse head) {
      received(with, head);
    }
    if (message instanceof HttpContent part) {
      received(with, part);
    }
  }

  private boolean understood(Conversation with, DecoderResult decoded) {
    if (decoded.isSuccess()) {
      return true;
    }
    switch (decoded.cause()) {
      case TooLongFrameException _ -> with.fail(Failure.TOO_LONG, words("has too long a header"));
      case PrematureChannelClosureException _ ->
          with.fail(Failure.CLOSED_EARLY, words("is cut off in its header"));
      default -> with.fail(Failure.MALFORMED, words("is no HTTP response"));
    }
    return false;
  }

  private void received(Conversation with, HttpResponse head) {
    status = head.status().code();
    var version = head.protocolVersion();
    if (!version.protocolName().equals("HTTP")
        || version.majorVersion() != 1
        || status < 100
        || status > 999) {
      with.fail(Failure.MALFORMED, words("is no HTTP/1 response"));
    } else if (status < 200 && status != 101) {
      phase = Phase.INTERIM;
    } else if (request().statuses().stream().noneMatch(this::isIn)) {
      with.fail(Failure.STATUS, words("has status " + status + ", expected " + expected()));
    } else {
      phase = Phase.READING;
      remark = "";
      with.stage("reading the body");
      if (body != null) {
        var whole = body;
        body.begin(
            HttpUtil.getCharset(head, StandardCharsets.UTF_8), found -> judge(with, whole, found));
      }
      reusable =
          probe.version() == Probe.HttpVersion.HTTP_1_1
              && HttpUtil.isKeepAlive(head)
              && status != 101
              && endsByItself(head);
    }
  }

  private boolean endsByItself(HttpResponse head) {
    return HttpUtil.isTransferEncodingChunked(head)
        || head.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
        || status == 204
        || status == 304
        || request().method().equals("HEAD");
  }

  private boolean isIn(StatusRange range) {
    return range.first() <= status && status <= range.last();
  }

  private String expected() {
    return request().statuses().stream().map(StatusRange::words).collect(Collectors.joining(", "));
  }

  private void received(Conversation with, HttpContent part) {
    if (phase == Phase.INTERIM) {
      phase = part instanceof LastHttpContent ? Phase.REQUESTED : Phase.INTERIM;
      return;
    }
    if (phase != Phase.READING || body == null) {
      return;
    }
    body.received(with, part.content());
    if (isTooLong(body)) {
      with.fail(Failure.TOO_LONG, words("has a body of more than " + mostBytes() + " bytes"));
    } else if (part instanceof LastHttpContent) {
      bodyEnded(with, body);
    } else if (isEnough(body)) {
      reusable = false;
      bodyEnded(with, body);
    }
  }

  private boolean isTooLong(Body read) {
    return read.length() > mostBytes() && (probe.mostBodyBytes() != null || !read.isUnimportant());
  }

  private int mostBytes() {
    var limit = probe.mostBodyBytes();
    return limit == null ? MOST_SEARCHED_BYTES : limit;
  }

  private boolean isEnough(Body read) {
    return probe.mostBodyBytes() == null && read.isUnimportant() && read.length() >= ENOUGH_BYTES;
  }

  private void bodyEnded(Conversation with, Body whole) {
    phase = Phase.JUDGING;
    whole.ended(with);
  }

  @Override
  public void closed(Conversation with) {
    switch (phase) {
      case REQUESTED, INTERIM -> {
        if (reused && phase == Phase.REQUESTED) {
          with.dial(); // the server may close an idle connection at any time
        } else {
          with.fail(Failure.CLOSED_EARLY, words("did not come: connection closed"));
        }
      }
      case READING -> {
        // as in keepalived, a body ends with the connection, regardless of its announced length
        reusable = false;
        if (body != null) {
          remark = ", body cut off after " + body.length() + " bytes";
          bodyEnded(with, body);
        }
      }
      case JUDGING -> reusable = false;
    }
  }

  @Override
  public void over() {
    if (body != null) {
      body.letGo();
    }
  }

  private void judge(Conversation with, Body whole, BodySearch.@Nullable Found found) {
    var digest = request().digest();
    if (digest != null) {
      var actual = whole.digest();
      if (!actual.equals(digest.hex())) {
        with.fail(
            Failure.DIGEST,
            words(
                "has a body of "
                    + digest.algorithm()
                    + " "
                    + actual
                    + ", expected "
                    + digest.hex()));
        return;
      }
    }
    var pattern = request().pattern();
    if (pattern == null || found == null) {
      next(with);
    } else {
      judge(with, pattern, found);
    }
  }

  private void judge(Conversation with, HttpRequest.BodyPattern pattern, BodySearch.Found found) {
    switch (found) {
      case BodySearch.Found.Yes _ when pattern.wanted() -> next(with);
      case BodySearch.Found.No _ when !pattern.wanted() -> next(with);
      case BodySearch.Found.Yes _ ->
          with.fail(Failure.PATTERN, words("matches what it must not: " + pattern.regex()));
      case BodySearch.Found.No _ ->
          with.fail(Failure.PATTERN, words("does not match " + pattern.regex()));
      case BodySearch.Found.GivenUp(var why) ->
          with.fail(
              Failure.PATTERN, words("cannot be searched for " + pattern.regex() + ": " + why));
      case BodySearch.Found.BadPattern(var why) ->
          with.giveUp("pattern " + pattern.regex() + " is invalid: " + why);
    }
  }

  private void next(Conversation with) {
    if (requestIndex == probe.requests().size() - 1) {
      with.pass(ProbeResult.Passed.saying("status " + status + remark));
      return;
    }
    requestIndex++;
    if (reusable) {
      reused = true;
      sendRequest(with);
    } else {
      with.dial();
    }
  }

  private HttpRequest request() {
    return probe.requests().get(requestIndex);
  }

  /** Names the request when there are several. */
  private String words(String predicate) {
    return probe.requests().size() == 1
        ? "response " + predicate
        : "response to " + request().path() + " " + predicate;
  }
}
