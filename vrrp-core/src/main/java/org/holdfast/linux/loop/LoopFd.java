package org.holdfast.linux.loop;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file descriptor of ours on one of Netty's epoll loops: {@code readable} runs on the loop while
 * the descriptor is readable. Level-triggered, so that {@code readable} need not read everything.
 *
 * <p>The caller that opened the descriptor closes it, after {@link #leave}.
 */
public final class LoopFd {

  private static final Logger log = LoggerFactory.getLogger(LoopFd.class);

  private final IoRegistration registration;

  private LoopFd(IoRegistration registration) {
    this.registration = registration;
  }

  /**
   * Registers {@code fd} with {@code loop}. Called on the loop's thread, or before any other thread
   * uses the loop.
   */
  public static LoopFd join(IoEventLoop loop, int fd, Runnable readable) {
    return join(loop, fd, readable, () -> {});
  }

  /**
   * Like {@link #join(IoEventLoop, int, Runnable)}, for a descriptor that its owner keeps open
   * while the loop runs.
   *
   * @param ended run on the loop when the loop ends; may close the descriptor
   */
  public static LoopFd join(IoEventLoop loop, int fd, Runnable readable, Runnable ended) {
    var registered = loop.register(new Handle(new FileDescriptor(fd), readable, ended));
    if (!loop.inEventLoop()) {
      registered.awaitUninterruptibly();
    }
    var registration = registered.getNow();
    if (registration == null) {
      throw new IllegalStateException("descriptor " + fd + " not registered", registered.cause());
    }
    registration.submit(EpollIoOps.EPOLLIN);
    return new LoopFd(registration);
  }

  /**
   * Removes the registration. The loop identifies registrations by descriptor number, so call this
   * before the descriptor is closed.
   */
  public void leave() {
    registration.cancel();
  }

  private record Handle(FileDescriptor fd, Runnable readable, Runnable ended)
      implements EpollIoHandle {

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      try {
        readable.run();
      } catch (Throwable failure) {
        // An exception that escapes makes Netty's loop sleep for a second, and an Error ends the
        // loop for good.
        log.error("Handling input on descriptor {} failed", fd.intValue(), failure);
      }
    }

    @Override
    public void close() {
      ended.run();
    }
  }
}
