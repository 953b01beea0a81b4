package org.holdfast.agent.events;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.holdfast.time.ClockTime;

/**
 * An event.
 *
 * @param sequence 1 for the first event after the agent's start, then ascending by 1
 * @param kind one of a fixed set, in kebab case: {@code instance-moved}, {@code server-down}
 * @param subject the affected object: an instance, {@code web/10.0.0.1:80}, {@code agent}
 * @param words one line for people
 * @param details strings, numbers and booleans for programs
 */
public record AgentEvent(
    long sequence,
    Instant time,
    String kind,
    String subject,
    String words,
    Map<String, Object> details) {

  public AgentEvent {
    details = Map.copyOf(details);
  }

  /** Returns the fields by name, in order, with the time as text; the basis of the JSON form. */
  public Map<String, Object> parts() {
    var parts = new LinkedHashMap<String, Object>();
    parts.put("sequence", sequence);
    parts.put("time", ClockTime.of(time));
    parts.put("kind", kind);
    parts.put("subject", subject);
    parts.put("words", words);
    parts.put("details", details);
    return parts;
  }
}
