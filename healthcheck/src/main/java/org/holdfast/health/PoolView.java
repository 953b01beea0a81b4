package org.holdfast.health;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table entries that a pool wants, and why.
 *
 * @param quorum whether the sum of weights suffices
 * @param sum the weights of the servers that are up in the serving tier; in the first tier while
 *     none serves
 * @param tier the serving tier; {@link #NO_TIER} while the sorry server serves
 * @param sorryServer null when there is none
 * @param changedAt when the quorum, or whether the sorry server serves, last changed
 */
public record PoolView(
    String name,
    boolean quorum,
    long sum,
    int tier,
    List<Server> servers,
    @Nullable Place sorryServer,
    long changedAt) {

  /** No tier serves. */
  public static final int NO_TIER = -1;

  public PoolView {
    servers = List.copyOf(servers);
  }

  /** Returns how many servers are up, in all tiers. */
  public int serversUp() {
    return Math.toIntExact(servers.stream().filter(Server::up).count());
  }

  /** Whether there is a sorry server and it serves. */
  public boolean sorryServes() {
    return sorryServer != null && tier == NO_TIER;
  }

  /**
   * The place of a server in the table.
   *
   * @param inTable whether the server belongs in the table
   * @param weight its weight there, 0 or more
   */
  public record Place(boolean inTable, int weight) {}

  /**
   * A server and its state.
   *
   * @param up whether its checks pass and nothing else keeps it out
   * @param changedAt when {@code up} last changed
   * @param why in words: the failed checks, the reasons that keep the server out, and those that
   *     change its weight; empty when there is nothing to report
   */
  public record Server(String name, boolean up, long changedAt, Place place, String why) {}
}
