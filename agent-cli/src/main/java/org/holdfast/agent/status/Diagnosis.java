package org.holdfast.agent.status;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.status.VirtualServerStatus.ServerStatus;

/**
 * What a virtual server, a server or a sync group does, and why. Plain values.
 *
 * @param subject the name: {@code web}, {@code web/10.0.0.1:80}
 * @param verdict one sentence
 * @param facts what explains it, most important first, a sentence each
 */
public record Diagnosis(String subject, String verdict, List<String> facts) {

  public Diagnosis {
    facts = List.copyOf(facts);
  }

  /** Explains the virtual server of that name; empty if the report has no such virtual server. */
  public static Optional<Diagnosis> of(StatusReport report, String name) {
    return named(report, name).map(service -> new ServiceDiagnosis(report, service).ofService());
  }

  /** Explains a sync group by the explanations of its members, in the group's order. */
  public static Diagnosis of(SyncGroupStatus group, List<Explanation> members) {
    return GroupDiagnosis.of(group, members);
  }

  /** Explains a server of a virtual server; empty if there is no such server. */
  public static Optional<Diagnosis> ofServer(StatusReport report, String service, String server) {
    return named(report, service)
        .flatMap(found ->
            found.servers().stream()
                .filter(each -> each.name().equals(server))
                .findFirst()
                .map(each -> new ServiceDiagnosis(report, found).ofServer(each)));
  }

  private static Optional<VirtualServerStatus> named(StatusReport report, String name) {
    return report.virtualServers().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /** Returns the names of the servers of a virtual server; empty if there is none of that name. */
  public static List<String> servers(StatusReport report, String service) {
    return named(report, service)
        .map(found -> found.servers().stream().map(ServerStatus::name).toList())
        .orElse(List.of());
  }

  /**
   * Returns how the connections of a virtual server deviate from its weights: the server whose
   * share is furthest off. Empty if no share is, or if there are too few connections to tell.
   */
  public static Optional<String> unevenness(VirtualServerStatus service) {
    return ServiceDiagnosis.unevenness(service);
  }

  /** Returns several lines with a final line feed. */
  public String toText() {
    var text = new StringBuilder(verdict).append('\n');
    facts.forEach(fact -> text.append("  ").append(fact).append('\n'));
    return text.toString();
  }

  /**
   * Reads the agent's response.
   *
   * @throws IOException if the text is not such an object
   */
  public static Diagnosis fromJson(String json) throws IOException {
    return Json.read(Diagnosis.class, json);
  }
}
