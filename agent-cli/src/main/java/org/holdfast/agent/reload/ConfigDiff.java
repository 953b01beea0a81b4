package org.holdfast.agent.reload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.load.ConfigDifferences;
import org.holdfast.agent.config.load.ConfigFile.Loaded;
import org.holdfast.vrrp.SyncGroupConfig;
import org.holdfast.vrrp.io.Succession;

/**
 * The changes of a reload, one line for each, by the paths of the keys in the file: {@code
 * vrrp.instances.VI_1.priority 100 -> 150}, {@code + virtual-servers.api}. Secrets are not shown.
 *
 * @param changes the changes in the order of the file's sections; empty exactly if both
 *     configurations are equal
 * @param restart those of the changes that take effect only after a restart of the agent
 */
public record ConfigDiff(List<String> changes, List<String> restart) {

  private static final ConfigDiff NONE = new ConfigDiff(List.of(), List.of());

  /** Keys that take effect only at the start of the process. */
  private static final Set<String> OF_THE_START =
      Set.of("pid-file", "net-namespace", "ipvs.net-namespace");

  private static final Set<String> OF_THE_LOOP =
      Set.of(
          "vrrp.startup-delay",
          "vrrp.delay-after-boot",
          "process.startup",
          "process.startup-limit",
          "process.link-local-igmp",
          "vrrp.lock-memory");

  /** The reason for a change that the file does not show. */
  private static final String OUTSIDE =
      "no key has changed, but what the keys mean has: this host, or a file that one of them names";

  public ConfigDiff {
    changes = List.copyOf(changes);
    restart = List.copyOf(restart);
  }

  /** Returns the changes from {@code before} to {@code after}. */
  public static ConfigDiff of(Loaded before, Loaded after) {
    if (before.config().equals(after.config())) {
      return NONE; // the files may differ in form
    }
    var changes = new ArrayList<String>();
    var restart = new ArrayList<String>();
    boolean isStartSame = before.config().process().equals(after.config().process());
    for (var difference : ConfigDifferences.between(before, after, heirs(before, after))) {
      boolean isOfTheStart = OF_THE_START.contains(difference.path());
      if (isOfTheStart && isStartSame) {
        continue; // an option on the command line overrides the key
      }
      changes.add(difference.line());
      if (isOfTheStart || OF_THE_LOOP.contains(difference.path())) {
        restart.add(difference.line());
      }
    }
    memberships(groups(before.config()), groups(after.config()), changes);
    return new ConfigDiff(changes.isEmpty() ? List.of(OUTSIDE) : changes, restart);
  }

  /** Whether there are no changes. */
  public boolean isEmpty() {
    return changes.isEmpty();
  }

  private static Map<String, String> heirs(Loaded before, Loaded after) {
    var heirs = new LinkedHashMap<String, String>();
    Succession.of(before.config().vrrp().instances(), after.config().vrrp().instances())
        .heirs()
        .forEach((name, heir) -> heirs.put(name, heir.name()));
    return heirs;
  }

  private static List<SyncGroupConfig> groups(AgentConfig config) {
    return config.vrrp().syncGroups();
  }

  /** Adds the changes of instances that have moved to another group, by their new names. */
  private static void memberships(
      List<SyncGroupConfig> before, List<SyncGroupConfig> after, List<String> lines) {
    for (var group : after) {
      var earlier = earlier(before, group);
      for (var member : group.instances()) {
        if (!earlier.contains(member)) {
          lines.add(
              "vrrp.instances."
                  + member
                  + " joins sync group "
                  + group.name()
                  + ": master where the group is, and its faults are the group's");
        }
      }
    }
    var grouped = after.stream().flatMap(group -> group.instances().stream()).toList();
    for (var group : before) {
      for (var member : group.instances()) {
        if (!grouped.contains(member)) {
          lines.add(
              "vrrp.instances."
                  + member
                  + " leaves sync group "
                  + group.name()
                  + ", stays as it is");
        }
      }
    }
  }

  /** Returns the previous members of the group, which may have been renamed. */
  private static List<String> earlier(List<SyncGroupConfig> before, SyncGroupConfig group) {
    return before.stream()
        .filter(one -> one.name().equals(group.name()) || one.instances().equals(group.instances()))
        .findFirst()
        .map(SyncGroupConfig::instances)
        .orElse(List.of());
  }
}
