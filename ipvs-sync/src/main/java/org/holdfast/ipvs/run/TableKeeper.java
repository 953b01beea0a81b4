package org.holdfast.ipvs.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;
import org.holdfast.ipvs.Command;
import org.holdfast.ipvs.CommandOutcome;
import org.holdfast.ipvs.DestinationStatus;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceStatus;
import org.holdfast.ipvs.VirtualService;
import org.holdfast.linux.LinuxException;
import org.holdfast.time.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps our services in the kernel's table in the wanted state. Our own changes are written at
 * once; changes by other programs are found by scans, each of a part of the table, and undone. Our
 * services are those that were requested or withdrawn in this run of the agent; other services are
 * never touched.
 *
 * <p>Not thread-safe; calls block until the kernel has answered.
 */
final class TableKeeper {

  /** The number of services of other programs that a status names. */
  private static final int FOREIGN_SHOWN = 10;

  private static final Logger log = LoggerFactory.getLogger(TableKeeper.class);

  private final IpvsKernel kernel;
  private final NanoClock clock;
  private final Map<ServiceKey, TableEntry> entries = new LinkedHashMap<>();
  private final Set<ServiceKey> changed = new LinkedHashSet<>();
  private final ScanSchedule schedule = new ScanSchedule();
  private final Drift drift;
  private final IpvsListener listener;

  /** The services at the beginning of the round, except those that we have written since. */
  private Map<ServiceKey, ServiceStatus> listed = Map.of();

  /**
   * The entries that were read before any service was requested; empty once they have been taken
   * over.
   */
  private final Map<ServiceKey, TableEntry> left = new HashMap<>();

  private final Set<ServiceKey> writtenSince = new HashSet<>();
  private boolean adopted;
  private List<ServiceKey> foreign = List.of();
  private long refusals;
  private final KeeperProblems problems;

  TableKeeper(IpvsKernel kernel, IpvsListener listener, KeeperProblems problems, NanoClock clock) {
    this.kernel = kernel;
    this.clock = clock;
    this.problems = problems;
    this.listener = listener;
    drift = new Drift(listener);
  }

  // ---- Requests ----

  /** Requests services; empty withdraws one. {@link #settle} carries it out. */
  void want(Map<ServiceKey, Optional<VirtualService>> services) {
    long now = clock.nanos();
    services.forEach((key, service) -> {
      entry(key).want(service.orElse(null), now);
      changed.add(key);
    });
  }

  /**
   * Writes everything that was requested since the last call.
   *
   * @param beforeWithdrawals runs when all wanted services are written, and before any other is
   *     removed
   * @return whether a scan of the table is due at once
   */
  boolean settle(Runnable beforeWithdrawals) {
    if (!adopted) {
      adopt();
    }
    settle(key -> entry(key).isWanted());
    beforeWithdrawals.run();
    settle(_ -> true);
    return schedule.isScanDue();
  }

  /** Writes the changed services that {@code part} selects. */
  private void settle(Predicate<ServiceKey> part) {
    var settling = changed.stream().filter(part).toList();
    settling.forEach(changed::remove);
    var commands = new ArrayList<Command.OfService>();
    settling.forEach(key -> entry(key).plan(commands));
    apply(commands, settling);
  }

  boolean settle() {
    return settle(() -> {});
  }

  private TableEntry entry(ServiceKey key) {
    return entries.computeIfAbsent(key, this::newEntry);
  }

  private TableEntry newEntry(ServiceKey key) {
    return new TableEntry(key, clock);
  }

  /**
   * Reads the table's entries for these services, which an earlier run of the agent or another
   * program has left, before the first of them is requested.
   */
  Map<ServiceKey, VirtualService> left(Set<ServiceKey> keys) {
    var found = new HashMap<ServiceKey, VirtualService>();
    try {
      for (var service : kernel.services()) {
        if (keys.contains(service.key())) {
          var entry = newEntry(service.key());
          read(entry, Optional.of(service));
          left.put(service.key(), entry);
          entry.actual().ifPresent(there -> found.put(service.key(), there));
        }
      }
    } catch (LinuxException e) {
      left.clear();
      failed(String.valueOf(e.getMessage()));
      return Map.of();
    }
    return found;
  }

