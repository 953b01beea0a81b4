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

  /** Runs a task as soon as the loop has run those before it. */
  void execute(Runnable task) {
    freeAt = Math.max(freeAt, lan.now() + lan.kernelLag());
    exactlyAfter(freeAt - lan.now(), task);
  }

  /** Runs a task after a time, and not before the tasks that wait for the loop. */
  void after(long nanos, Runnable task) {
    exactlyAfter(Math.max(nanos, freeAt - lan.now()), task);
  }

  /** Runs a task after exactly that time, unless the process stalls or ends. */
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
