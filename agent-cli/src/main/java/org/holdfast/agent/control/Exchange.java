package org.holdfast.agent.control;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.holdfast.agent.listen.PendingResponses;
import org.holdfast.agent.listen.RequestDeadline;
import org.holdfast.linux.LogBudget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection with its one request and response. Confined to the control loop. */
final class Exchange extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final Logger log = LoggerFactory.getLogger(Exchange.class);

  private static final int LONGEST_LOGGED = 200;

  private final RouteMatcher routes;
  private final ControlAccess access;
  private final int ownUid;
  private final PendingResponses pending;
  private final Function<Channel, ClientProcess> peers;
  private boolean answered;

  /**
   * @param pending the pending responses of all connections
   * @param peers identifies the process at the other end
   */
  Exchange(
      RouteMatcher routes,
      ControlAccess access,
      int ownUid,
      PendingResponses pending,
      Function<Channel, ClientProcess> peers) {
    this.routes = routes;
    this.access = access;
    this.ownUid = ownUid;
    this.pending = pending;
    this.peers = peers;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    if (answered) {
      return; // a second request, which is ignored
    }
    answered = true;
    RequestDeadline.requestArrived(context);
    try {
      if (request.decoderResult().isFailure()) {
        throw RefusedException.badRequest("not a request of HTTP/1.1");
      }
      serve(context, request);
    } catch (RuntimeException e) {
      failed(context, e);
    }
  }

  private void serve(ChannelHandlerContext context, FullHttpRequest http) {
    var method = http.method().name();
    var match = routes.find(method, http.uri());
    var peer = peers.apply(context.channel());
    if (match.route().access() != Access.READ) {
      admit(peer, match.route().access(), method, http.uri());
    }
    var body = http.content().toString(StandardCharsets.UTF_8);
    var request = new ControlRequest(peer.caller(), match.path(), match.query(), body);
    var feed = match.route().feed();
    if (feed != null && request.parameter("follow") != null) {
      follow(context, feed, request);
    } else {
      answer(context, match.route(), request);
    }
  }

  private void admit(ClientProcess peer, Access wanted, String method, String target) {
    boolean granted =
        switch (wanted) {
          case READ -> true;
          case CHANGE -> peer.mayChange(access, ownUid);
          case OWN -> peer.isOwn(ownUid);
        };
    if (granted || LogBudget.OTHERS.admits("refused requests at the control socket")) {
      log.info(
          "Control: {} (pid {}): {} {}{}",
          peer.caller().words(),
          peer.caller().pid(),
          method,
          printable(target),
          granted ? "" : ": refused");
    }
    if (!granted) {
      throw new RefusedException(
          403, peer.caller().words() + " may not do this: only root" + whoElse(wanted));
    }
  }

  private String whoElse(Access wanted) {
    if (wanted == Access.OWN) {
      return " may";
    }
    var group = access.changeGroup();
    return (group == null ? "" : " and the group " + group)
        + " may (control.change-group in the configuration names a group)";
  }

  private static String printable(String target) {
    var line = target.replaceAll("[^\\x21-\\x7e]", "?");
    return line.length() <= LONGEST_LOGGED ? line : line.substring(0, LONGEST_LOGGED) + "...";
  }

  private void follow(ChannelHandlerContext context, Feed feed, ControlRequest request) {
    // A quiet stream is not stalled: its own limit replaces the deadline.
    context.pipeline().remove(WriteTimeoutHandler.class);
    var stream = new LineStream(context.executor(), Responses.begin(context, pending));
    stream.whenGone(feed.open(request, stream));
    var _ = context.channel().closeFuture().addListener(_ -> stream.gone());
  }

  private void answer(ChannelHandlerContext context, ControlRoute route, ControlRequest request) {
    var _ =
        route
            .handler()
            .answer(request)
            .whenCompleteAsync(
                (body, failure) -> {
                  if (failure == null) {
                    Responses.ok(context, pending, route.type(), body);
                  } else {
                    failed(context, failure);
                  }
                },
                context.executor());
  }

  private static void failed(ChannelHandlerContext context, Throwable failure) {
    var cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof RefusedException refused) {
      Responses.error(context, refused.status(), String.valueOf(refused.getMessage()));
    } else if (cause instanceof TimeoutException) {
      if (LogBudget.OTHERS.admits("late answers at the control socket")) {
        log.warn("control socket: a request got no answer in time: the agent is busy");
      }
      Responses.error(context, 503, "the agent is busy, and has no answer in time; ask again");
    } else {
      if (LogBudget.OTHERS.admits("failures at the control socket")) {
        log.error("control socket", cause);
      }
      Responses.error(context, 500, cause.toString());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A broken, vanished or non-reading client only loses its own connection.
    var _ = context.close();
  }
}
