package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import java.util.concurrent.TimeUnit;
import org.holdfast.linux.loop.EventLoops;

/**
 * The two loops of VRRP. {@code election} decides and sends adverts, and never waits; {@code
 * kernel} sends netlink requests, which may take time.
 */
record Loops(IoEventLoop election, IoEventLoop kernel) implements AutoCloseable {

  static Loops start() {
    return new Loops(EventLoops.single("election"), EventLoops.single("kernel"));
  }

  /** Ends both loops, the kernel loop last. */
  @Override
  public void close() {
    election.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    kernel.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
