package org.holdfast.agent.config;

import java.util.List;
import org.holdfast.health.PoolConfig;
import org.holdfast.health.PoolView;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceTerms;
import org.holdfast.net.Family;
import org.holdfast.vrrp.NotifyCommand;
import org.jspecify.annotations.Nullable;

/**
 * A virtual server: one or more services of the kernel's with the same servers, and the pool that
 * decides which of them serve.
 *
 * @param keys one at least, each once, all of one family
 * @param instance the VRRP instance whose transitions push, verify and withdraw the services; null
 *     to serve as long as the agent runs
 * @param haSuspend whether checks pause while none of the addresses is on this host; not with marks
 *     alone
 * @param realServers in the order of {@code pool.servers()}, one each
 * @param sorryServer null exactly when the pool has none
 */
public record VirtualServerConfig(
    String name,
    List<ServiceKey> keys,
    ServiceTerms terms,
    @Nullable String instance,
    Standby standby,
    boolean haSuspend,
    PoolConfig pool,
    List<RealServer> realServers,
    @Nullable RealServer sorryServer,
    PoolNotify notifications) {

  public VirtualServerConfig {
    keys = List.copyOf(keys);
    realServers = List.copyOf(realServers);
    if (keys.isEmpty() || realServers.size() != pool.servers().size()) {
      throw new IllegalArgumentException(
          "keys: " + keys.size() + " (expected: 1 or more), servers: " + realServers.size());
    }
  }

  /**
   * Whether {@code view} is one of a pool with these very servers in this order. In the middle of a
   * reload the two may be of different configurations.
   */
  public boolean isOf(PoolView view) {
    var servers = pool.servers();
    if (!view.name().equals(name) || view.servers().size() != servers.size()) {
      return false;
    }
    for (int i = 0; i < servers.size(); i++) {
      if (!view.servers().get(i).name().equals(servers.get(i).name())) {
        return false;
      }
    }
    return true;
  }

  /** Of the clients' packets. */
  public Family family() {
    return keys.getFirst().family();
  }

  /** What a director has in its table while its instance is not master. */
  public enum Standby {
    /** The same as the master's, as with keepalived: a takeover finds it there. */
    WARM,
    /** Nothing. */
    COLD
  }

  /**
   * A server as the kernel's table and the operator's commands know it. Its checks and its name
   * stand in the pool.
   *
   * @param destination with the configured weight; port 0 for that of each service
   * @param notifyUp null for none, as {@code notifyDown}
   * @param mailed whether mail tells when the server comes up or goes down; null where the general
   *     setting decides
   */
  public record RealServer(
      Destination destination,
      @Nullable NotifyCommand notifyUp,
      @Nullable NotifyCommand notifyDown,
      @Nullable Boolean mailed) {

    /** What belongs into the table below {@code key}. */
    public Destination under(ServiceKey key) {
      int port =
          switch (key) {
            case ServiceKey.Address service when destination.port() == 0 -> service.port();
            case ServiceKey.Address _, ServiceKey.Mark _ -> destination.port();
          };
      return new Destination(
          destination.address(),
          port,
          destination.forwarding(),
          destination.weight(),
          destination.upperThreshold(),
          destination.lowerThreshold());
    }
  }

  /**
   * The commands that a pool's turns run.
   *
   * @param quorumUp null for none, as {@code quorumDown}
   * @param onStop whether the down commands, the servers' too, run when the agent stops
   *     (keepalived's omega)
   * @param mailed whether mail tells when the quorum is gained or lost; null where the general
   *     setting decides
   */
  public record PoolNotify(
      @Nullable NotifyCommand quorumUp,
      @Nullable NotifyCommand quorumDown,
      boolean onStop,
      @Nullable Boolean mailed) {

    public static final PoolNotify NONE = new PoolNotify(null, null, false, null);
  }
}
