package org.holdfast.ipvs.run;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.holdfast.ipvs.Command;
import org.holdfast.ipvs.CommandOutcome;
import org.holdfast.ipvs.SyncDaemonConfig;
import org.holdfast.ipvs.SyncDaemonStatus;
import org.holdfast.ipvs.SyncRole;
import org.holdfast.linux.LinuxException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the kernel's connection synchronisation running as configured; without a configuration, the
 * keeper does not change it. Not thread-safe; calls block until the kernel has answered.
 *
 * <p>A daemon's socket is bound to the link that had the configured name when the daemon started.
 * When that link is deleted, the kernel's thread continues but reaches no other director, even
 * after another link has got the name. A daemon therefore counts as running only on the link that
 * it was started on. The kernel does not report which link that is, so a daemon that an earlier run
 * of the agent started is restarted, because the link may have been created again in between.
 */
final class DaemonKeeper {

  private static final Logger log = LoggerFactory.getLogger(DaemonKeeper.class);

  /** An index that no link has. */
  private static final int NO_LINK = 0;

  private final IpvsKernel kernel;
  private final ToIntFunction<String> links;

  /** The index of the link that each role's daemon was started on in this run of the agent. */
  private final Map<SyncRole, Integer> startedOn = new EnumMap<>(SyncRole.class);

  private @Nullable SyncDaemonConfig config;
  private Set<SyncRole> roles = Set.of();
  private List<SyncDaemonStatus> running = List.of();
  private final KeeperProblems problems;

  /**
   * Creates a keeper, without access to the kernel.
   *
   * @param links returns the index of the link with a name, 0 when there is none
   */
  DaemonKeeper(IpvsKernel kernel, ToIntFunction<String> links, KeeperProblems problems) {
    this.kernel = kernel;
    this.problems = problems;
    this.links = links;
  }

  void want(SyncDaemonConfig wanted, Set<SyncRole> wantedRoles) {
    config = wanted;
    roles = Set.copyOf(wantedRoles);
  }

  /** Starts and stops daemons as needed; may be called again. */
  void settle() {
    var wanted = config;
    if (wanted == null) {
      return;
    }
    try {
      running = kernel.daemons();
      int link = links.applyAsInt(wanted.interfaceName());
      var commands = plan(wanted, link);
      if (commands.isEmpty()) {
        failed("");
        return;
      }
      report(commands, kernel.perform(commands), link);
      running = kernel.daemons();
    } catch (LinuxException e) {
      failed(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Starts wanted daemons first: both roles may run at once, but without any daemon, connection
   * updates are lost.
   */
  private List<Command> plan(SyncDaemonConfig wanted, int link) {
    var commands = new ArrayList<Command>();
    for (var role : EnumSet.copyOf(roles.isEmpty() ? EnumSet.noneOf(SyncRole.class) : roles)) {
      var present = running(role);
      boolean onLink = link != NO_LINK && startedOn.getOrDefault(role, NO_LINK) == link;
      if (!onLink || present.filter(status -> status.satisfies(wanted)).isEmpty()) {
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

  private void report(List<Command> commands, List<CommandOutcome> outcomes, int link) {
    var problem = "";
    for (int i = 0; i < commands.size(); i++) {
      switch (outcomes.get(i)) {
        case CommandOutcome.Settled _ -> {
          log.info("IPVS: {}", commands.get(i).words());
          note(commands.get(i), link);
        }
        case CommandOutcome.Refused(var why) -> problem = why;
        case CommandOutcome.Unknown(var why) -> problem = why;
      }
    }
    failed(problem);
  }

  private void note(Command done, int link) {
    switch (done) {
      case Command.StartDaemon(var role, _) -> startedOn.put(role, link);
      case Command.StopDaemon(var role) -> startedOn.remove(role);
      default -> {} // no other command concerns a daemon
    }
  }

  private void failed(String problem) {
    if (problem.isEmpty()) {
      problems.succeeded(KeeperProblems.Keeper.DAEMONS);
    } else {
      problems.failed(KeeperProblems.Keeper.DAEMONS, problem);
    }
  }

  /** Stops the configured daemons. */
  void stop() {
    roles = Set.of();
    settle();
    config = null;
  }

  List<SyncDaemonStatus> running() {
    return running;
  }

  /** Why the daemons are not in the wanted state; empty when they are. */
  String error() {
    return problems.of(KeeperProblems.Keeper.DAEMONS);
  }
}
