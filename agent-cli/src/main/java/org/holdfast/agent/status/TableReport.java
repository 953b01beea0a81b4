package org.holdfast.agent.status;

import java.util.List;

/**
 * The kernel's IPVS table as a whole.
 *
 * @param foreignServices how many services are not ours
 * @param syncDaemons such as {@code master eth0 id 51}
 * @param repairs how often a service was found changed by somebody else and put right
 * @param refusals commands that the kernel would not do
 * @param error why the table could not be read or written; empty when all is well
 * @param daemonError why connection synchronisation does not run as configured; empty when it does
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