  /**
   * Takes over the table's entries for our services, which an earlier run of the agent or another
   * program has left.
   */
  private void adopt() {
    try {
      var present = list();
      for (var entry : List.copyOf(entries.values())) {
        var before = left.get(entry.key());
        if (before != null && present.containsKey(entry.key())) {
          entry.knows(before);
        } else {
          read(entry, Optional.ofNullable(present.get(entry.key())));
        }
      }
      left.clear();
      adopted = true;
      problems.succeeded(KeeperProblems.Keeper.TABLE);
    } catch (LinuxException e) {
      failed(String.valueOf(e.getMessage())); // adding the service will find an existing entry
    }
  }

  // ---- Writing ----

  private void apply(List<Command.OfService> commands, Collection<ServiceKey> settling) {
    var outcomes = kernel.perform(commands);
    writtenSince.addAll(settling);
    var unsettled = new LinkedHashSet<ServiceKey>();
    var unanswered = new LinkedHashMap<Command.OfService, String>();
    for (int i = 0; i < commands.size(); i++) {
      var command = commands.get(i);
      if (!isSettled(command, outcomes.get(i))) {
        unsettled.add(command.service());
      }
      if (outcomes.get(i) instanceof CommandOutcome.Unknown(var why)) {
        unanswered.put(command, why);
      }
    }
    for (var key : settling) {
      var entry = entry(key);
      if (!unsettled.contains(key)) {
        entry.settled();
      }
      if (entry.isOver()) {
        entries.remove(key);
      }
    }
    // If the kernel does not answer, nothing is read back at once, because every read would wait
    // for its answer.
    unanswered.keySet().forEach(command -> unsettled.remove(command.service()));
    suspect(unanswered);
    unsettled.forEach(this::readBack);
    drift.report();
  }

  private boolean isSettled(Command.OfService command, CommandOutcome outcome) {
    return switch (outcome) {
      case CommandOutcome.Settled done -> {
        boolean asThought =
            done == CommandOutcome.Settled.DONE || command instanceof Command.DeleteService;
        if (!asThought) {
          schedule.suspect(command.service());
          drift.found(entry(command.service()), surprise(command, done));
        }
        yield asThought;
      }
      case CommandOutcome.Refused(var why) -> {
        refusals++;
        if (entry(command.service()).refused(command, why)) {
          log.warn("IPVS: {}", why);
          listener.refused(command.service(), why);
        }
        yield false;
      }
      case CommandOutcome.Unknown _ -> false;
    };
  }

  /**
   * Handles a problem with the kernel as a whole: without the module, the whole table is affected.
   */
  private void suspect(SequencedMap<Command.OfService, String> unanswered) {
    var first = unanswered.firstEntry();
    if (first != null) {
      unanswered.keySet().forEach(command -> schedule.suspect(command.service()));
      failed(first.getValue());
    }
  }

  /**
   * The difference that the kernel found while writing; empty when there was nothing to compare
   * with.
   */
  private List<String> surprise(Command.OfService command, CommandOutcome.Settled outcome) {
    if (!entry(command.service()).isKnown()) {
      return List.of();
    }
    var object =
        command instanceof Command.OfDestination server
            ? "server " + server.server().words()
            : "it";
    return List.of(
        object + (outcome == CommandOutcome.Settled.NOT_THERE ? " is missing" : " is there"));
  }

  /** Reads the current state after a command that failed. */
  private void readBack(ServiceKey key) {
    try {
      var entry = entry(key);
      boolean wasThere = entry.isThere();
      read(entry, kernel.service(key));
      if (wasThere && entry.isWanted() && !entry.isThere()) {
        drift.found(entry, List.of("it is missing"));
      }
    } catch (LinuxException e) {
      schedule.suspect(key);
      failed(String.valueOf(e.getMessage()));
    }
  }

  // ---- Scanning ----

  /**
   * Scans the suspects or else the next part of the table, and repairs it.
   *
   * @return the time until the next scan
   */
  Duration scan() {
    try {
      if (schedule.isScanDue()) {
        lookAtSuspects();
      } else {
        lookAtNextPart();
      }
      problems.succeeded(KeeperProblems.Keeper.TABLE);
    } catch (LinuxException e) {
      schedule.abandonRound();
      failed(String.valueOf(e.getMessage()));
    }
    return schedule.pause(weight());
  }

