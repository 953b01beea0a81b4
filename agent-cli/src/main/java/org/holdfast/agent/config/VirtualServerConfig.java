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
 * @param keys at least one, each once, all of one family
 * @param instance the VRRP instance whose transitions add, verify and remove the services; null if
 *     the virtual server serves as long as the agent runs
 * @param haSuspend whether checks pause while none of the addresses is on this host; false if there
 *     are only firewall marks
 * @param realServers one for each of {@code pool.servers()}, in the same order
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
   * Whether {@code view} belongs to a pool with exactly these servers in this order. During a
   * reload the two may belong to different configurations.
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

  /** The address family of the clients' packets. */
  public Family family() {
    return keys.getFirst().family();
  }

  /** What a director has in the kernel's table while its instance is not master. */
  public enum Standby {
    /** The same as a master has, as in keepalived: it is in place before a takeover. */
    WARM,
    /** Nothing. */
    COLD
  }

  /**
   * A server as the kernel's table and the operator's commands know it. The pool has its checks and
   * its name.
   *
   * @param destination with the configured weight; port 0 stands for the port of each service
   * @param notifyUp null for none; so is {@code notifyDown}
   * @param mailed whether the server's changes are mailed; null if the general setting decides
   */
  public record RealServer(
      Destination destination,
      @Nullable NotifyCommand notifyUp,
      @Nullable NotifyCommand notifyDown,
      @Nullable Boolean mailed) {

    /** The destination as it belongs in the service {@code key} of the kernel's table. */
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
   * The commands that run when a pool gains or loses its quorum.
   *
   * @param quorumUp null for none; so is {@code quorumDown}
   * @param onStop whether {@code quorumDown} and the servers' down commands run when the agent
   *     stops (keepalived's omega)
   * @param mailed whether the gain and the loss of the quorum are mailed; null if the general
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
