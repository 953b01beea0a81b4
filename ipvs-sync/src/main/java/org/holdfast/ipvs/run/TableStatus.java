package org.holdfast.ipvs.run;

import java.util.List;
import org.holdfast.ipvs.SyncDaemonStatus;

/**
 * The table as it is wanted and as it is.
 *
 * @param services ours
 * @param foreignServices how many others the table had when it was last listed
 * @param daemons that run, as last read
 * @param repairs how often a service was found changed by somebody else and put right
 * @param refusals commands that the kernel would not do
 * @param lastError why the table could not be read or written; empty when all is well
 * @param daemonError why connection synchronisation does not run as it is wanted; empty when it
 *     does
 */
public record TableStatus(
    List<ServiceReport> services,
    int foreignServices,
    List<SyncDaemonStatus> daemons,
    long repairs,
    long refusals,
    String lastError,
    String daemonError) {

  public TableStatus {
    services = List.copyOf(services);
    daemons = List.copyOf(daemons);
  }

  /** What the kernel refused of the services themselves, a line each. */
  public List<String> refusedServices() {
    return services.stream().flatMap(service -> service.refusal().stream()).toList();
  }
}
