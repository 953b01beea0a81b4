package org.holdfast.agent.process;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ServiceMarks;
import org.holdfast.ipvs.OnStop;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The notes in the life record that {@code holdfast release} and the next run need after a crash of
 * the agent: the network namespace, the IPVS services and their firewall marks. PURE.
 *
 * @param netNamespace null for the namespace in which the process is started
 * @param ipvsNamespace the network namespace of the IPVS services; null for {@code netNamespace}
 * @param services empty if the configuration leaves the services in the table after the agent's end
 * @param marks the firewall marks that the agent has given to virtual servers, by their names
 * @param markTables the nftables tables that set them
 */
public record ReleaseNotes(
    @Nullable String netNamespace,
    @Nullable String ipvsNamespace,
    List<ServiceKey> services,
    Map<String, Integer> marks,
    Set<String> markTables) {

  private static final String NAMESPACE = "net-namespace ";
  private static final String IPVS_NAMESPACE = "ipvs-net-namespace ";
  private static final String IPVS = "ipvs ";
  private static final String MARK = "ipvs-mark ";
  private static final String MARK_TABLE = "ipvs-mark-table ";

  public ReleaseNotes {
    services = List.copyOf(services);
    marks = Map.copyOf(marks);
    markTables = Set.copyOf(markTables);
  }

  /** Returns the notes for an agent with that configuration. */
  public static ReleaseNotes of(AgentConfig config) {
    var services = new ArrayList<ServiceKey>();
    if (config.ipvs().onStop() != OnStop.KEEP) {
      config.virtualServers().forEach(server -> services.addAll(server.services()));
    }
    var process = config.process();
    return new ReleaseNotes(
        process.netNamespace(),
        process.ipvsNamespace(),
        services,
        ServiceMarks.of(config),
        Set.of());
  }

  /**
   * Whether the next run needs the notes although the agent ends in order: its services stay in the
   * table, with the firewall marks that it has given them.
   */
  public static boolean outlastsEnd(AgentConfig config) {
    return config.ipvs().onStop() == OnStop.KEEP && config.ipvs().marks() != null;
  }

  /** Returns these notes with the services of {@code more} as well. */
  ReleaseNotes withServicesOf(ReleaseNotes more) {
    return new ReleaseNotes(
        netNamespace,
        ipvsNamespace,
        Stream.concat(services.stream(), more.services.stream()).distinct().toList(),
        marks,
        markTables);
  }

  /** Returns these notes with these tables, and no others. */
  ReleaseNotes withMarkTables(Set<String> tables) {
    return new ReleaseNotes(netNamespace, ipvsNamespace, services, marks, tables);
  }

  /** Reads the notes; lines of unknown kinds are ignored. */
  public static ReleaseNotes parse(List<String> lines) {
    String netNamespace = null;
    String ipvsNamespace = null;
    var services = new ArrayList<ServiceKey>();
    var marks = new LinkedHashMap<String, Integer>();
    var markTables = new LinkedHashSet<String>();
    for (var line : lines) {
      if (line.startsWith(NAMESPACE)) {
        netNamespace = line.substring(NAMESPACE.length());
      } else if (line.startsWith(IPVS_NAMESPACE)) {
        ipvsNamespace = line.substring(IPVS_NAMESPACE.length());
      } else if (line.startsWith(MARK_TABLE)) {
        markTables.add(line.substring(MARK_TABLE.length()));
      } else if (line.startsWith(MARK)) {
        mark(line.substring(MARK.length()), marks);
      } else if (line.startsWith(IPVS)) {
        service(line.substring(IPVS.length())).ifPresent(services::add);
      }
    }
    return new ReleaseNotes(netNamespace, ipvsNamespace, services, marks, markTables);
  }

  /** Returns the notes as lines, for {@link #parse}. */
  public List<String> lines() {
    var lines = new ArrayList<String>();
    if (netNamespace != null) {
      lines.add(NAMESPACE + netNamespace);
    }
    if (ipvsNamespace != null) {
      lines.add(IPVS_NAMESPACE + ipvsNamespace);
    }
    services.forEach(service -> lines.add(IPVS + service.words()));
    marks.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(mark ->
            lines.add(MARK + Integer.toUnsignedString(mark.getValue()) + " " + mark.getKey()));
    markTables.stream().sorted().forEach(table -> lines.add(MARK_TABLE + table));
    return lines;
  }

  private static void mark(String words, Map<String, Integer> marks) {
    int blank = words.indexOf(' ');
    try {
      int mark = Integer.parseUnsignedInt(words.substring(0, Math.max(0, blank)));
      if (mark != 0) {
        marks.put(words.substring(blank + 1), mark);
      }
    } catch (NumberFormatException _) {
      // a line of an unknown kind
    }
  }

  /** Parses the result of {@link ServiceKey#words()}. */
  private static Optional<ServiceKey> service(String words) {
    var fields = words.split(" ", -1);
    try {
      if (fields[0].equals("FWM")) {
        var family = fields.length > 2 ? Family.IPV6 : Family.IPV4;
        return Optional.of(new ServiceKey.Mark(Integer.parseUnsignedInt(fields[1]), family));
      }
      int colon = fields[1].lastIndexOf(':');
      var host = fields[1].substring(0, colon).replaceAll("[\\[\\]]", "");
      return Optional.of(
          new ServiceKey.Address(
              ServiceKey.Protocol.valueOf(fields[0]),
              IpAddress.of(host),
              Integer.parseInt(fields[1].substring(colon + 1))));
    } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
      return Optional.empty();
    }
  }
}
