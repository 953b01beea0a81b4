package org.holdfast.agent.config;

/**
 * The files that the agent writes in keepalived's own forms when a signal asks for them.
 *
 * @param data the absolute path for the state as text, written on SIGUSR1
 * @param statistics the absolute path for the counters, written on SIGUSR2
 * @param json the absolute path for the state as JSON, written on SIGRTMIN+2
 * @param jsonVersion 1 for an array of instances, 2 for an object that has the array and the
 *     tracked processes
 */
public record DumpConfig(String data, String statistics, String json, int jsonVersion) {

  /** The paths and the form that keepalived uses unless it is told otherwise. */
  public static final DumpConfig DEFAULT =
      new DumpConfig("/tmp/keepalived.data", "/tmp/keepalived.stats", "/tmp/keepalived.json", 1);
}
