package org.holdfast.agent.listen;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a listener from accepting connections for a second when the process has no free descriptor
 * for a new one. Clients wait in the kernel's queue meanwhile. The first pause is logged, then at
 * most one a minute. Serves one listening channel; confined to its event loop.
 */
public final class AcceptPause extends ChannelInboundHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(AcceptPause.class);

  static final long PAUSE_MILLIS = 1000;
  private static final int RESTS_PER_LINE = 60;

  private final String listener;
  private int rests;

  /**
   * @param listener the listener's name in the log, such as {@code control socket}
   */
  public AcceptPause(String listener) {
    this.listener = listener;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (rests++ % RESTS_PER_LINE == 0) {
      log.warn(
          "The {} accepts no connection for a second: {}; nothing else is affected",
          listener,
          cause.getMessage());
    }
    var channel = context.channel();
    channel.config().setAutoRead(false);
    var _ =
        context
            .executor()
            .schedule(
                () -> {
                  channel.config().setAutoRead(true);
                },
                PAUSE_MILLIS,
                TimeUnit.MILLISECONDS);
    // Not passed on, because Netty would log a warning with a stack trace for each exception.
  }
}
