package org.holdfast.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.net.IpAddress;

/** Servers, checks and results for tests: servers are named s0, s1, and each has its own checks. */
final class Servers {

  static final long SECOND = Duration.ofSeconds(1).toNanos();

  static final CheckTiming TIMING =
      new CheckTiming(
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          0,
          Duration.ofSeconds(1),
          1,
          null,
          Duration.ZERO,
          0);

  static final ProbeResult PASSED = ProbeResult.Passed.saying("connected");
  static final ProbeResult REFUSED = new ProbeResult.Failed(Failure.REFUSED, "connection refused");

  private Servers() {}

  static ProbeResult passed(Advice advice) {
    return new ProbeResult.Passed("answered", advice);
  }

  static CheckSpec check(int server, int check) {
    var address = IpAddress.of("10.0.0." + server);
    return new CheckSpec(new Probe.Tcp(Target.of(address, 80 + check)), TIMING);
  }

  /** Servers with one check each and default settings. */
  static List<ServerConfig> weighing(int... weights) {
    var servers = new ArrayList<ServerConfig>();
    for (int weight : weights) {
      servers.add(new Changes(servers.size()).weight(weight).server());
    }
    return servers;
  }

  static PoolConfig pool(List<ServerConfig> servers, int quorum, int hysteresis, Sorry sorry) {
    return new PoolConfig(
        "web", servers, quorum, hysteresis, sorry != Sorry.NONE, sorry == Sorry.INHIBIT);
  }

  /** Adds a sorry server. */
  enum Sorry {
    NONE,
    SORRY,
    INHIBIT
  }

  /**
   * The properties in which a server differs from one with weight 1 and a single check that need
   * not pass first.
   */
  static final class Changes {
    private final int server;
    private int weight = 1;
    private int tier;
    private boolean inhibit;
    private int checks = 1;
    private boolean startDown;
    private Duration slowStart = Duration.ZERO;
    private ServerConfig.Damping damping = ServerConfig.Damping.NONE;

    Changes(int server) {
      this.server = server;
    }

    Changes weight(int next) {
      weight = next;
      return this;
    }

    Changes tier(int next) {
      tier = next;
      return this;
    }

    Changes inhibit(boolean next) {
      inhibit = next;
      return this;
    }

    Changes checks(int next) {
      checks = next;
      return this;
    }

    Changes startDown(boolean next) {
      startDown = next;
      return this;
    }

    Changes slowStart(Duration next) {
      slowStart = next;
      return this;
    }

    Changes damping(int firstSeconds, int mostSeconds) {
      damping =
          new ServerConfig.Damping(
              Duration.ofSeconds(firstSeconds), Duration.ofSeconds(mostSeconds));
      return this;
    }

    ServerConfig server() {
      var uses = new ArrayList<ServerConfig.Use>();
      for (int i = 0; i < checks; i++) {
        uses.add(new ServerConfig.Use(check(server, i), startDown));
      }
      return new ServerConfig("s" + server, weight, tier, inhibit, uses, slowStart, damping);
    }
  }
}
