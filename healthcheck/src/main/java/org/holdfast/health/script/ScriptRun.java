package org.holdfast.health.script;

import org.holdfast.health.Outcome;

/** A program that was started by a {@link ScriptLoop}. Only for the loop's thread. */
public interface ScriptRun {

  /** Ends it and all of its group: SIGTERM now, SIGKILL after two seconds. Again is harmless. */
  void stop();

  /** Is told, on the loop's thread, what came of a run. Each is called once, in this order. */
  interface Listener {

    /**
     * The outcome stands: it ended or was started in vain; or its time is up, when it is told that
     * moment and not when the program gives in.
     *
     * @param output the end of what it has written so far
     */
    void told(Outcome outcome, String output);

    /** It has been reaped. What it left behind in other sessions is its own affair. */
    void ended();
  }
}
