package org.holdfast.agent.status;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is believed of a virtual server beside what the kernel's table says. Plain values. Spans are
 * in seconds and count from the moment of the snapshot.
 *
 * @param services as in {@code TCP 203.0.113.10:80}
 * @param refusals what the kernel refused of these services, and why, a line each
 * @param scheduler the configured one
 * @param instance whose transitions it follows; null for none
 * @param standby warm or cold
 * @param quorum whether the servers that are up are enough
 * @param weight the sum of theirs
 * @param needed the sum that is enough
 * @param tier that serves; null while the sorry server does
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
   * @param state up, down; of a sorry server serving or idle
   * @param forSeconds since when; null for the sorry server
   * @param why what failed, what keeps it out, what moves its weight; empty for nothing to say
   * @param inTable whether it belongs into the table
   * @param weight with which
   * @param kernel what the kernel's table says; null when that is not known
   * @param order what an operator has ordered of it, in words; null for nothing
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
   * A server in the kernel's table, added up over the services that it is in.
   *
   * @param services how many of them it is in
   * @param weight in the first of them
   * @param asWanted whether the kernel has it as it is wanted in all of them
   * @param error why the kernel refused it; empty when it did not
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
