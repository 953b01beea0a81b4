package org.holdfast.vrrp.io;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks and keeps a failing task from harming the others. */
final class Guarded {

  private static final Logger log = LoggerFactory.getLogger(Guarded.class);

  private Guarded() {}

  /**
   * Runs a task and logs its failure. A refusal or a lost reply fails one task only, and the next
   * comparison with the kernel repairs what it left. An Error is treated the same, because the
   * other tasks of the loop have to run.
   *
   * @param what names the task for the log, such as {@code Verifying addresses}
   */
  static void run(String what, Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) {
      log.error("{} failed", what, failure);
    }
  }
}
