package org.holdfast.agent.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.ipvs.OnStop;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The notes in the life record that {@code holdfast release} needs after a crash of the agent: the
 * network namespace and the IPVS services. PURE.
 *
 * @param netNamespace null for the namespace in which the process is started
 * @param ipvsNamespace the network namespace of the IPVS services; null for {@code netNamespace}
 * @param services empty if the configuration leaves the services in the table after the agent's end
 */
public record ReleaseNotes(
    @Nullable String netNamespace, @Nullable String ipvsNamespace, List<ServiceKey> services) {

  private static final String NAMESPACE = "net-namespace ";
  private static final String IPVS_NAMESPACE = "ipvs-net-namespace ";
  private static final String IPVS = "ipvs ";

  public ReleaseNotes {
    services = List.copyOf(services);
  }

  /** Returns the notes for an agent with that configuration. */
  public static ReleaseNotes of(AgentConfig config) {
    var services = new ArrayList<ServiceKey>();
    if (config.ipvs().onStop() != OnStop.KEEP) {
      config.virtualServers().forEach(server -> services.addAll(server.keys()));
    }
    var process = config.process();
    return new ReleaseNotes(process.netNamespace(), process.ipvsNamespace(), services);
  }

  /** Returns these notes with the services of {@code more} as well. */
  ReleaseNotes withServicesOf(ReleaseNotes more) {
    return new ReleaseNotes(
        netNamespace,
        ipvsNamespace,
        Stream.concat(services.stream(), more.services.stream()).distinct().toList());
  }

  /** Reads the notes; lines of unknown kinds are ignored. */
  public static ReleaseNotes parse(List<String> lines) {
    String netNamespace = null;
    String ipvsNamespace = null;
    var services = new ArrayList<ServiceKey>();
    for (var line : lines) {
      if (line.startsWith(NAMESPACE)) {
        netNamespace = line.substring(NAMESPACE.length());
      } else if (line.startsWith(IPVS_NAMESPACE)) {
        ipvsNamespace = line.substring(IPVS_NAMESPACE.length());
      } else if (line.startsWith(IPVS)) {
        service(line.substring(IPVS.length())).ifPresent(services::add);
      }
    }
    return new ReleaseNotes(netNamespace, ipvsNamespace, services);
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
    return lines;
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
