package org.holdfast.health.script;

import org.holdfast.health.ScriptOutcome;

/** A program started by a {@link ScriptLoop}. Confined to the loop's thread. */
public interface ScriptRun {

  /**
   * Ends the program and its whole group: SIGTERM now, SIGKILL after two seconds. May be called
   * again.
   */
  void stop();

  /**
   * Receives the outcome of a run on the loop's thread. Each method is called once, in this order.
   */
  interface Listener {

    /**
     * Called when the outcome is known: the program ended, could not be started, or timed out. A
     * timeout is reported at that moment and not when the program has ended.
     *
     * @param output the end of its output so far
     */
    void outcome(ScriptOutcome outcome, String output);

    /**
     * Called when the program has been reaped. Processes that it left in other sessions are not
     * waited for.
     */
    void ended();
  }
}
