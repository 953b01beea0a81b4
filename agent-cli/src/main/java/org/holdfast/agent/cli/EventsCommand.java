package org.holdfast.agent.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.control.ControlClient;
import org.holdfast.agent.json.Json;

/** {@code holdfast events}: lists past events and follows new ones. */
record EventsCommand(AgentRequests requests, boolean json) {

  ExitStatus list(long after) {
    return requests.print(
        client -> client.get("/v1/events?after=" + after), answer -> json ? answer : table(answer));
  }

  private static String table(String answer) throws IOException {
    var text = new StringBuilder();
    if (Json.object(answer).get("events") instanceof List<?> events) {
      events.forEach(event -> text.append(line(event)).append('\n'));
    }
    return text.toString();
  }

  ExitStatus follow() {
    return requests.print(this::follow, answer -> answer);
  }

  private String follow(ControlClient client) throws IOException {
    client.follow(
        "/v1/events?follow",
        line -> {
          requests.out().println(json ? line : words(line));
          requests.out().flush();
        });
    return "";
  }

  private static String words(String line) {
    try {
      return line(Json.object(line));
    } catch (IOException _) {
      return line;
    }
  }

  /**
   * Formats an event: {@code 41 2026-01-31T11:00:00.123+01:00 instance-moved VI_1 is MASTER: no
   * advert had come for 3.414 s}.
   */
  private static String line(Object event) {
    return event instanceof Map<?, ?> parts
        ? "%5s  %s  %-19s  %s"
            .formatted(
                part(parts, "sequence"),
                part(parts, "time"),
                part(parts, "kind"),
                part(parts, "words"))
        : String.valueOf(event);
  }

  private static String part(Map<?, ?> parts, String name) {
    var value = parts.get(name);
    return value == null ? "-" : value.toString();
  }
}
