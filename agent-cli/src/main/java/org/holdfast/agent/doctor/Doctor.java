package org.holdfast.agent.doctor;

import java.util.List;

/** Finds the problems of a host that is a director, a real server, or both. */
public final class Doctor {

  private Doctor() {}

  /** Returns the findings, worst first; at least one for each check that applies. */
  public static List<Finding> examine(HostRole subject, HostFacts facts) {
    var findings = new DoctorFindings();
    subject
        .warnings()
        .forEach(problem -> findings.warning(DoctorCheck.CONFIGURATION, problem.toString(), ""));
    if (subject.config().isPresent()) {
      findings.look(DoctorCheck.CONFIGURATION);
      new LinkChecks(facts, findings).check(subject.instances());
      new WireChecks(facts, findings).check(subject.instances());
      new DirectorChecks(facts, findings).check(subject);
      new AddressChecks(subject, facts, findings).check();
      new ForwardingChecks(facts, findings).check(subject);
      new GatewayChecks(subject, facts, findings).check();
      new ConnectionChecks(facts, findings).check(subject);
      new HostChecks(facts, findings).check(subject.config().get());
      AgentChecks.check(facts, findings);
    }
    new ServerChecks(facts, findings).check(subject);
    facts.unseen().forEach(unseen -> findings.warning(DoctorCheck.CAPABILITIES, unseen, ""));
    return findings.sorted();
  }
}
