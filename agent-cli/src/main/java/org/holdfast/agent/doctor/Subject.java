package org.holdfast.agent.doctor;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.Problem;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.VirtualServerConfig.RealServer;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.InstanceConfig;

/**
 * What the host is to be: a director, a real server, or both.
 *
 * @param config of the director; empty when it is a real server alone
 * @param warnings of the configuration
 * @param served the virtual addresses that the host serves as a real server by direct routing or a
 *     tunnel
 */
public record Subject(
    Optional<AgentConfig> config, List<Problem> warnings, List<IpAddress> served) {

  public Subject {
    warnings = List.copyOf(warnings);
    served = List.copyOf(served);
  }

  /** The virtual routers. */
  public List<InstanceConfig> instances() {
    return config.map(director -> director.vrrp().instances()).orElse(List.of());
  }

  /** The virtual servers. */
  public List<VirtualServerConfig> virtualServers() {
    return config.map(AgentConfig::virtualServers).orElse(List.of());
  }

  /** A virtual server's servers, the one of last resort too. */
  static Stream<RealServer> servers(VirtualServerConfig server) {
    return Stream.concat(server.realServers().stream(), Stream.ofNullable(server.sorryServer()));
  }

  /** Whether its packets reach servers with the virtual address still in them. */
  static boolean keepsDestination(RealServer server) {
    return !(server.destination().forwarding() instanceof Forwarding.Nat);
  }

  /** The addresses of a virtual server that has not marks alone. */
  static Stream<IpAddress> addresses(VirtualServerConfig server) {
    return server.keys().stream()
        .flatMap(key ->
            switch (key) {
              case ServiceKey.Address(_, IpAddress address, _) -> Stream.of(address);
              case ServiceKey.Mark _ -> Stream.empty();
            });
  }
}
