package org.holdfast.agent.doctor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.holdfast.agent.json.Json;
import org.holdfast.net.Plural;

/**
 * The findings as text and JSON.
 *
 * @param findings worst first
 */
public record DoctorReport(List<Finding> findings) {

  public DoctorReport {
    findings = List.copyOf(findings);
  }

  /** Whether there is an error among the findings. */
  public boolean hasErrors() {
    return count(Severity.ERROR) > 0;
  }

  private long count(Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }

  /** Returns each error and warning, and one line for all passed checks. */
  public String toText() {
    var text = new StringBuilder();
    for (var finding : findings) {
      if (finding.severity() != Severity.OK) {
        line(text, finding.word(), finding.check().id() + ": " + finding.what());
        line(text, "", finding.check().why());
        line(text, finding.mend().isEmpty() ? "" : "  mend", finding.mend());
        line(text, finding.keep().isEmpty() ? "" : "  keep", finding.keep());
        text.append('\n');
      }
    }
    for (var finding : findings) {
      if (finding.severity() == Severity.OK && !finding.what().isEmpty()) {
        line(text, finding.word(), finding.check().id() + ": " + finding.what());
      }
    }
    var well =
        findings.stream()
            .filter(finding -> finding.severity() == Severity.OK && finding.what().isEmpty())
            .map(finding -> finding.check().id())
            .collect(Collectors.joining(", "));
    line(text, well.isEmpty() ? "" : "ok", well);
    return text.append(Plural.of(count(Severity.ERROR), "error"))
        .append(", ")
        .append(Plural.of(count(Severity.WARNING), "warning"))
        .append('\n')
        .toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    if (!value.isEmpty()) {
      text.append(name).repeat(' ', 9 - name.length()).append(value).append('\n');
    }
  }

  /** Returns one indented JSON object: the counts and {@code findings}. */
  public String toJson() {
    var object = new LinkedHashMap<String, Object>();
    object.put("errors", count(Severity.ERROR));
    object.put("warnings", count(Severity.WARNING));
    object.put("findings", findings.stream().map(DoctorReport::fields).toList());
    return Json.pretty(object);
  }

  private static Map<String, Object> fields(Finding finding) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("check", finding.check().id());
    fields.put("severity", finding.word());
    fields.put("what", finding.what());
    fields.put("why", finding.check().why());
    fields.put("mend", finding.mend());
    fields.put("keep", finding.keep());
    return fields;
  }
}
