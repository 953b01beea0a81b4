package org.holdfast.health;

import java.time.Duration;
import java.util.List;

/**
 * A server of a pool as health sees it: what it is worth and what it must pass.
 *
 * @param name unique in its pool: {@code 10.0.0.1:80}
 * @param weight 0 or more
 * @param tier 0 serves first; the next serves while this one has lost its quorum
 * @param inhibitOnFailure whether a failed server stays in the table with weight 0 (keepalived's
 *     inhibit_on_failure)
 * @param checks all must pass
 * @param slowStart over which the weight grows from 1 after a recovery; zero for at once
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
   * A check of this server's.
   *
   * @param startDown whether the server is down until this check has passed (keepalived's alpha);
   *     otherwise it is up until it fails
   */
  public record Use(CheckSpec spec, boolean startDown) {}

  /**
   * How a server that fails again and again is kept out: after a failure it stays down for {@code
   * first}, then twice as long each time, up to {@code most}; forgotten when it has been up for as
   * long as the last time it was kept out, {@code first} at the least.
   *
   * @param first zero for no damping
   */
  public record Damping(Duration first, Duration most) {
    public static final Damping NONE = new Damping(Duration.ZERO, Duration.ZERO);
  }
}
