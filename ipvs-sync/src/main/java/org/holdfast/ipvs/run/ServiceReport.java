package org.holdfast.ipvs.run;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceTerms;
import org.holdfast.ipvs.Traffic;
import org.holdfast.ipvs.plan.Differences;

/**
 * One of our services: its wanted state and its state in the kernel's table.
 *
 * @param desired empty while it is being withdrawn
 * @param actual empty when it is not in the table
 * @param traffic as last read, within the last two seconds
 * @param servers the wanted ones, then those that are only in the table
 * @param lastError why the kernel refused the service; empty when the kernel did not
 * @param repairs how often a change by another program was undone
 * @param missingSince the instant of the keeper's clock since which the table has lacked the wanted
 *     service; there exactly while the service is wanted and not in the table
 */
public record ServiceReport(
    ServiceKey key,
    Optional<ServiceTerms> desired,
    Optional<ServiceTerms> actual,
    Traffic traffic,
    List<ServerReport> servers,
    String lastError,
    long repairs,
    OptionalLong missingSince) {

  public ServiceReport {
    servers = List.copyOf(servers);
    if (missingSince.isPresent() != (desired.isPresent() && actual.isEmpty())) {
      throw new IllegalArgumentException(
          key.words() + " is missing since: " + missingSince + " (expected: if it is missing)");
    }
  }

  /**
   * The kernel's refusal that concerns the service itself, in words: the service, the entry that
   * the kernel has in its place, and the kernel's reason. Empty when the service is in the wanted
   * state.
   */
  public Optional<String> refusal() {
    if (lastError.isEmpty() || desired.isEmpty()) {
      return Optional.empty();
    }
    var kept =
        actual
            .map(there -> String.join(", ", Differences.between(desired.get(), there)))
            .orElse("it is not in the table");
    return Optional.of(
        key.words() + " is not as configured: " + (kept.isEmpty() ? "" : kept + "; ") + lastError);
  }
}
