package org.holdfast.ipvs.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.ipvs.Command;
import org.holdfast.ipvs.CommandOutcome;
import org.holdfast.ipvs.DestinationStatus;
import org.holdfast.ipvs.FakeTable;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceStatus;
import org.holdfast.ipvs.SyncDaemonStatus;
import org.holdfast.ipvs.SyncRole;
import org.holdfast.ipvs.Timeouts;
import org.holdfast.ipvs.Traffic;
import org.holdfast.ipvs.VirtualService;
import org.holdfast.linux.LinuxException;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A kernel with a table that the test may change. It answers with success, or as set in {@link
 * #answers}.
 */
final class FakeKernel implements IpvsKernel {

  static final Timeouts ORIGINAL =
      new Timeouts(Duration.ofMinutes(15), Duration.ofMinutes(2), Duration.ofMinutes(5));

  final FakeTable table = new FakeTable();
  final List<Command> commands = new ArrayList<>();
  final Map<String, CommandOutcome> answers = new HashMap<>();
  final Map<SyncRole, SyncDaemonStatus> daemons = new EnumMap<>(SyncRole.class);
  Timeouts timeouts = ORIGINAL;
  int serversRead;
  boolean silent;
  @Nullable Error broken;

  /** Runs at each query, for example to advance the time. */
  Runnable onQuery = () -> {};

  @Override
  public List<CommandOutcome> perform(List<? extends Command> batch) {
    var outcomes = new ArrayList<CommandOutcome>();
    for (var command : batch) {
      commands.add(command);
      var answer = answers.get(command.words());
      outcomes.add(answer == null ? performed(command) : answer);
    }
    return outcomes;
  }

  private CommandOutcome performed(Command command) {
    switch (command) {
      case Command.StartDaemon(var role, var config) ->
          daemons.put(
              role,
              new SyncDaemonStatus(
                  role,
                  config.interfaceName(),
                  config.syncId(),
                  1460,
                  IpAddress.of("224.0.0.81"),
                  8848,
                  1));
      case Command.StopDaemon(var role) -> daemons.remove(role);
      case Command.SetTimeouts(var wanted) -> timeouts = wanted.or(timeouts);
      default -> {
        return table.perform(command);
      }
    }
    return CommandOutcome.Settled.DONE;
  }

  List<Command> takeCommands() {
    var taken = List.copyOf(commands);
    commands.clear();
    return taken;
  }

  @Override
  public List<ServiceStatus> services() {
    hear();
    return table.contents().stream().map(FakeKernel::status).toList();
  }

  private static ServiceStatus status(VirtualService service) {
    return new ServiceStatus(service.key(), service.terms(), Traffic.NONE);
  }

  @Override
  public Optional<ServiceStatus> service(ServiceKey key) {
    hear();
    return table.get(key).map(FakeKernel::status);
  }

  @Override
  public List<DestinationStatus> destinations(ServiceKey service) {
    hear();
    var servers = table.get(service).map(VirtualService::destinations).orElse(List.of());
    serversRead += servers.size();
    return servers.stream().map(d -> new DestinationStatus(d, 3, 2, 1, Traffic.NONE)).toList();
  }

  @Override
  public List<SyncDaemonStatus> daemons() {
    hear();
    return List.copyOf(daemons.values());
  }

  @Override
  public Timeouts timeouts() {
    hear();
    return timeouts;
  }

  private void hear() {
    onQuery.run();
    if (broken != null) {
      throw broken;
    }
    if (silent) {
      throw new LinuxException("list IPVS services", 110);
    }
  }

  @Override
  public void close() {}
}
