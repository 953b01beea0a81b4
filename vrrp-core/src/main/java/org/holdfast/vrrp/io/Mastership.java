package org.holdfast.vrrp.io;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether an instance is master at this moment, which decides whether it may announce its
 * addresses. The election loop sets it as soon as it decides; the kernel loop, which may be behind
 * with its requests, reads it before each announcement.
 */
final class Mastership {

  private volatile boolean held;
  private final AtomicBoolean announcementRequested = new AtomicBoolean();

  /** Called on the election loop. */
  void begin() {
    held = true;
  }

  /** Called on the election loop. */
  void end() {
    held = false;
  }

  /** May be called from any thread. */
  boolean isHeld() {
    return held;
  }

  /**
   * Requests an announcement; returns whether a task has to be queued, which is not so while an
   * earlier one is waiting.
   */
  boolean requestAnnouncement() {
    return announcementRequested.compareAndSet(false, true);
  }

  /** Called when that task runs. */
  void announcementStarts() {
    announcementRequested.set(false);
  }
}