  private void lookAtSuspects() {
    var keys = schedule.takeSuspects().stream().filter(entries::containsKey).toList();
    for (var key : keys) {
      read(entry(key), kernel.service(key));
    }
    repair(keys);
  }

  private void lookAtNextPart() {
    var keys = new LinkedHashSet<ServiceKey>();
    if (schedule.isRoundOver()) {
      entries.values().removeIf(TableEntry::isOver);
      listed = list();
      schedule.beginRound(entries.keySet());
      // A table that another program emptied is repaired at once, and not part by part.
      entries.keySet().stream().filter(key -> !listed.containsKey(key)).forEach(keys::add);
    }
    keys.addAll(schedule.next(weight(), key -> entries.containsKey(key) ? entry(key).weight() : 0));
    check(keys);
  }

  /** Begins a new round of scans, with these services first. */
  void compareFirst(Collection<ServiceKey> keys) {
    schedule.prefer(keys);
  }

  private void check(Collection<ServiceKey> keys) {
    for (var key : keys) {
      var service =
          writtenSince.contains(key) ? kernel.service(key) : Optional.ofNullable(listed.get(key));
      drift.found(entry(key), read(entry(key), service));
    }
    drift.report();
    repair(keys);
  }

  private void repair(Collection<ServiceKey> keys) {
    var commands = new ArrayList<Command.OfService>();
    keys.forEach(key -> entry(key).plan(commands));
    if (!commands.isEmpty()) {
      apply(commands, keys);
    }
  }

  private List<String> read(TableEntry entry, Optional<ServiceStatus> service) {
    var servers =
        service.isPresent() ? kernel.destinations(entry.key()) : List.<DestinationStatus>of();
    return entry.read(service, servers);
  }

  private Map<ServiceKey, ServiceStatus> list() {
    var services = new HashMap<ServiceKey, ServiceStatus>();
    writtenSince.clear();
    for (var service : kernel.services()) {
      var entry = entries.get(service.key());
      services.put(service.key(), entry == null ? service : entry.kept(service));
    }
    foreign = services.keySet().stream().filter(key -> !entries.containsKey(key)).toList();
    return services;
  }

  private int weight() {
    int weight = 0;
    for (var entry : entries.values()) {
      weight += entry.weight();
    }
    return weight;
  }

  private void failed(String why) {
    problems.failed(KeeperProblems.Keeper.TABLE, why);
  }

  // ---- Ending ----

  /**
   * Removes all services, including those of other programs. {@link #settle} writes the wanted ones
   * again.
   */
  void flush() {
    report(kernel.perform(List.of(new Command.Flush())));
    entries.values().forEach(entry -> entry.read(Optional.empty(), List.of()));
    changed.addAll(entries.keySet());
  }

  /** Removes our services, with one command each: their servers go with them. */
  void withdraw() {
    List<Command.DeleteService> commands =
        entries.keySet().stream().map(Command.DeleteService::new).toList();
    var outcomes = kernel.perform(commands);
    report(outcomes);
    var again = new ArrayList<Command.DeleteService>();
    for (int i = 0; i < commands.size(); i++) {
      if (outcomes.get(i) instanceof CommandOutcome.Unknown) {
        again.add(commands.get(i));
      }
    }
    if (!again.isEmpty()) {
      report(kernel.perform(again));
    }
    entries.clear();
    changed.clear();
    schedule.takeSuspects();
    schedule.abandonRound();
  }

  private void report(List<CommandOutcome> outcomes) {
    for (var outcome : outcomes) {
      switch (outcome) {
        case CommandOutcome.Settled _ -> {}
        case CommandOutcome.Refused(var why) -> log.warn("IPVS: {}", why);
        case CommandOutcome.Unknown(var why) -> failed(why);
      }
    }
  }

  // ---- Status ----

  TableStatus status() {
    return new TableStatus(
        entries.values().stream().map(TableEntry::report).toList(),
        foreign.size(),
        foreign.stream().limit(FOREIGN_SHOWN).toList(),
        List.of(),
        drift.repairs(),
        refusals,
        problems.of(KeeperProblems.Keeper.TABLE),
        "",
        "");
  }
}
