package org.holdfast.agent.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.holdfast.health.PoolConfig;
import org.holdfast.health.ServerConfig;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceTerms;
import org.holdfast.net.Family;
import org.holdfast.vrrp.NotifyCommand;
import org.jspecify.annotations.Nullable;

/**
 * A virtual server: one or more IPVS services of the kernel with the same real servers, and the
 * quorum that decides which servers receive traffic.
 *
 * @param keys the addresses and firewall marks of the file; at least one, without duplicates, all
 *     of one address family
 * @param instance the VRRP instance whose transitions add, verify and remove the services; null if
 *     the virtual server serves as long as the agent runs
 * @param haSuspend whether checks pause while none of the addresses is on this host; false if there
 *     are only firewall marks
 * @param quorum the required sum of weights; 1 or more
 * @param hysteresis how far the sum must be above the quorum to regain it, or below to lose it;
 *     less than {@code quorum}
 * @param realServers the real servers, with unique names
 * @param sorryServer null if there is no sorry server
 * @param snmpName the name in SNMP; null for {@code name}
 * @param listsAddresses whether the addresses are written as a list, so that one firewall mark may
 *     stand for all of them
 * @param mark the firewall mark of the one service that stands for all of them, see {@link
 *     ServiceMarks}; 0 if each is a service of its own
 */
public record VirtualServerConfig(
    String name,
    List<ServiceKey> keys,
    ServiceTerms terms,
    @Nullable String instance,
    Standby standby,
    boolean haSuspend,
    int quorum,
    int hysteresis,
    List<RealServer> realServers,
    @Nullable SorryServer sorryServer,
    PoolNotify notifications,
    @Nullable String snmpName,
    boolean listsAddresses,
    int mark) {

  public VirtualServerConfig {
    keys = List.copyOf(keys);
    realServers = List.copyOf(realServers);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("no keys (expected: 1 or more)");
    }
  }

  /** Returns the part that the health checks need, as a new record. */
  public PoolConfig pool() {
    var healths = new ArrayList<ServerConfig>(realServers.size());
    realServers.forEach(server -> healths.add(server.health()));
    return new PoolConfig(
        name,
        healths,
        quorum,
        hysteresis,
        sorryServer != null,
        sorryServer != null && sorryServer.inhibit());
  }

  /** Returns a copy that serves as long as the agent runs. */
  VirtualServerConfig withoutInstance() {
    return new VirtualServerConfig(
        name,
        keys,
        terms,
        null,
        standby,
        haSuspend,
        quorum,
        hysteresis,
        realServers,
        sorryServer,
        notifications,
        snmpName,
        listsAddresses,
        mark);
  }

  VirtualServerConfig withMark(int other) {
    return other == mark
        ? this
        : new VirtualServerConfig(
            name,
            keys,
            terms,
            instance,
            standby,
            haSuspend,
            quorum,
            hysteresis,
            realServers,
            sorryServer,
            notifications,
            snmpName,
            listsAddresses,
            other);
  }

  /** Returns the services of the kernel's table: {@link #keys}, or the one with {@link #mark}. */
  public List<ServiceKey> services() {
    return mark == 0 ? keys : List.of(new ServiceKey.Mark(mark, family()));
  }

  /** Returns the destinations of packets that get {@link #mark}; none if it is 0. */
  public List<ServiceKey.Address> markedAddresses() {
    return mark == 0
        ? List.of()
        : keys.stream()
            .filter(ServiceKey.Address.class::isInstance)
            .map(ServiceKey.Address.class::cast)
            .toList();
  }

  /** Returns the real server of that name, or null if there is none. Searches linearly. */
  public @Nullable RealServer realServer(String name) {
    for (var server : realServers) {
      if (server.name().equals(name)) {
        return server;
      }
    }
    return null;
  }

  /**
   * Like {@link #realServer}, for callers that look up every server of a pool: takes no memory, and
   * finds the server at once unless a reload has just moved it.
   *
   * @param index where the server stands unless it has been moved; the search begins there
   */
  public @Nullable RealServer realServerNear(int index, String name) {
    for (int distance = 0; index - distance >= 0 || index + distance < size(); distance++) {
      if (isAt(index - distance, name)) {
        return realServers.get(index - distance);
      }
      if (isAt(index + distance, name)) {
        return realServers.get(index + distance);
      }
    }
    return null;
  }

  private int size() {
    return realServers.size();
  }

  private boolean isAt(int index, String name) {
    return index >= 0 && index < size() && realServers.get(index).name().equals(name);
  }

  /** Returns the destinations of the real servers and of the sorry server. */
  public Stream<Destination> destinations() {
    return Stream.concat(
        realServers.stream().map(RealServer::destination),
        Stream.ofNullable(sorryServer).map(SorryServer::destination));
  }

  /** Whether it has several addresses or firewall marks: a group, in keepalived's words. */
  public boolean isGroup() {
    return keys.size() > 1;
  }

  /**
   * Returns the name that keepalived's forms have for a group: {@code web} for {@code web/tcp} or
   * {@code web/tcp-ipv6}, because names of virtual servers of a keepalived.conf are made from the
   * group's name, the protocol and what makes them unique.
   */
  public String groupName() {
    if (keys.getFirst() instanceof ServiceKey.Address first) {
      int slash = name.lastIndexOf('/');
      var protocol = first.protocol().name().toLowerCase(Locale.ROOT);
      var end = name.substring(slash + 1);
      return slash > 0 && (end.equals(protocol) || end.startsWith(protocol + "-"))
          ? name.substring(0, slash)
          : name;
    }
    return name;
  }

  /** Returns the address family of the clients' packets. */
  public Family family() {
    return keys.getFirst().family();
  }

  /** The state of a director's IPVS services while its instance is not master. */
  public enum Standby {
    /**
     * The services and servers are in the kernel's table, as on the master and as in keepalived, so
     * they are ready before a takeover.
     */
    WARM,
    /** The kernel's table has none of the services. */
    COLD
  }

  /**
   * A real server: its health checks, its destination in the kernel's table and its notify
   * commands.
   *
   * @param health its name, its weight and its checks
   * @param destination with the configured weight; port 0 stands for the port of each service
   * @param notifyUp null if there is no command; likewise {@code notifyDown}
   * @param mailed whether the server's changes are mailed; null if the general setting decides
   * @param snmpName the name in SNMP; null for the server's name
   */
  public record RealServer(
      ServerConfig health,
      Destination destination,
      @Nullable NotifyCommand notifyUp,
      @Nullable NotifyCommand notifyDown,
      @Nullable Boolean mailed,
      @Nullable String snmpName) {

    /** Returns the server's name, unique in its virtual server: {@code 10.0.0.1:80}. */
    public String name() {
      return health.name();
    }
  }

  /**
   * The server that receives the traffic while the quorum is lost.
   *
   * @param destination with weight 1; port 0 stands for the port of each service
   * @param inhibit whether it stays in the table with weight 0 while it is not needed
   */
  public record SorryServer(Destination destination, boolean inhibit) {}

  /**
   * The commands that run when a pool gains or loses its quorum.
   *
   * @param quorumUp null if there is no command; likewise {@code quorumDown}
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
