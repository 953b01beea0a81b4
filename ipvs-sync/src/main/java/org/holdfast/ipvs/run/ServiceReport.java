package org.holdfast.ipvs.run;

import java.util.List;
import java.util.Optional;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceTerms;
import org.holdfast.ipvs.Traffic;

/**
 * A service of ours as it is wanted and as it stands in the kernel's table.
 *
 * @param desired empty while it is being withdrawn
 * @param actual empty when it is not in the table
 * @param traffic as last read, within two seconds
 * @param servers those that are wanted, then those that are only there
 * @param lastError why the kernel refused it; empty when it did not
 * @param repairs how often somebody else's change was undone
 */
public record ServiceReport(
    ServiceKey key,
    Optional<ServiceTerms> desired,
    Optional<ServiceTerms> actual,
    Traffic traffic,
    List<ServerReport> servers,
    String lastError,
    long repairs) {

  public ServiceReport {
    servers = List.copyOf(servers);
  }
}
