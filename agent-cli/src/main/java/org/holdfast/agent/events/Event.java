package org.holdfast.agent.events;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that has happened.
 *
 * @param sequence from 1, one more with each event of this life of the agent
 * @param kind of a fixed set, in kebab case: {@code instance-moved}, {@code server-down}
 * @param subject what it happened to: an instance, {@code web/10.0.0.1:80}, {@code agent}
 * @param words for a person, one line
 * @param details for a program: text, numbers and truth values
 */
public record Event(
    long sequence,
    Instant time,
    String kind,
    String subject,
    String words,
    Map<String, Object> details) {

  public Event {
    details = Map.copyOf(details);
  }

  /** Its parts by name, in order, the time as text: what JSON is made of. */
  public Map<String, Object> parts() {
    var parts = new LinkedHashMap<String, Object>();
    parts.put("sequence", sequence);
    parts.put("time", time.toString());
    parts.put("kind", kind);
    parts.put("subject", subject);
    parts.put("words", words);
    parts.put("details", details);
    return parts;
  }
}
