package org.holdfast.agent.doctor;

import java.util.ArrayList;
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

  /** The most findings with one mend that the text has; JSON has all. */
  private static final int MOST_ALIKE = 3;

  /** Whether there is an error among the findings. */
  public boolean hasErrors() {
    return count(Severity.ERROR) > 0;
  }

  private long count(Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }

  /** Returns the errors, the warnings, each mend once, and one line for all passed checks. */
  public String toText() {
    var text = new StringBuilder();
    append(text, "MUST BE MENDED", Severity.ERROR);
    append(text, "SHOULD BE MENDED", Severity.WARNING);
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

  /** Findings of one check with the same mend are told together. */
  private void append(StringBuilder text, String heading, Severity severity) {
    var groups = new LinkedHashMap<List<String>, List<Finding>>();
    for (var finding : findings) {
      if (finding.severity() == severity) {
        var what = finding.mend().isEmpty() ? finding.what() : "";
        groups
            .computeIfAbsent(
                List.of(finding.check().id(), finding.mend(), what), _ -> new ArrayList<>())
            .add(finding);
      }
    }
    if (!groups.isEmpty()) {
      text.append(heading).append('\n');
    }
    for (var group : groups.values()) {
      var first = group.getFirst();
      line(text, first.word(), first.check().id() + ": " + first.what());
      group.stream()
          .skip(1)
          .limit(MOST_ALIKE - 1)
          .forEach(finding -> line(text, "", finding.what()));
      int more = group.size() - MOST_ALIKE;
      line(text, "", more > 0 ? "and " + more + " more of this kind" : "");
      line(text, "", first.check().why());
      line(text, first.mend().isEmpty() ? "" : "  mend", first.mend());
      line(text, first.keep().isEmpty() ? "" : "  keep", first.keep());
      text.append('\n');
    }
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
