package org.holdfast.agent.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.agent.config.NotificationKeywords.Subject;
import org.holdfast.agent.notify.MailConfig;
import org.holdfast.agent.notify.NotificationsConfig;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.SyncGroupConfig;
import org.jspecify.annotations.Nullable;

/**
 * Whose turns are mailed, and of whose priority FIFOs are told: said once where it holds for all of
 * a kind, else by each of those for whom it does.
 */
final class Audience {

  private final NotificationsConfig notifications;
  private final boolean allPriorities;
  private final Map<Subject, Set<String>> mailed = new EnumMap<>(Subject.class);
  private final Set<Subject> general = EnumSet.noneOf(Subject.class);

  Audience(AgentConfig config) {
    notifications = config.notifications();
    var instances = names(config.vrrp().instances());
    allPriorities = !instances.isEmpty() && notifications.priorityTold().containsAll(instances);
    var mail = notifications.mail();
    if (mail != null) {
      split(config, instances, mail.subjects());
    }
  }

  private void split(AgentConfig config, List<String> instances, MailConfig.Subjects subjects) {
    var groups = config.vrrp().syncGroups().stream().map(SyncGroupConfig::name).toList();
    var servers = new ArrayList<String>();
    for (var service : config.virtualServers()) {
      service
          .pool()
          .servers()
          .forEach(
              server -> servers.add(MailConfig.Subjects.server(service.name(), server.name())));
    }
    split(Subject.INSTANCES, subjects.instances(), instances);
    split(Subject.GROUPS, subjects.groups(), groups);
    split(
        Subject.VIRTUAL_SERVERS,
        subjects.virtualServers(),
        config.virtualServers().stream().map(VirtualServerConfig::name).toList());
    split(Subject.SERVERS, subjects.servers(), servers);
  }

  private void split(Subject subject, Set<String> its, Collection<String> all) {
    mailed.put(subject, its);
    if (its.containsAll(all)) {
      general.add(subject);
    }
  }

  private static List<String> names(List<InstanceConfig> instances) {
    return instances.stream().map(InstanceConfig::name).toList();
  }

  /** All of which are mailed of. */
  List<Subject> general() {
    return List.copyOf(general);
  }

  /** Whether every instance's changes of priority are told. */
  boolean allPriorities() {
    return allPriorities;
  }

  /** Whether an instance's changes of priority are told. */
  boolean isToldPriorityOf(String instance) {
    return notifications.priorityTold().contains(instance);
  }

  /** Whether its turns are mailed; null when nothing is. */
  @Nullable Boolean isMailed(Subject subject, String name) {
    var its = mailed.get(subject);
    return its == null ? null : (Boolean) its.contains(name);
  }

  /** Whether the turns of those are mailed that do not say. */
  boolean isMailed(Subject subject) {
    return general.contains(subject);
  }
}
