package org.holdfast.vrrp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The commands to run on transitions, as argument lists; null for none. {@code any} gets
 * keepalived's four arguments appended: INSTANCE or GROUP, the name, the state, the priority.
 *
 * @param deleted run when a reload has taken the instance away
 * @param lowerPriority run when a master has heard an advert of lower priority
 */
public record NotifyCommands(
    @Nullable List<String> master,
    @Nullable List<String> backup,
    @Nullable List<String> fault,
    @Nullable List<String> stop,
    @Nullable List<String> deleted,
    @Nullable List<String> lowerPriority,
    @Nullable List<String> any) {

  /** Tells nobody. */
  public static final NotifyCommands NONE =
      new NotifyCommands(null, null, null, null, null, null, null);
}
