package org.holdfast.health;

import java.time.Duration;
import java.util.List;

/**
 * A server of a pool: its weight and its checks.
 *
 * @param name unique in its pool: {@code 10.0.0.1:80}
 * @param weight 0 or more
 * @param tier tier 0 serves first; a later tier serves when all earlier ones have lost their quorum
 * @param inhibitOnFailure whether a failed server stays in the table with weight 0 (keepalived's
 *     inhibit_on_failure)
 * @param checks all must pass
 * @param slowStart the time over which the weight grows from 1 after a recovery; zero for none
 */
public record ServerConfig(
    String name,
    int weight,
    int tier,
    boolean inhibitOnFailure,
    List<Use> checks,
    Duration slowStart,
    Damping damping) {

  public ServerConfig {
    checks = List.copyOf(checks);
  }

  /**
   * A check of this server.
   *
   * @param startDown whether the server is down until this check has passed (keepalived's alpha);
   *     otherwise it is up until the check fails
   */
  public record Use(CheckSpec spec, boolean startDown) {}

  /**
   * How a server that fails repeatedly is kept out of the table: after a failure it stays down for
   * {@code first}, then twice as long each time, up to {@code most}. The last time is forgotten
   * when the server has been up for as long, and at least for {@code first}.
   *
   * @param first zero for no damping
   */
  public record Damping(Duration first, Duration most) {
    public static final Damping NONE = new Damping(Duration.ZERO, Duration.ZERO);
  }
}
