package org.holdfast.agent.snmp.mib;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.VirtualServerConfig.RealServer;
import org.holdfast.health.CheckTiming;
import org.holdfast.health.ServerConfig;
import org.jspecify.annotations.Nullable;

/**
 * The timing of the first check of a server, in the columns of KEEPALIVED-MIB. Here each check has
 * its own timing; keepalived shows the server's, which its checks may change.
 *
 * @param timing null without a check
 */
record CheckFacts(@Nullable CheckTiming timing) {

  static final CheckFacts NONE = new CheckFacts(null);

  private static final String DOWN = "down";
  private static final String UP = "up";

  /** Returns the timing of the first check of the first server that has one. */
  static CheckFacts ofFirst(List<RealServer> servers) {
    for (var server : servers) {
      var checks = server.health().checks();
      if (!checks.isEmpty()) {
        return new CheckFacts(checks.getFirst().spec().timing());
      }
    }
    return NONE;
  }

  /** Whether the server is down until its checks have passed. */
  static boolean isAlpha(RealServer server) {
    return server.health().checks().stream().anyMatch(ServerConfig.Use::startDown);
  }

  /**
   * Returns how many checks of the server have failed, or must still pass for the first time.
   *
   * @param states the checks' states by their words
   */
  static int failed(RealServer server, Map<String, String> states) {
    int failed = 0;
    for (var use : server.health().checks()) {
      var state = states.get(use.spec().probe().words());
      if (DOWN.equals(state) || (use.startDown() && !UP.equals(state))) {
        failed++;
      }
    }
    return failed;
  }

  /**
   * Adds interval, retries, retry delay and warm-up, in seconds, and in microseconds interval,
   * retry delay, warm-up and time-out.
   */
  void addTo(Row row, int... columns) {
    var zero = Duration.ZERO;
    row.gauge(columns[0], (timing == null ? zero : timing.interval()).toSeconds())
        .gauge(columns[1], timing == null ? 0 : timing.retries())
        .gauge(columns[2], (timing == null ? zero : timing.retryDelay()).toSeconds())
        .gauge(columns[3], (timing == null ? zero : timing.warmup()).toSeconds())
        .gauge(columns[4], micros(timing == null ? zero : timing.interval()))
        .gauge(columns[5], micros(timing == null ? zero : timing.retryDelay()))
        .gauge(columns[6], micros(timing == null ? zero : timing.warmup()))
        .gauge(columns[7], micros(timing == null ? zero : timing.timeout()));
  }

  private static long micros(Duration span) {
    return Math.min(0xFFFF_FFFFL, span.toNanos() / 1000);
  }
}
