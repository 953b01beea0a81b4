package org.holdfast.agent.doctor;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Collects findings; a check that applies and has no finding has passed. */
final class DoctorFindings {

  private final List<Finding> found = new ArrayList<>();
  private final Set<DoctorCheck> looked = EnumSet.noneOf(DoctorCheck.class);

  /** Records that {@code check} applies. */
  void look(DoctorCheck check) {
    looked.add(check);
  }

  void error(DoctorCheck check, String what, String mend) {
    add(new Finding(check, Severity.ERROR, what, mend, ""));
  }

  void warning(DoctorCheck check, String what, String mend) {
    add(new Finding(check, Severity.WARNING, what, mend, ""));
  }

  void ok(DoctorCheck check, String what) {
    add(new Finding(check, Severity.OK, what, "", ""));
  }

  /** Adds the finding that a kernel setting should be {@code value}. */
  void setting(Severity severity, DoctorCheck check, String what, Setting setting, int value) {
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

  /** Returns all findings, worst first, then in the order of {@link DoctorCheck}. */
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
