package org.holdfast.health;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pool wants of the table, and why.
 *
 * @param quorum whether the sum of weights is enough
 * @param sum of the weights of the servers that are up in the tier that serves, of the first tier
 *     while none does
 * @param tier the one that serves; {@link #NO_TIER} while the sorry server does
 * @param sorryServer null when there is none
 */
public record PoolView(
    String name,
    boolean quorum,
    long sum,
    int tier,
    List<Server> servers,
    @Nullable Place sorryServer) {

  /** No tier's servers serve. */
  public static final int NO_TIER = -1;

  public PoolView {
    servers = List.copyOf(servers);
  }

  /**
   * Where a server belongs.
   *
   * @param inTable whether it belongs into the table
   * @param weight with which, 0 or more
   */
  public record Place(boolean inTable, int weight) {}

  /**
   * A server and what is believed of it.
   *
   * @param up whether its checks pass and nothing keeps it out
   * @param sinceNanos when {@code up} became so
   * @param why in words: what failed, what keeps it out, what moves its weight; empty for nothing
   *     to say
   */
  public record Server(String name, boolean up, long sinceNanos, Place place, String why) {}
}
