package org.holdfast.ipvs.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.ipvs.Command;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.DestinationStatus;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceStatus;
import org.holdfast.ipvs.Traffic;
import org.holdfast.ipvs.VirtualService;
import org.holdfast.ipvs.plan.Differences;
import org.holdfast.ipvs.plan.Plan;
import org.jspecify.annotations.Nullable;

/**
 * One service of ours: what is wanted, and what the kernel holds as far as it has told. Does not
 * speak to the kernel.
 */
final class TableEntry {

  private final ServiceKey key;
  private final Map<Destination.Key, String> serverErrors = new HashMap<>();
  private @Nullable VirtualService desired;
  private @Nullable VirtualService actual;
  private boolean known;
  private @Nullable ServiceStatus seen;
  private List<DestinationStatus> seenServers = List.of();
  private String error = "";
  private long repairs;

  TableEntry(ServiceKey key) {
    this.key = key;
  }

  ServiceKey key() {
    return key;
  }

  void want(@Nullable VirtualService service) {
    desired = service;
  }

  boolean isWanted() {
    return desired != null;
  }

  /** Neither wanted nor there: nothing of it is ours any more. */
  boolean isOver() {
    return known && desired == null && actual == null;
  }

  /** Whether it has been read or written, so that what differs is somebody else's doing. */
  boolean isKnown() {
    return known;
  }

  /** Whether the kernel has it, as far as it has told. */
  boolean isThere() {
    return actual != null;
  }

  /** How many servers a look at it has to read. */
  int weight() {
    return actual == null ? 1 : actual.destinations().size() + 1;
  }

  /** Appends what makes it the wanted one. */
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

  /** All of the plan was done. */
  void settled() {
    actual = desired;
    known = true;
    error = "";
    serverErrors.clear();
    if (desired == null) {
      seen = null;
      seenServers = List.of();
    }
  }

  /**
   * The kernel refused a command.
   *
   * @return whether that is worth a line: it is the first time, and does not follow from the
   *     service's own refusal
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
   * The table has been read.
   *
   * @param service nothing when it is not there
   * @return what somebody else has changed since; nothing when it was not known before
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
    return wasKnown ? changes(before, actual) : List.of();
  }

  /** What the kernel holds, as far as it has told. */
  Optional<VirtualService> actual() {
    return Optional.ofNullable(actual);
  }

  /** Takes what was read of the same service before it was wanted. */
  void knows(TableEntry before) {
    actual = before.actual;
    known = before.known;
    seen = before.seen;
    seenServers = before.seenServers;
  }

  /**
   * Of what says the same, the one that we have. A table is read all the time, and objects that
   * replaced each other as often would have to be collected among those that last.
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

  /** Somebody else's change was found. */
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
        repairs);
  }

  /** A server of a service that the kernel refused has no other reason than the service's own. */
  private String serverError(Destination.Key server) {
    var refused = serverErrors.getOrDefault(server, "");
    return refused.isEmpty() || error.isEmpty() || actual != null ? refused : error;
  }

  /** What is there now, with the counters of the last look. */
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
