package org.holdfast.agent.status;

import java.io.IOException;
import java.util.List;
import org.holdfast.agent.json.Json;

/**
 * What a reload has changed, or would change.
 *
 * @param applied whether it has been done; false for a preview, and for one that was refused
 * @param changes a line each, empty when there are none
 * @param restart those of them that only a restart of the agent brings about
 * @param refusals what the kernel has refused of the virtual servers that run now, a line each
 * @param warnings of the file, with their places
 * @param errors for which it was refused, with their places; nothing was changed then
 */
public record ReloadReport(
    boolean applied,
    List<String> changes,
    List<String> restart,
    List<String> refusals,
    List<String> warnings,
    List<String> errors) {

  public ReloadReport {
    changes = List.copyOf(changes);
    restart = List.copyOf(restart);
    refusals = List.copyOf(refusals);
    warnings = List.copyOf(warnings);
    errors = List.copyOf(errors);
  }

  /** One that was refused. */
  public static ReloadReport refused(List<String> warnings, List<String> errors) {
    return new ReloadReport(false, List.of(), List.of(), List.of(), warnings, errors);
  }

  /** One JSON object, indented. */
  public String toJson() {
    return Json.pretty(this);
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IOException when it is no such object
   */
  public static ReloadReport fromJson(String json) throws IOException {
    return Json.read(ReloadReport.class, json);
  }
}
