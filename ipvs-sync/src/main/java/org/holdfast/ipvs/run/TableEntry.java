package org.holdfast.ipvs.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.holdfast.ipvs.Command;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.DestinationStatus;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceStatus;
import org.holdfast.ipvs.Traffic;
import org.holdfast.ipvs.VirtualService;
import org.holdfast.ipvs.plan.Differences;
import org.holdfast.ipvs.plan.Plan;
import org.holdfast.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * One of our services: the wanted state, and the kernel's state as far as it is known. Does not
 * access the kernel.
 */
final class TableEntry {

  private final ServiceKey key;
  private final NanoClock clock;
  private final Map<Destination.Key, String> serverErrors = new HashMap<>();
  private @Nullable VirtualService desired;
  private @Nullable VirtualService actual;
  private boolean known;
  private @Nullable ServiceStatus seen;
  private List<DestinationStatus> seenServers = List.of();
  private String error = "";
  private long repairs;
  private OptionalLong missingSince = OptionalLong.empty();

  TableEntry(ServiceKey key, NanoClock clock) {
    this.key = key;
    this.clock = clock;
  }

  ServiceKey key() {
    return key;
  }

  void want(@Nullable VirtualService service, long now) {
    desired = service;
    noteWhetherMissing(now);
  }

  private void noteWhetherMissing(long now) {
    if (desired == null || actual != null) {
      missingSince = OptionalLong.empty();
    } else if (missingSince.isEmpty()) {
      missingSince = OptionalLong.of(now);
    }
  }

  boolean isWanted() {
    return desired != null;
  }

  /** Whether the service is neither wanted nor in the table, so that it is no longer ours. */
  boolean isOver() {
    return known && desired == null && actual == null;
  }

  /**
   * Whether the service has been read or written, so that any difference was made by another
   * program.
   */
  boolean isKnown() {
    return known;
  }

  /** Whether the kernel has the service, as far as it is known. */
  boolean isThere() {
    return actual != null;
  }

  /** The number of servers that a scan of the service has to read. */
  int weight() {
    return actual == null ? 1 : actual.destinations().size() + 1;
  }

  /** Appends the commands that turn the service into the wanted one. */
  void plan(List<Command.OfService> commands) {
    if (desired == null) {
      if (actual != null || !known) {
        commands.add(new Command.DeleteService(key));
      }
    } else if (actual == null) {
      Plan.create(desired, commands);
    } else {
      Plan.change(desired, actual, commands);
    }
  }

  /** Records that the whole plan was carried out. */
  void settled() {
    actual = desired;
    missingSince = OptionalLong.empty();
    known = true;
    error = "";
    serverErrors.clear();
    if (desired == null) {
      seen = null;
      seenServers = List.of();
    }
  }

  /**
   * Records that the kernel refused a command.
   *
   * @return whether the refusal is worth a log line: it is new, and does not follow from the
   *     refusal of the service itself
   */
  boolean refused(Command.OfService command, String why) {
    if (command instanceof Command.OfDestination of) {
      return !why.equals(serverErrors.put(of.server(), why)) && error.isEmpty();
    }
    boolean news = !error.equals(why);
    error = why;
    return news;
  }

  /**
   * Records the state that was read from the table.
   *
   * @param service empty when the service is not in the table
   * @return the changes by other programs since; empty when the service was not known before
   */
  List<String> read(Optional<ServiceStatus> service, List<DestinationStatus> servers) {
    var before = actual;
    boolean wasKnown = known;
    known = true;
    seen = service.map(this::kept).orElse(null);
    seenServers = kept(servers);
    actual = seen == null ? null : asService(seen, seenServers);
    if (actual != null && actual.equals(before)) {
      actual = before;
    }
    noteWhetherMissing(clock.nanos());
    return wasKnown ? changes(before, actual) : List.of();
  }

  /** The kernel's state, as far as it is known. */
  Optional<VirtualService> actual() {
    return Optional.ofNullable(actual);
  }

  /** Takes over the state that was read for the same service before it was requested. */
  void knows(TableEntry before) {
    actual = before.actual;
    noteWhetherMissing(clock.nanos());
    known = before.known;
    seen = before.seen;
    seenServers = before.seenServers;
  }

  /**
   * Returns the object that we already have if it is equal. The table is read all the time, and new
   * objects would replace each other just as often, reach the old generation and have to be
   * collected there.
   */
  ServiceStatus kept(ServiceStatus service) {
    return seen != null && seen.equals(service) ? seen : service;
  }

  private List<DestinationStatus> kept(List<DestinationStatus> servers) {
    if (servers.equals(seenServers)) {
      return seenServers;
    }
    var next = new ArrayList<>(servers);
    for (int i = 0; i < Math.min(next.size(), seenServers.size()); i++) {
      if (next.get(i).equals(seenServers.get(i))) {
        next.set(i, seenServers.get(i));
      }
    }
    return next;
  }

  /** Counts a change by another program. */
  void countRepair() {
    repairs++;
  }

  private static VirtualService asService(ServiceStatus status, List<DestinationStatus> servers) {
    return new VirtualService(
        status.key(),
        status.terms(),
        servers.stream().map(DestinationStatus::destination).toList());
  }

  private static List<String> changes(
      @Nullable VirtualService before, @Nullable VirtualService now) {
    if (now == null) {
      return before == null ? List.of() : List.of("it is missing");
    }
    if (before == null) {
      return List.of("it is there");
    }
    return Differences.between(before, now);
  }

  ServiceReport report() {
    var servers = new LinkedHashMap<Destination.Key, @Nullable Destination>();
    if (desired != null) {
      desired.destinations().forEach(server -> servers.put(server.key(), server));
    }
    var present = new HashMap<Destination.Key, Destination>();
    if (actual != null) {
      actual
          .destinations()
          .forEach(server -> {
            present.put(server.key(), server);
            servers.putIfAbsent(server.key(), null);
          });
    }
    var counts = new HashMap<Destination.Key, DestinationStatus>();
    seenServers.forEach(server -> counts.put(server.destination().key(), server));
    var reports = new ArrayList<ServerReport>(servers.size());
    servers.forEach((server, wanted) ->
        reports.add(
            new ServerReport(
                server,
                Optional.ofNullable(wanted),
                Optional.ofNullable(present.get(server))
                    .map(now -> status(now, counts.get(server))),
                serverError(server))));
    return new ServiceReport(
        key,
        Optional.ofNullable(desired).map(VirtualService::terms),
        Optional.ofNullable(actual).map(VirtualService::terms),
        seen == null ? Traffic.NONE : seen.traffic(),
        reports,
        error,
        repairs,
        missingSince);
  }

  /** A server of a refused service has no separate reason. */
  private String serverError(Destination.Key server) {
    var refused = serverErrors.getOrDefault(server, "");
    return refused.isEmpty() || error.isEmpty() || actual != null ? refused : error;
  }

  /** The server's current state, with the counters of the last scan. */
  private static DestinationStatus status(Destination server, @Nullable DestinationStatus last) {
    return last == null
        ? new DestinationStatus(server, 0, 0, 0, Traffic.NONE)
        : new DestinationStatus(
            server,
            last.activeConnections(),
            last.inactiveConnections(),
            last.persistentConnections(),
            last.traffic());
  }
}
