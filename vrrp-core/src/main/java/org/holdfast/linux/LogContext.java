package org.holdfast.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The fields of the log lines that the current thread writes until {@link #close}: what happened,
 * and to which object. The journal and the JSON form show them beside the text. Contexts nest.
 */
public final class LogContext implements AutoCloseable {

  private final List<Field> added = new ArrayList<>();

  /** A field of a line. The names are those of the journal's fields. */
  public enum Field {
    /** The name of a {@link LogEvent}. */
    HOLDFAST_EVENT,
    HOLDFAST_INSTANCE,
    HOLDFAST_GROUP,
    HOLDFAST_SERVICE,
    HOLDFAST_SERVER,
  }

  private LogContext() {}

  /** Lines about no particular object. */
  public static LogContext empty() {
    return new LogContext();
  }

  /** Lines about an instance. */
  public static LogContext ofInstance(String name) {
    return new LogContext().with(Field.HOLDFAST_INSTANCE, name);
  }

  /** Lines about a sync group. */
  public static LogContext ofGroup(String name) {
    return new LogContext().with(Field.HOLDFAST_GROUP, name);
  }

  /** Lines about a virtual server, and one of its real servers unless {@code server} is null. */
  public static LogContext ofService(String name, @Nullable String server) {
    return new LogContext().with(Field.HOLDFAST_SERVICE, name).with(Field.HOLDFAST_SERVER, server);
  }

  /** Lines about an event. */
  public static LogContext of(LogEvent event) {
    return new LogContext().and(event);
  }

  /** Adds the event that the lines report; null adds nothing. */
  public LogContext and(@Nullable LogEvent event) {
    return with(Field.HOLDFAST_EVENT, event == null ? null : event.name());
  }

  private LogContext with(Field field, @Nullable String value) {
    if (value != null && MDC.get(field.name()) == null) {
      MDC.put(field.name(), value);
      added.add(field);
    }
    return this;
  }

  /** Returns the fields of the current thread's lines, by {@link Field} names. */
  public static Map<String, String> fields() {
    var fields = MDC.getCopyOfContextMap();
    return fields == null ? Map.of() : fields;
  }

  @Override
  public void close() {
    added.forEach(field -> MDC.remove(field.name()));
  }
}
