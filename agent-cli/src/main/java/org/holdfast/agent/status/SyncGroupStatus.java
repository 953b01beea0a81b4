package org.holdfast.agent.status;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.vrrp.SyncGroupConfig;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus;

/**
 * A sync group and the states of its members. Plain values.
 *
 * @param state the members' common state, or MIXED if they differ
 * @param members each in the form {@code VI_1 MASTER}
 * @param waitsFor the reasons why the group as a whole is not master, one line each; empty if it is
 *     master
 */
public record SyncGroupStatus(
    String name, String state, List<String> members, List<String> waitsFor) {

  public SyncGroupStatus {
    members = List.copyOf(members);
    waitsFor = List.copyOf(waitsFor);
  }

  /** Returns the status of a group whose members are among these instances. */
  public static SyncGroupStatus of(SyncGroupConfig group, List<InstanceStatus> instances) {
    var members = new ArrayList<String>();
    var states = new ArrayList<String>();
    var waits = new ArrayList<String>();
    for (var instance : instances) {
      if (group.instances().contains(instance.name())) {
        members.add(instance.name() + " " + instance.state());
        states.add(instance.state().name());
        wait(group.name(), instance, waits);
      }
    }
    boolean alike = states.stream().distinct().count() == 1;
    return new SyncGroupStatus(group.name(), alike ? states.getFirst() : "MIXED", members, waits);
  }

  /** Returns the faults of a member itself, without those that it has through the group. */
  static List<String> ownFaults(String group, InstanceStatus member) {
    var through = "sync group " + group + " ";
    return member.faults().stream().filter(fault -> !fault.startsWith(through)).toList();
  }

  private static void wait(String group, InstanceStatus instance, List<String> waits) {
    var name = instance.name();
    var master = instance.master();
    switch (instance.state()) {
      case BACKUP -> {
        if (master != null && master.priority() > 0) {
          waits.add(name + " still hears " + master.source());
        }
      }
      case FAULT -> {
        var own = ownFaults(group, instance);
        if (!own.isEmpty()) {
          waits.add(name + " is at fault: " + String.join("; ", own));
        }
      }
      case MASTER -> {}
      case INIT, STOP -> waits.add(name + " is in " + instance.state());
    }
  }

  /**
   * Returns a text such as {@code MIXED: VI_1 MASTER, VI_2 BACKUP; waits: VI_2 still hears
   * 10.78.0.2}.
   */
  public String words() {
    return state
        + ": "
        + String.join(", ", members)
        + (waitsFor.isEmpty() || state.equals(VrrpState.MASTER.name())
            ? ""
            : "; waits: " + String.join("; ", waitsFor));
  }
}
