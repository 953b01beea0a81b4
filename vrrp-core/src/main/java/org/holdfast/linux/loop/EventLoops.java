package org.holdfast.linux.loop;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/** Makes Netty's epoll loops that have a thread of their own and may be real-time threads. */
public final class EventLoops {

  private EventLoops() {}

  /**
   * Returns a loop whose daemon thread has a name that begins with {@code name}.
   *
   * <p>The loop never waits for a thread that gives it a task. With Netty's own queue it would spin
   * between the two steps in which another thread adds a task. If the other thread does not run at
   * that moment because the host is overloaded, a real-time loop spins for tens of milliseconds, or
   * keeps the other thread from the processor that it needs.
   */
  public static IoEventLoop single(String name) {
    return new Group(name).next();
  }

  private static final class Group extends MultiThreadIoEventLoopGroup {

    Group(String name) {
      super(1, new DefaultThreadFactory(name, true), EpollIoHandler.newFactory());
    }

    @Override
    protected IoEventLoop newChild(
        Executor executor, IoHandlerFactory ioHandlerFactory, Object... args) {
      return new Loop(this, executor, ioHandlerFactory);
    }
  }

  private static final class Loop extends SingleThreadIoEventLoop {

    Loop(IoEventLoopGroup group, Executor executor, IoHandlerFactory handlers) {
      super(group, executor, handlers);
    }

    /** Called by the constructors of the superclasses. */
    @Override
    protected Queue<Runnable> newTaskQueue(int maxPendingTasks) {
      return new ConcurrentLinkedQueue<>();
    }
  }
}
