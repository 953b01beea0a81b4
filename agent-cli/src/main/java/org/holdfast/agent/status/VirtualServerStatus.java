package org.holdfast.agent.status;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The agent's view of a virtual server together with the kernel's table. Plain values. Spans are in
 * seconds before the snapshot.
 *
 * @param state {@code up}: the quorum is reached; {@code sorry}: it is not, and the sorry server
 *     serves; {@code down}: it is not; {@code standby}: the kernel's table is to have none of the
 *     services, because the instance is not master; {@code not_served}: the table lacks all of the
 *     services although it should have them
 * @param since the time of the last change of state, see {@link
 *     org.holdfast.time.ClockTime#of(java.time.Instant)}; for {@code standby}, that of the last
 *     transition of its instance; for {@code not_served}, the time since which the table has lacked
 *     all of the services
 * @param forSeconds the time since then
 * @param services the services, such as {@code TCP 203.0.113.10:80}
 * @param refusals the changes to these services that the kernel refused, with the reasons, one line
 *     each
 * @param protocol TCP, UDP, SCTP or FWM; several are joined by a slash
 * @param forwarding nat, dr, tunnel, gue or gre; {@code mixed} if the servers differ
 * @param scheduler the configured scheduler
 * @param flags the flags of the scheduler and of the service, in snake_case
 * @param persistenceSeconds how long a client stays with its server; 0 for no persistence
 * @param persistenceEngine such as sip; null for none
 * @param instance the VRRP instance that the virtual server follows; null for none
 * @param standby warm or cold
 * @param quorum whether the servers that are up reach the quorum
 * @param weight the sum of the weights of the servers that are up
 * @param needed the sum that the quorum needs
 * @param tier the serving tier; null while the sorry server serves
 * @param serversUp the number of servers that are up
 * @param traffic the sum over the kernel's entries of all servers; null if the table has none
 * @param sorryServer the sorry server; null for none
 */
public record VirtualServerStatus(
    String name,
    String state,
    String since,
    double forSeconds,
    List<String> services,
    List<String> refusals,
    String protocol,
    String forwarding,
    String scheduler,
    List<String> flags,
    long persistenceSeconds,
    @Nullable String persistenceEngine,
    @Nullable String instance,
    String standby,
    boolean quorum,
    long weight,
    long needed,
    @Nullable Integer tier,
    int serversUp,
    @Nullable TrafficStatus traffic,
    List<ServerStatus> servers,
    @Nullable ServerStatus sorryServer) {

  public VirtualServerStatus {
    services = List.copyOf(services);
    refusals = List.copyOf(refusals);
    flags = List.copyOf(flags);
    servers = MadeList.copyOf(servers);
  }

  /** Returns the servers, and behind them the sorry server if there is one. */
  public List<ServerStatus> withSorryServer() {
    return Stream.concat(servers.stream(), Stream.ofNullable(sorryServer)).toList();
  }

  /**
   * A server of a virtual server.
   *
   * @param service the name of the virtual server, so that a list of servers is complete in itself
   * @param state up or down; for a sorry server, which is never checked, serving or idle
   * @param since the time of the last change of state, see {@link
   *     org.holdfast.time.ClockTime#of(java.time.Instant)}; null for the sorry server
   * @param forSeconds the time in this state; null for the sorry server
   * @param reason why the server is down: the {@link org.holdfast.health.Failure#code} of the
   *     failed check, {@code check_not_run_yet}, {@code order}, or {@code held_down} after
   *     failures; null if it is not down
   * @param why the reasons for its state or its weight; may be empty
   * @param check the check that decides, or the first; null if the server has none
   * @param forwarding like that of the virtual server
   * @param configuredWeight the weight without orders, advice and slow start
   * @param tier the server's tier; 0 serves first
   * @param upperThreshold the number of connections above which the server gets no new ones; 0 for
   *     no limit
   * @param lowerThreshold the number of connections below which it gets new ones again; 0 for three
   *     quarters of the upper threshold
   * @param inTable whether the server belongs in the table
   * @param weight the server's weight in the table
   * @param kernel the kernel's entry; null if unknown
   * @param order a description of an operator's order; null for none
   */
  public record ServerStatus(
      String service,
      String name,
      String state,
      @Nullable String since,
      @Nullable Double forSeconds,
      @Nullable String reason,
      String why,
      @Nullable ServerCheck check,
      String forwarding,
      int configuredWeight,
      int tier,
      int upperThreshold,
      int lowerThreshold,
      boolean inTable,
      int weight,
      @Nullable KernelStatus kernel,
      @Nullable String order) {}

  /**
   * The last word of a server's check.
   *
   * @param check the check in words, the key of {@link StatusReport#checks}
   * @param state up, down or undecided
   * @param failure the {@link org.holdfast.health.Failure#code} of the last run; null if it did not
   *     fail
   * @param result the result of the last run in words; null before the first
   * @param latencySeconds the duration of the last run; null before the first
   */
  public record ServerCheck(
      String check,
      String state,
      @Nullable String failure,
      @Nullable String result,
      @Nullable Double latencySeconds) {}

  /** Connections and rates of several of the kernel's entries. */
  public record TrafficStatus(
      long activeConnections,
      long inactiveConnections,
      long connections,
      long connectionsPerSecond,
      long inBytesPerSecond,
      long outBytesPerSecond) {

    static final TrafficStatus NONE = new TrafficStatus(0, 0, 0, 0, 0, 0);

    /** Returns the sum of this and an entry. */
    public TrafficStatus plus(KernelStatus entry) {
      return new TrafficStatus(
          activeConnections + entry.activeConnections(),
          inactiveConnections + entry.inactiveConnections(),
          connections + entry.connections(),
          connectionsPerSecond + entry.connectionsPerSecond(),
          inBytesPerSecond + entry.inBytesPerSecond(),
          outBytesPerSecond + entry.outBytesPerSecond());
    }
  }

  /**
   * A server in the kernel's table, summed over its services.
   *
   * @param services number of services that contain the server
   * @param weight the server's weight in the first of them
   * @param asWanted whether all of them contain the server with the wanted settings
   * @param error the reason why the kernel refused the server; empty if it did not
   */
  public record KernelStatus(
      int services,
      int weight,
      boolean asWanted,
      long activeConnections,
      long inactiveConnections,
      long connections,
      long connectionsPerSecond,
      long inBytesPerSecond,
      long outBytesPerSecond,
      String error) {}

  /** Returns the sum over the kernel's entries of servers; null if the kernel has no such entry. */
  public static @Nullable TrafficStatus traffic(List<KernelStatus> servers) {
    TrafficStatus sum = null;
    for (var kernel : servers) {
      if (kernel.services() > 0) {
        sum = (sum == null ? TrafficStatus.NONE : sum).plus(kernel);
      }
    }
    return sum;
  }
}
