package org.holdfast.ipvs.run;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.ipvs.Command;
import org.holdfast.ipvs.Outcome;
import org.holdfast.ipvs.SyncDaemonConfig;
import org.holdfast.ipvs.SyncDaemonStatus;
import org.holdfast.ipvs.SyncRole;
import org.holdfast.linux.LinuxException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the kernel's connection synchronisation running as configured; without a configuration it
 * is nobody's business here. For one thread, which waits for the kernel.
 */
final class DaemonKeeper {

  private static final Logger log = LoggerFactory.getLogger(DaemonKeeper.class);

  private final IpvsKernel kernel;
  private @Nullable SyncDaemonConfig config;
  private Set<SyncRole> roles = Set.of();
  private List<SyncDaemonStatus> running = List.of();
  private String error = "";

  DaemonKeeper(IpvsKernel kernel) {
    this.kernel = kernel;
  }

  void want(SyncDaemonConfig wanted, Set<SyncRole> wantedRoles) {
    config = wanted;
    roles = Set.copyOf(wantedRoles);
  }

  /** Starts and stops what is needed; harmless to repeat. */
  void settle() {
    var wanted = config;
    if (wanted == null) {
      return;
    }
    try {
      running = kernel.daemons();
      var commands = plan(wanted);
      if (commands.isEmpty()) {
        error = "";
        return;
      }
      tell(commands, kernel.perform(commands));
      running = kernel.daemons();
    } catch (LinuxException e) {
      failed(String.valueOf(e.getMessage()));
    }
  }

  /** The wanted ones first: both roles may run at once, none is what loses connections. */
  private List<Command> plan(SyncDaemonConfig wanted) {
    var commands = new ArrayList<Command>();
    for (var role : EnumSet.copyOf(roles.isEmpty() ? EnumSet.noneOf(SyncRole.class) : roles)) {
      var present = running(role);
      if (present.filter(status -> status.satisfies(wanted)).isEmpty()) {
        present.ifPresent(_ -> commands.add(new Command.StopDaemon(role)));
        commands.add(new Command.StartDaemon(role, wanted));
      }
    }
    for (var role : SyncRole.values()) {
      if (!roles.contains(role) && running(role).isPresent()) {
        commands.add(new Command.StopDaemon(role));
      }
    }
    return commands;
  }

  private Optional<SyncDaemonStatus> running(SyncRole role) {
    return running.stream().filter(status -> status.role() == role).findFirst();
  }

  private void tell(List<Command> commands, List<Outcome> outcomes) {
    var trouble = "";
    for (int i = 0; i < commands.size(); i++) {
      switch (outcomes.get(i)) {
        case Outcome.Settled _ -> log.info("IPVS: {}", commands.get(i).words());
        case Outcome.Refused(var why) -> trouble = why;
        case Outcome.Unknown(var why) -> trouble = why;
      }
    }
    failed(trouble);
  }

  private void failed(String trouble) {
    if (!trouble.isEmpty() && !trouble.equals(error)) {
      log.warn("IPVS: {}", trouble);
    }
    error = trouble;
  }

  /** Stops what was configured. */
  void stop() {
    roles = Set.of();
    settle();
    config = null;
  }

  List<SyncDaemonStatus> running() {
    return running;
  }

  /** Why it does not run as wanted; empty when it does. */
  String error() {
    return error;
  }
}
