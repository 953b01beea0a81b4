package org.holdfast.agent.doctor;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Collects findings; a check that applies and has no finding has passed. */
final class Findings {

  private final List<Finding> found = new ArrayList<>();
  private final Set<Check> looked = EnumSet.noneOf(Check.class);

  /** Notes that {@code check} applies. */
  void look(Check check) {
    looked.add(check);
  }

  void error(Check check, String what, String mend) {
    add(new Finding(check, Severity.ERROR, what, mend, ""));
  }

  void warning(Check check, String what, String mend) {
    add(new Finding(check, Severity.WARNING, what, mend, ""));
  }

  void ok(Check check, String what) {
    add(new Finding(check, Severity.OK, what, "", ""));
  }

  /** Adds the finding that a kernel setting should be {@code value}. */
  void setting(Severity severity, Check check, String what, Setting setting, int value) {
    var assignment = setting.name() + "=" + value;
    add(
        new Finding(
            check,
            severity,
            what,
            "sysctl -w " + assignment,
            "echo " + assignment + " >>/etc/sysctl.d/90-holdfast.conf"));
  }

  private void add(Finding finding) {
    looked.add(finding.check());
    if (!found.contains(finding)) {
      found.add(finding);
    }
  }

  /** Returns all findings, worst first, then in the order of {@link Check}. */
  List<Finding> sorted() {
    var all = new ArrayList<>(found);
    for (var check : looked) {
      if (found.stream().noneMatch(finding -> finding.check() == check)) {
        all.add(new Finding(check, Severity.OK, "", "", ""));
      }
    }
    all.sort((a, b) ->
        a.severity() == b.severity()
            ? a.check().compareTo(b.check())
            : a.severity().compareTo(b.severity()));
    return List.copyOf(all);
  }
}
