package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The two loops of VRRP: {@code election} decides and advertises and never waits for anything;
 * {@code kernel} talks netlink, which may take its time.
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

  /** Ends both, the kernel's last. */
  @Override
  public void close() {
    election.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    kernel.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
