package org.holdfast.agent.status;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The agent's view of a virtual server together with the kernel's table. Plain values. Spans are in
 * seconds before the snapshot.
 *
 * @param services the services, such as {@code TCP 203.0.113.10:80}
 * @param refusals the changes to these services that the kernel refused, with the reasons, one line
 *     each
 * @param scheduler the configured scheduler
 * @param instance the VRRP instance that the virtual server follows; null for none
 * @param standby warm or cold
 * @param quorum whether the servers that are up reach the quorum
 * @param weight the sum of the weights of the servers that are up
 * @param needed the sum that the quorum needs
 * @param tier the serving tier; null while the sorry server serves
 * @param sorryServer the sorry server; null for none
 */
public record VirtualServerStatus(
    String name,
    List<String> services,
    List<String> refusals,
    String scheduler,
    @Nullable String instance,
    String standby,
    boolean quorum,
    long weight,
    long needed,
    @Nullable Integer tier,
    List<ServerStatus> servers,
    @Nullable ServerStatus sorryServer) {

  public VirtualServerStatus {
    services = List.copyOf(services);
    refusals = List.copyOf(refusals);
    servers = List.copyOf(servers);
  }

  /**
   * A server of a virtual server.
   *
   * @param state up or down; for a sorry server serving or idle
   * @param forSeconds the time in this state; null for the sorry server
   * @param why the reasons for its state or its weight; may be empty
   * @param inTable whether the server belongs in the table
   * @param weight the server's weight in the table
   * @param kernel the kernel's entry; null if unknown
   * @param order a description of an operator's order; null for none
   */
  public record ServerStatus(
      String name,
      String state,
      @Nullable Double forSeconds,
      String why,
      boolean inTable,
      int weight,
      @Nullable KernelStatus kernel,
      @Nullable String order) {}

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
}
