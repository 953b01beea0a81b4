package org.holdfast.agent.status;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * What a reload has changed, or would change.
 *
 * @param applied whether it has been done; false for a preview, and for one that was refused
 * @param changes a line each, empty when there are none
 * @param restart those of them that only a restart of the agent brings about
 * @param warnings of the file, with their places
 * @param errors for which it was refused, with their places; nothing was changed then
 */
public record ReloadReport(
    boolean applied,
    List<String> changes,
    List<String> restart,
    List<String> warnings,
    List<String> errors) {

  private static final JSON WRITER =
      JSON.std.with(
          JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_RECORD_FIELDS_IN_DECLARATION_ORDER);

  public ReloadReport {
    changes = List.copyOf(changes);
    restart = List.copyOf(restart);
    warnings = List.copyOf(warnings);
    errors = List.copyOf(errors);
  }

  /** One that was refused. */
  public static ReloadReport refused(List<String> warnings, List<String> errors) {
    return new ReloadReport(false, List.of(), List.of(), warnings, errors);
  }

  /** One JSON object, indented. */
  public String toJson() {
    try {
      return WRITER.asString(this) + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException("reload as JSON", e);
    }
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IOException when it is no such object
   */
  public static ReloadReport fromJson(String json) throws IOException {
    return JSON.std.beanFrom(ReloadReport.class, json);
  }
}
