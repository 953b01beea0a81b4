package org.holdfast.health;

import java.util.List;

/**
 * The servers of one virtual server and when they are enough.
 *
 * @param name the virtual server's
 * @param quorum the sum of weights needed; 1 or more
 * @param hysteresis by how much the sum must be above to be enough again, or below to be too
 *     little; less than {@code quorum}
 * @param sorryServer whether there is a server of last resort, for when the quorum is lost
 * @param sorryInhibit whether it stays in the table with weight 0 while it is not needed
 */
public record PoolConfig(
    String name,
    List<ServerConfig> servers,
    int quorum,
    int hysteresis,
    boolean sorryServer,
    boolean sorryInhibit) {

  public PoolConfig {
    servers = List.copyOf(servers);
    if (quorum < 1 || hysteresis < 0 || hysteresis >= quorum) {
      throw new IllegalArgumentException(
          "quorum: " + quorum + ", hysteresis: " + hysteresis + " (expected: less than quorum)");
    }
  }
}
