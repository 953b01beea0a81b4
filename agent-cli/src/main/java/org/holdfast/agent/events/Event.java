package org.holdfast.agent.events;

import java.time.Instant;
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
}
