package org.holdfast.ipvs.run;

import java.util.List;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.SyncDaemonStatus;

/**
 * The wanted and the actual table.
 *
 * @param services our services
 * @param foreignServices how many other services the table had when it was last listed
 * @param foreign the first few of them
 * @param daemons the running daemons, as last read
 * @param repairs how often a change of a service by another program was undone
 * @param refusals the number of commands that the kernel refused
 * @param lastError why the table could not be read or written; empty when all is well
 * @param daemonError why connection synchronisation is not in the wanted state; empty when it is
 * @param markError why packets may lack the firewall marks of services; empty when all is well
 */
public record TableStatus(
    List<ServiceReport> services,
    int foreignServices,
    List<ServiceKey> foreign,
    List<SyncDaemonStatus> daemons,
    long repairs,
    long refusals,
    String lastError,
    String daemonError,
    String markError) {

  public TableStatus {
    services = List.copyOf(services);
    foreign = List.copyOf(foreign);
    daemons = List.copyOf(daemons);
  }

  /** The refusals that concern whole services, one line each. */
  public List<String> refusedServices() {
    return services.stream().flatMap(service -> service.refusal().stream()).toList();
  }
}
