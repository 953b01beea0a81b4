package org.holdfast.agent.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.holdfast.agent.config.load.ConfigPrinter;
import org.holdfast.agent.config.table.Form;
import org.holdfast.agent.config.table.Nearest;
import org.holdfast.agent.control.ControlClient;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.status.Diagnosis;
import org.holdfast.agent.status.Excerpt;
import org.holdfast.agent.status.Explanation;
import org.holdfast.agent.status.ExplanationTable;
import org.holdfast.agent.status.StatusReport;
import org.jspecify.annotations.Nullable;

/** {@code holdfast show} and {@code holdfast explain}: print a part of the status. */
record ShowCommand(AgentRequests requests, boolean json) {

  /**
   * @param name a name or a part of one; null for all
   */
  ExitStatus show(Excerpt.Subject subject, @Nullable String name) {
    return requests.print(
        client -> client.get("/v1/status"), answer -> text(subject, name, answer));
  }

  /**
   * Prints the names of the objects, or a JSON array of them.
   *
   * @param name a name or a part of one; null for all
   */
  ExitStatus names(Excerpt.Subject subject, @Nullable String name) {
    return requests.print(
        client -> client.get("/v1/status"),
        answer -> lines(found(subject, name, StatusReport.fromJson(answer)).names()));
  }

  /**
   * Prints the names of the real servers, or a JSON array of them.
   *
   * @param service the name of a virtual server or a part of one; null for all
   */
  ExitStatus servers(@Nullable String service) {
    return requests.print(
        client -> client.get("/v1/status"),
        answer -> {
          var report = StatusReport.fromJson(answer);
          var services = Set.copyOf(found(Excerpt.Subject.SERVICE, service, report).names());
          return lines(
              report.virtualServers().stream()
                  .filter(each -> services.contains(each.name()))
                  .flatMap(each -> each.servers().stream())
                  .map(server -> server.name())
                  .distinct()
                  .toList());
        });
  }

  private String lines(List<String> names) {
    return json
        ? Json.pretty(names)
        : names.stream().map(name -> name + "\n").collect(Collectors.joining());
  }

  private String text(Excerpt.Subject subject, @Nullable String name, String answer)
      throws IOException {
    var found = found(subject, name, StatusReport.fromJson(answer));
    return json ? Json.pretty(found.values()) : found.table();
  }

  private static Excerpt found(
      Excerpt.Subject subject, @Nullable String name, StatusReport report) {
    var all = Excerpt.of(subject, report);
    var found = name == null ? all : all.named(name);
    if (name != null && found.isEmpty()) {
      var names = all.names();
      throw new AgentRequests.NotFoundException(
          "no " + subject.word() + " \"" + name + "\"" + Nearest.among(name, names));
    }
    return found;
  }

  /**
   * @param defaults whether standard values are shown too, with comments that describe the other
   *     defaults
   */
  ExitStatus config(boolean defaults) {
    var parameter = defaults ? "?defaults" : "";
    return requests.print(client ->
        json
            ? client.get("/v1/config" + parameter)
            : AgentRequests.getOr(
                client,
                "/v1/config/yaml" + parameter,
                () -> config(client.get("/v1/config" + parameter), defaults)));
  }

  /** Returns the text from the JSON of an agent of an older version that sends no text. */
  @SuppressWarnings("unchecked") // the keys of a JSON object are strings
  private static String config(String answer, boolean defaults) throws IOException {
    var running = Json.object(answer);
    if (!(running.get("config") instanceof Map<?, ?> config)) {
      throw new IOException("the answer has no config");
    }
    return ConfigPrinter.running(
        String.valueOf(running.get("file")),
        ConfigPrinter.yaml((Map<String, Object>) config, defaults ? Form.COMPLETE : Form.FILE));
  }

  /** Prints the text of the file. */
  ExitStatus file() {
    return requests.print(client -> client.get("/v1/config/file"), this::file);
  }

  private String file(String answer) throws IOException {
    if (json) {
      return answer;
    }
    var source = Json.object(answer);
    return "# " + source.get("file") + ", as the agent read it\n" + source.get("text");
  }

  /**
   * Explains an instance or, if there is none of that name, a virtual server or a sync group.
   *
   * @param server a server of the virtual server; null for none
   */
  ExitStatus explain(String name, @Nullable String server) {
    var service = "/v1/services/" + ControlClient.segment(name);
    if (server != null) {
      var resource = service + "/servers/" + ControlClient.segment(server) + "/explanation";
      return requests.print(client -> client.get(resource), this::diagnosis);
    }
    return requests.print(
        client ->
            AgentRequests.getOr(
                client,
                "/v1/instances/" + ControlClient.segment(name) + "/explanation",
                () -> client.get(service + "/explanation")),
        answer ->
            Json.object(answer).containsKey("instance") ? explanation(answer) : diagnosis(answer));
  }

  private String explanation(String answer) throws IOException {
    return json ? answer : ExplanationTable.of(Explanation.fromJson(answer));
  }

  private String diagnosis(String answer) throws IOException {
    return json ? answer : Diagnosis.fromJson(answer).toText();
  }
}
