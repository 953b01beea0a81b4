package org.holdfast.agent.snmp.mib;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import org.holdfast.agent.notify.Transition;
import org.holdfast.agent.snmp.agentx.Oid;
import org.holdfast.agent.snmp.agentx.Value;
import org.holdfast.agent.status.SyncGroupStatus;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.NotifyCommands;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VrrpVersion;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus;

/** The tables of KEEPALIVED-MIB for sync groups, their members, and instances. */
final class InstanceTables {

  static final Oid GROUP_ENTRY = Roots.VRRP.with(1, 1);
  static final Oid INSTANCE_ENTRY = Roots.VRRP.with(3, 1);
  static final int NAME = 2;
  static final int STATE = 4;
  static final int INITIAL_STATE = 5;
  static final int BASE_PRIORITY = 7;
  static final int PREEMPT = 13;

  private static final Oid MEMBER_ENTRY = Roots.VRRP.with(2, 1);
  private static final String MIXED = "MIXED";

  private InstanceTables() {}

  static void add(NavigableMap<Oid, Value> objects, MibFacts facts) {
    var config = facts.config();
    var groupOf = new HashMap<String, String>();
    var groups = config.vrrp().syncGroups();
    for (int i = 0; i < groups.size(); i++) {
      var group = groups.get(i);
      group.instances().forEach(name -> groupOf.put(name, group.name()));
      var commands = group.notifications();
      Row.of(objects, GROUP_ENTRY, i + 1)
          .text(2, group.name())
          .integer(3, groupState(SyncGroupStatus.of(group, facts.instances())))
          .yes(4, config.isMailed(Transition.Kind.GROUP, group.name()))
          .yes(5, commands.all().findAny().isPresent())
          .command(6, commands.master())
          .command(7, commands.backup())
          .command(8, commands.fault())
          .command(9, commands.any())
          .yes(10, false)
          .command(11, commands.stop());
      for (int j = 0; j < group.instances().size(); j++) {
        Row.of(objects, MEMBER_ENTRY, i + 1, j + 1).text(2, group.instances().get(j));
      }
    }
    var statuses = facts.instancesByName();
    var instances = config.vrrp().instances();
    for (int i = 0; i < instances.size(); i++) {
      var instance = instances.get(i);
      var status = statuses.get(instance.name());
      if (status != null) { // otherwise it is being reloaded
        instance(Row.of(objects, INSTANCE_ENTRY, i + 1), facts, instance, status, groupOf);
      }
    }
  }

  private static int groupState(SyncGroupStatus group) {
    return group.state().equals(MIXED)
        ? MibWords.BACKUP
        : MibWords.state(VrrpState.valueOf(group.state()));
  }

  private static void instance(
      Row row,
      MibFacts facts,
      InstanceConfig instance,
      InstanceStatus status,
      Map<String, String> groupOf) {
    var terms = instance.election();
    var config = facts.config();
    boolean second = terms.version() == VrrpVersion.V2;
    var interval = terms.advertisementInterval();
    var commands = instance.notifications();
    var daemon = config.ipvs().syncDaemon();
    var ownDaemon = daemon != null && instance.name().equals(daemon.instance()) ? daemon : null;
    row.text(NAME, instance.name())
        .gauge(3, instance.virtualRouterId())
        .integer(STATE, MibWords.state(status.state()))
        .integer(INITIAL_STATE, initialState(instance))
        .integer(6, MibWords.state(status.state()))
        .integer(BASE_PRIORITY, status.priority().base())
        .integer(8, status.priority().effective())
        .yes(9, !status.addresses().isEmpty() && hasAll(status))
        .text(10, instance.interfaceName())
        .yes(11, !instance.tracks().interfaces().isEmpty())
        .gauge(12, second ? interval.toSeconds() : interval.toMillis() / 10)
        .yes(PREEMPT, facts.preempts(instance))
        .gauge(14, terms.preemptDelay().toSeconds())
        .integer(15, authentication(instance.protocol().authentication()))
        .yes(16, ownDaemon != null)
        .text(17, ownDaemon == null ? null : ownDaemon.interfaceName())
        .text(18, groupOf.get(instance.name()))
        .gauge(19, instance.announcements().delay().toSeconds())
        .yes(20, config.isMailed(Transition.Kind.INSTANCE, instance.name()));
    commands(row, commands);
    row.integer(27, second ? 0 : instance.holdings().accepting() ? 1 : 2)
        .yes(28, false)
        .yes(29, false)
        .integer(30, second ? 2 : 3)
        .yes(33, commands.deleted() != null);
    if (instance.transport() instanceof Transport.Multicast multicast) {
      row.family(34, multicast.group().family()).address(35, multicast.group());
    }
  }

  private static void commands(Row row, NotifyCommands commands) {
    row.yes(21, commands.all().findAny().isPresent())
        .command(22, commands.master())
        .command(23, commands.backup())
        .command(24, commands.fault())
        .command(25, commands.stop())
        .command(26, commands.any())
        .command(31, commands.lowerPriority())
        .command(32, commands.deleted());
  }

  /** Returns the state before the election: an owner begins as master. */
  static int initialState(InstanceConfig instance) {
    return instance.election().isOwner() ? MibWords.MASTER : MibWords.BACKUP;
  }

  private static boolean hasAll(InstanceStatus status) {
    return status.addresses().stream().allMatch(address -> address.found() || address.letGo());
  }

  private static int authentication(Authentication authentication) {
    return switch (authentication) {
      case Authentication.None _, Authentication.HmacTrailer _ -> 0;
      case Authentication.Password _ -> 1;
      case Authentication.AuthenticationHeader _ -> 2;
    };
  }
}
