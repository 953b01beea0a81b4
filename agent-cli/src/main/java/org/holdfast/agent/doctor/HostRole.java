package org.holdfast.agent.doctor;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.Problem;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.InstanceConfig;

/**
 * The role of the host: a director, a real server, or both.
 *
 * @param config the director's configuration; empty on a host that is only a real server
 * @param warnings the configuration's warnings
 * @param served the virtual addresses that the host serves as a real server with direct routing or
 *     a tunnel
 */
public record HostRole(
    Optional<AgentConfig> config, List<Problem> warnings, List<IpAddress> served) {

  public HostRole {
    warnings = List.copyOf(warnings);
    served = List.copyOf(served);
  }

  /** Returns the virtual routers. */
  public List<InstanceConfig> instances() {
    return config.map(director -> director.vrrp().instances()).orElse(List.of());
  }

  /** Returns the virtual servers. */
  public List<VirtualServerConfig> virtualServers() {
    return config.map(AgentConfig::virtualServers).orElse(List.of());
  }

  /** Whether packets reach the server with the virtual address as destination. */
  static boolean keepsDestination(Destination server) {
    return !(server.forwarding() instanceof Forwarding.Nat);
  }

  /** Returns the addresses of a virtual server; none if it has only firewall marks. */
  static Stream<IpAddress> addresses(VirtualServerConfig server) {
    return server.keys().stream()
        .flatMap(key ->
            switch (key) {
              case ServiceKey.Address(_, IpAddress address, _) -> Stream.of(address);
              case ServiceKey.Mark _ -> Stream.empty();
            });
  }
}
