package org.holdfast.vrrp.io;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks of which one may fail without harm to the others. */
final class Guarded {

  private static final Logger log = LoggerFactory.getLogger(Guarded.class);

  private Guarded() {}

  /**
   * Runs a task and logs its failure. A refusal or a lost reply is one task's failure, and the next
   * comparison with the kernel mends what it left. So is an Error: the other tasks of the loop must
   * be done.
   *
   * @param what the task in words, such as {@code verify addresses}
   */
  static void run(String what, Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) {
      log.error("{} failed", what, failure);
    }
  }
}
