package org.holdfast.ipvs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Applies commands like the kernel's table, without a kernel. */
public final class FakeTable {

  private final Map<ServiceKey, ServiceTerms> services = new LinkedHashMap<>();
  private final Map<ServiceKey, Map<Destination.Key, Destination>> servers = new LinkedHashMap<>();

  /** Creates a table with these services. */
  public static FakeTable of(Iterable<VirtualService> contents) {
    var table = new FakeTable();
    for (var service : contents) {
      table.put(service);
    }
    return table;
  }

  /** Puts a service into the table, replacing any other with the same key. */
  public void put(VirtualService service) {
    services.put(service.key(), service.terms());
    var map = new LinkedHashMap<Destination.Key, Destination>();
    service.destinations().forEach(destination -> map.put(destination.key(), destination));
    servers.put(service.key(), map);
  }

  public void remove(ServiceKey key) {
    services.remove(key);
    servers.remove(key);
  }

  public void clear() {
    services.clear();
    servers.clear();
  }

  public Optional<VirtualService> get(ServiceKey key) {
    return Optional.ofNullable(services.get(key))
        .map(terms -> new VirtualService(key, terms, List.copyOf(serversOf(key).values())));
  }

  public List<VirtualService> contents() {
    return services.keySet().stream().map(key -> get(key).orElseThrow()).toList();
  }

  private Map<Destination.Key, Destination> serversOf(ServiceKey key) {
    return servers.computeIfAbsent(key, _ -> new LinkedHashMap<>());
  }

  /** Answers as the kernel and its codec would. */
  public CommandOutcome perform(Command command) {
    return switch (command) {
      case Command.AddService(var key, var terms) -> {
        boolean there = services.put(key, terms) != null;
        yield there ? CommandOutcome.Settled.ALREADY_THERE : CommandOutcome.Settled.DONE;
      }
      case Command.EditService(var key, var terms) -> {
        boolean there = services.put(key, terms) != null;
        yield there ? CommandOutcome.Settled.DONE : CommandOutcome.Settled.NOT_THERE;
      }
      case Command.DeleteService(var key) -> {
        servers.remove(key);
        yield services.remove(key) != null
            ? CommandOutcome.Settled.DONE
            : CommandOutcome.Settled.NOT_THERE;
      }
      case Command.OfDestination of when !services.containsKey(of.service()) ->
          of instanceof Command.DeleteDestination
              ? CommandOutcome.Settled.NOT_THERE
              : new CommandOutcome.Refused(of.words() + ": ESRCH");
      case Command.AddDestination(var key, var destination) -> {
        boolean there = serversOf(key).put(destination.key(), destination) != null;
        yield there ? CommandOutcome.Settled.ALREADY_THERE : CommandOutcome.Settled.DONE;
      }
      case Command.EditDestination(var key, var destination) -> {
        boolean there = serversOf(key).put(destination.key(), destination) != null;
        yield there ? CommandOutcome.Settled.DONE : CommandOutcome.Settled.NOT_THERE;
      }
      case Command.DeleteDestination(var key, var server) ->
          serversOf(key).remove(server) != null
              ? CommandOutcome.Settled.DONE
              : CommandOutcome.Settled.NOT_THERE;
      case Command.Flush _ -> {
        clear();
        yield CommandOutcome.Settled.DONE;
      }
      case Command.SetTimeouts _, Command.StartDaemon _, Command.StopDaemon _ ->
          CommandOutcome.Settled.DONE;
    };
  }
}
