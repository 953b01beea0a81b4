package org.holdfast.agent.status;

import java.io.IOException;
import java.util.List;
import org.holdfast.agent.json.Json;

/**
 * The changes of a reload, or of its preview.
 *
 * @param applied whether the reload was carried out; false for a preview and for a refused reload
 * @param changes one line for each change
 * @param restart the changes that need a restart of the agent
 * @param refusals the objects of the running virtual servers that the kernel refuses, one line each
 * @param warnings the warnings about the file, with their positions
 * @param errors the errors, with their positions, because of which the reload was refused; nothing
 *     was changed
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

  /** Returns the report of a refused reload. */
  public static ReloadReport refused(List<String> warnings, List<String> errors) {
    return new ReloadReport(false, List.of(), List.of(), List.of(), warnings, errors);
  }

  /** Returns one JSON object, indented. */
  public String toJson() {
    return Json.pretty(this);
  }

  /**
   * Reads the result of {@link #toJson}.
   *
   * @throws IOException if the text is not such an object
   */
  public static ReloadReport fromJson(String json) throws IOException {
    return Json.read(ReloadReport.class, json);
  }
}
