package org.holdfast.agent.status;

import java.util.List;

/**
 * The kernel's IPVS table as a whole.
 *
 * @param foreignServices number of services that do not belong to the agent
 * @param syncDaemons the sync daemons, such as {@code master eth0 id 51}
 * @param repairs number of services that another program changed and the agent restored
 * @param refusals number of commands that the kernel refused
 * @param error the reason why the table could not be read or written; empty if there was no error
 * @param daemonError the reason why connection synchronisation does not run as configured; empty if
 *     it does
 */
public record TableReport(
    int foreignServices,
    List<String> syncDaemons,
    long repairs,
    long refusals,
    String error,
    String daemonError) {

  public TableReport {
    syncDaemons = List.copyOf(syncDaemons);
  }
}
