package org.holdfast.ipvs.run;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.ServiceKey;

/** The reports of a table by their keys. Immutable. */
public final class TableIndex {

  private final Map<ServiceKey, ServiceReport> services = new HashMap<>();
  private final Map<ServiceKey, Map<Destination.Key, ServerReport>> servers = new HashMap<>();

  /** Indexes a table; without one, the index is empty. */
  public TableIndex(Optional<TableStatus> table) {
    table.map(TableStatus::services).orElse(List.of()).forEach(this::add);
  }

  private void add(ServiceReport service) {
    services.put(service.key(), service);
    var byKey = new HashMap<Destination.Key, ServerReport>();
    service.servers().forEach(server -> byKey.put(server.key(), server));
    servers.put(service.key(), byKey);
  }

  /** Returns the reports of services, in the order of their keys, without those of unknown keys. */
  public List<ServiceReport> services(Collection<ServiceKey> keys) {
    return keys.stream().flatMap(key -> Stream.ofNullable(services.get(key))).toList();
  }

  /**
   * Returns the reports of a server in services, in the order of their keys, without those services
   * that are unknown or lack the server.
   *
   * @param server takes the port of each service if it has none of its own
   */
  public List<ServerReport> servers(Collection<ServiceKey> keys, Destination server) {
    return keys.stream()
        .flatMap(key ->
            Stream.ofNullable(servers.getOrDefault(key, Map.of()).get(server.under(key).key())))
        .toList();
  }
}
