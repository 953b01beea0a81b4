package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The two loops of VRRP. {@code election} decides and sends adverts, and never waits; {@code
 * kernel} sends netlink requests, which may take time.
 */
record Loops(IoEventLoop election, IoEventLoop kernel) implements AutoCloseable {

  static Loops start() {
    return new Loops(loop("election"), loop("kernel"));
  }

  private static IoEventLoop loop(String name) {
    var group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory(name, true), EpollIoHandler.newFactory());
    return group.next();
  }

  /** Ends both loops, the kernel loop last. */
  @Override
  public void close() {
    election.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    kernel.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
