package org.holdfast.agent.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.holdfast.agent.events.AgentEvent;
import org.holdfast.agent.screen.Problem;
import org.holdfast.agent.screen.Problems;
import org.holdfast.agent.status.ConfigurationStatus;
import org.holdfast.agent.status.ScriptStatus;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.agent.status.SyncGroupStatus;
import org.holdfast.agent.status.TableReport;
import org.holdfast.agent.status.VirtualServerStatus;
import org.holdfast.health.bfd.io.BfdStatus;
import org.holdfast.time.ClockTime;
import org.holdfast.vrrp.io.InstanceStatus;
import org.holdfast.vrrp.io.InstanceStatus.ObjectStatus;
import org.jspecify.annotations.Nullable;

/**
 * The data of the status page, to be written as JSON: the members of the status report under their
 * names, without those that the page does not show (the process id, the checks, the output of
 * scripts), with the problems and the latest events. PURE.
 *
 * @param problems the worst first
 * @param events the latest {@value #EVENTS}, in order
 */
public record PageState(
    String time,
    String host,
    String version,
    ConfigurationStatus configuration,
    String routerId,
    double upSeconds,
    List<ShownProblem> problems,
    List<InstanceStatus> instances,
    List<SyncGroupStatus> syncGroups,
    List<ObjectStatus> staticObjects,
    List<VirtualServerStatus> virtualServers,
    List<Map<String, Object>> scripts,
    List<BfdStatus> bfdSessions,
    @Nullable TableReport table,
    List<Map<String, Object>> events) {

  /** The number of events on the page. */
  public static final int EVENTS = 100;

  /**
   * A problem as the page shows it.
   *
   * @param severity {@code outage}, {@code fault} or {@code warning}
   * @param text includes the subject
   */
  public record ShownProblem(String severity, String text) {

    static ShownProblem of(Problem problem) {
      return new ShownProblem(problem.severity().name().toLowerCase(Locale.ROOT), problem.text());
    }
  }

  public PageState {
    problems = List.copyOf(problems);
    instances = List.copyOf(instances);
    syncGroups = List.copyOf(syncGroups);
    staticObjects = List.copyOf(staticObjects);
    virtualServers = List.copyOf(virtualServers);
    scripts = List.copyOf(scripts);
    bfdSessions = List.copyOf(bfdSessions);
    events = List.copyOf(events);
  }

  /**
   * Returns the data.
   *
   * @param events in order; the latest {@value #EVENTS} are included
   */
  public static PageState of(StatusReport report, List<AgentEvent> events) {
    return new PageState(
        report.time(),
        report.host(),
        report.version(),
        report.configuration(),
        report.routerId(),
        report.upSeconds(),
        Problems.of(report).stream().map(ShownProblem::of).toList(),
        report.instances(),
        report.syncGroups(),
        report.staticObjects(),
        report.virtualServers(),
        report.scripts().stream().map(PageState::script).toList(),
        report.bfdSessions(),
        report.table(),
        events.subList(Math.max(0, events.size() - EVENTS), events.size()).stream()
            .map(PageState::event)
            .toList());
  }

  private static Map<String, Object> script(ScriptStatus script) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("name", script.name());
    shown.put("state", script.state());
    shown.put("since", script.since());
    shown.put("forSeconds", script.forSeconds());
    shown.put("result", script.result());
    return shown;
  }

  private static Map<String, Object> event(AgentEvent event) {
    return Map.of(
        "sequence", event.sequence(),
        "time", ClockTime.of(event.time()),
        "kind", event.kind(),
        "subject", event.subject(),
        "words", event.words());
  }
}
