package org.holdfast.agent.status;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.time.SpanWords;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus;

/**
 * Explains a sync group by its members: what each of them waits for, and what moves all of them.
 */
final class GroupDiagnosis {

  private static final String MASTER = VrrpState.MASTER.name();
  private static final String FAULT = VrrpState.FAULT.name();

  private final SyncGroupStatus group;
  private final List<Explanation> members;

  private GroupDiagnosis(SyncGroupStatus group, List<Explanation> members) {
    this.group = group;
    this.members = members;
  }

  static Diagnosis of(SyncGroupStatus group, List<Explanation> members) {
    var diagnosis = new GroupDiagnosis(group, members);
    return new Diagnosis(group.name(), diagnosis.verdict(), diagnosis.facts());
  }

  private String verdict() {
    var name = "Sync group " + group.name();
    if (group.state().equals(MASTER)) {
      return name + " is master with all its members: " + names();
    }
    if (members.stream().anyMatch(member -> !ownFaults(member.instance()).isEmpty())) {
      return name
          + " is in FAULT: "
          + members.stream()
              .map(Explanation::instance)
              .filter(member -> !ownFaults(member).isEmpty())
              .map(member -> member.name() + " has " + String.join(", ", ownFaults(member)))
              .collect(Collectors.joining("; "));
    }
    if (group.waitsFor().isEmpty()) {
      return "%s is %s, and no member hears a master".formatted(name, group.state());
    }
    return "%s is %s: %s".formatted(name, group.state(), String.join("; ", group.waitsFor()));
  }

  private String names() {
    return members.stream()
        .map(member -> member.instance().name())
        .collect(Collectors.joining(", "));
  }

  private List<String> ownFaults(InstanceStatus member) {
    return SyncGroupStatus.ownFaults(group.name(), member);
  }

  private List<String> facts() {
    var facts = new ArrayList<String>();
    for (var member : members) {
      var instance = member.instance();
      facts.add(
          "%s has been %s for %s: %s"
              .formatted(
                  instance.name(),
                  instance.state(),
                  SpanWords.age(instance.forSeconds()),
                  instance.why()));
    }
    if (group.state().equals(MASTER)) {
      facts.add("all members lose the mastership as soon as one does, by one of these:");
      ways(member -> member.toLoseMastership().stream().filter(way -> !way.contains(itself())))
          .forEach(facts::add);
    } else if (group.state().equals(FAULT)) {
      facts.add("no member leaves FAULT before the faults of all have cleared");
    } else {
      facts.add(
          "the members become master together, as soon as each of them can, by one of these:");
      ways(member -> member.toBecomeMaster().stream()).forEach(facts::add);
    }
    return facts;
  }

  /** The words of a way that only says that there are other members. */
  private String itself() {
    return "another instance in sync group " + group.name();
  }

  private Stream<String> ways(Function<Explanation, Stream<String>> ofMember) {
    return members.stream()
        .flatMap(
            member -> ofMember.apply(member).map(way -> member.instance().name() + ": " + way));
  }
}
