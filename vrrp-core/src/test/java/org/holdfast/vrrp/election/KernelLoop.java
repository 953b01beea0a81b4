package org.holdfast.vrrp.election;

import java.util.ArrayDeque;

/**
 * The kernel loop of a node's process: it may be late, stands still in a stall, and stops with the
 * process.
 */
final class KernelLoop {

  private final Lan lan;
  private final ArrayDeque<Runnable> backlog = new ArrayDeque<>();
  private boolean running;
  private boolean stalled;
  private int life;
  private long freeAt;

  KernelLoop(Lan lan) {
    this.lan = lan;
  }

  void start() {
    running = true;
  }

  void end() {
    running = false;
    stalled = false;
    life++;
    backlog.clear();
  }

  void stall() {
    stalled = true;
  }

  void wake() {
    stalled = false;
    while (!backlog.isEmpty()) {
      backlog.remove().run();
    }
  }

  /** As soon as the loop has done what it was told before. */
  void execute(Runnable task) {
    freeAt = Math.max(freeAt, lan.now() + lan.kernelLag());
    exactlyAfter(freeAt - lan.now(), task);
  }

  /** After a time, and not before the loop has done what it was told before. */
  void after(long nanos, Runnable task) {
    exactlyAfter(Math.max(nanos, freeAt - lan.now()), task);
  }

  /** After a time, whatever the loop does. */
  void exactlyAfter(long nanos, Runnable task) {
    if (!running) {
      return;
    }
    int plannedIn = life;
    lan.after(
        nanos,
        () -> {
          if (life == plannedIn && stalled) {
            backlog.add(task);
          } else if (life == plannedIn) {
            task.run();
          }
        });
  }
}
