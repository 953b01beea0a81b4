package org.holdfast.agent.doctor;

import java.util.List;

/** Says what is wrong with a host that is to be a director, a real server, or both. */
public final class Doctor {

  private Doctor() {}

  /** The worst first; for each check that applies one finding at least. */
  public static List<Finding> examine(Subject subject, Facts facts) {
    var findings = new Findings();
    subject
        .warnings()
        .forEach(problem -> findings.warning(Check.CONFIGURATION, problem.toString(), ""));
    if (subject.config().isPresent()) {
      findings.look(Check.CONFIGURATION);
      new LinkChecks(facts, findings).check(subject.instances());
      new WireChecks(facts, findings).check(subject.instances());
      new DirectorChecks(facts, findings).check(subject);
      new ForwardingChecks(facts, findings).check(subject);
      new HostChecks(facts, findings).check(subject.config().get());
      AgentChecks.check(facts, findings);
    }
    new ServerChecks(facts, findings).check(subject);
    facts.unseen().forEach(unseen -> findings.warning(Check.CAPABILITIES, unseen, ""));
    return findings.sorted();
  }
}
