package org.holdfast.agent.status;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The agent's view of a virtual server beside the kernel's table. Plain values. Spans are in
 * seconds before the snapshot.
 *
 * @param services such as {@code TCP 203.0.113.10:80}
 * @param refusals what the kernel refused of these services and its reason, one line each
 * @param scheduler the configured one
 * @param instance the VRRP instance that the virtual server follows; null for none
 * @param standby warm or cold
 * @param quorum whether the servers that are up reach the quorum
 * @param weight the sum of their weights
 * @param needed the sum that the quorum needs
 * @param tier the serving tier; null while the sorry server serves
 * @param sorryServer null for none
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
   * @param forSeconds time in this state; null for the sorry server
   * @param why what failed, what keeps it out, what changes its weight; may be empty
   * @param inTable whether it belongs in the table
   * @param weight its weight in the table
   * @param kernel the kernel's entry; null if unknown
   * @param order description of an operator's order; null for none
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
   * @param services number of services that contain it
   * @param weight its weight in the first of them
   * @param asWanted whether all of them contain it as the agent wants it
   * @param error why the kernel refused it; empty if it did not
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
