package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import org.holdfast.linux.loop.PacedSelect;
import org.holdfast.time.NanoClock;

/**
 * The two loops of VRRP. {@code election} decides and sends adverts, and never waits; {@code
 * kernel} sends netlink requests, which may take time.
 */
record Loops(IoEventLoop election, IoEventLoop kernel) implements AutoCloseable {

  static Loops start() {
    return new Loops(
        loop("election", PacedSelect.handlers(NanoClock.system())),
        loop("kernel", EpollIoHandler.newFactory()));
  }

  private static IoEventLoop loop(String name, IoHandlerFactory handlers) {
    var group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), handlers);
    return group.next();
  }

  /** Ends both loops, the kernel loop last. */
  @Override
  public void close() {
    election.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    kernel.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
