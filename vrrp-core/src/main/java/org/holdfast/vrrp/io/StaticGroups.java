package org.holdfast.vrrp.io;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.vrrp.StaticConfig;
import org.holdfast.vrrp.VirtualObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether all static objects of each track group are present. A group is looked at a
 * moment after an event that may have removed an object, so that a repair comes first. Owned by the
 * kernel loop.
 */
final class StaticGroups {

  private static final Logger log = LoggerFactory.getLogger(StaticGroups.class);

  /** Time for a repair, in milliseconds. */
  static final long AFTER_MILLIS = 50;

  private final KernelObjects objects;
  private final AddressKeeper.Later later;
  private final Listener listener;
  private final Map<String, Boolean> reported = new HashMap<>();
  private List<StaticConfig.Group> groups = List.of();
  private boolean planned;

  /** Called on the kernel loop when a group is found complete or incomplete. */
  interface Listener {
    void reported(String group, boolean complete);
  }

  StaticGroups(KernelObjects objects, AddressKeeper.Later later, Listener listener) {
    this.objects = objects;
    this.later = later;
    this.listener = listener;
  }

  void follow(List<StaticConfig.Group> next) {
    groups = next;
    reported.keySet().removeIf(name -> next.stream().noneMatch(one -> one.name().equals(name)));
    doubt();
  }

  /** Looks at the groups soon, because an object may have been removed or added. */
  void doubt() {
    if (!groups.isEmpty() && !planned) {
      planned = true;
      later.run(this::look, AFTER_MILLIS);
    }
  }

  private void look() {
    planned = false;
    var all = groups.stream().flatMap(group -> group.objects().stream()).toList();
    var present = objects.present(all);
    for (var group : groups) {
      var missing =
          group.objects().stream()
              .filter(object -> !present.test(object) && !objects.isLetGo(object))
              .toList();
      var before = reported.put(group.name(), missing.isEmpty());
      if (before == null || before != missing.isEmpty()) {
        log(group, missing, before);
        listener.reported(group.name(), missing.isEmpty());
      }
    }
  }

  private static void log(
      StaticConfig.Group group, List<VirtualObject> missing, @Nullable Boolean before) {
    if (!missing.isEmpty()) {
      log.warn(
          "Static group {}: {} missing and cannot be added",
          group.name(),
          missing.stream().map(VirtualObject::words).toList());
    } else if (before != null) {
      log.info("Static group {} is complete again", group.name());
    }
  }
}
