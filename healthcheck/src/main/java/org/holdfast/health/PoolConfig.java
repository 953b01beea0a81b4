package org.holdfast.health;

import java.util.List;

/**
 * The servers of one virtual server, and the conditions under which they suffice.
 *
 * @param name the virtual server's name
 * @param quorum the required sum of weights; 1 or more
 * @param hysteresis how far the sum must be above the quorum to regain it, or below to lose it;
 *     less than {@code quorum}
 * @param sorryServer whether there is a sorry server, which serves when the quorum is lost
 * @param sorryInhibit whether the sorry server stays in the table with weight 0 while it is not
 *     needed
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
