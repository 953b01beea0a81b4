package org.holdfast.agent.status;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's IPVS table as a whole.
 *
 * @param foreignServices number of services that do not belong to the agent
 * @param foreign the first ten of them, such as {@code TCP 203.0.113.10:80}
 * @param syncDaemons the sync daemons, such as {@code master eth0 id 51}
 * @param repairs number of services that another program changed and the agent restored
 * @param refusals number of commands that the kernel refused
 * @param reason {@code no_ip_vs} if the kernel has no IPVS, {@code failed} for any other error;
 *     null if there was no error
 * @param error the reason why the table could not be read or written; empty if there was no error
 * @param daemonError the reason why connection synchronisation does not run as configured; empty if
 *     it does
 * @param markError the reason why packets may lack the firewall marks of services; empty if they
 *     have them
 */
public record TableReport(
    int foreignServices,
    List<String> foreign,
    List<String> syncDaemons,
    long repairs,
    long refusals,
    @Nullable String reason,
    String error,
    String daemonError,
    String markError) {

  public TableReport {
    foreign = List.copyOf(foreign);
    syncDaemons = List.copyOf(syncDaemons);
  }

  /**
   * Returns why the table is not kept, with the way out if it is known; empty if there was no
   * error.
   */
  public String trouble() {
    return "no_ip_vs".equals(reason)
        ? "the kernel has no ip_vs (load it with: modprobe ip_vs)"
        : error;
  }
}
