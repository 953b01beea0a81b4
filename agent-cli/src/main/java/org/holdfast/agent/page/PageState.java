package org.holdfast.agent.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.events.AgentEvent;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.screen.Problem;
import org.holdfast.agent.screen.Problems;
import org.holdfast.agent.status.ScriptStatus;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.time.ClockTime;

/**
 * The data of the status page: the members of the status report under their names, without those
 * that the page does not show (the process id, the checks, the output of scripts), with the
 * problems and the latest events. PURE.
 */
public final class PageState {

  /** The number of events on the page. */
  public static final int EVENTS = 100;

  private PageState() {}

  /**
   * Returns the data as JSON in UTF-8.
   *
   * @param events in order; the latest {@value #EVENTS} are included
   */
  public static byte[] of(StatusReport report, List<AgentEvent> events) {
    var state = new LinkedHashMap<String, Object>();
    state.put("time", report.time());
    state.put("host", report.host());
    state.put("version", report.version());
    state.put("configuration", report.configuration());
    state.put("routerId", report.routerId());
    state.put("upSeconds", report.upSeconds());
    state.put("problems", Problems.of(report).stream().map(Problem::text).toList());
    state.put("instances", report.instances());
    state.put("syncGroups", report.syncGroups());
    state.put("staticObjects", report.staticObjects());
    state.put("virtualServers", report.virtualServers());
    state.put("scripts", report.scripts().stream().map(PageState::script).toList());
    state.put("bfdSessions", report.bfdSessions());
    state.put("table", report.table());
    state.put(
        "events",
        events.subList(Math.max(0, events.size() - EVENTS), events.size()).stream()
            .map(PageState::event)
            .toList());
    return Json.lineBytes(state);
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
