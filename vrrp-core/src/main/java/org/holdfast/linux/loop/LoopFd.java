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
 * A file descriptor that is none of Netty's, on an epoll loop of Netty: {@code readable} runs on
 * the loop while there is something to read. Level-triggered, so that reading a part is fine.
 *
 * <p>Whoever opened the descriptor closes it, after {@link #leave}.
 */
public final class LoopFd {

  private static final Logger log = LoggerFactory.getLogger(LoopFd.class);

  private final IoRegistration registration;

  private LoopFd(IoRegistration registration) {
    this.registration = registration;
  }

  /** Puts {@code fd} on {@code loop}. On the loop's own thread, or before anybody else uses it. */
  public static LoopFd join(IoEventLoop loop, int fd, Runnable readable) {
    return join(loop, fd, readable, () -> {});
  }

  /**
   * As the other, for a descriptor that nobody closes while the loop runs.
   *
   * @param ended run on the loop when it ends: may close the descriptor
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

  /** Takes it off. Registrations go by number, so this comes before the descriptor is closed. */
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
        // An exception that escapes makes Netty's loop sleep for a second, and an Error ends it for
        // good.
        log.error("descriptor {} could not be served", fd.intValue(), failure);
      }
    }

    @Override
    public void close() {
      ended.run();
    }
  }
}
