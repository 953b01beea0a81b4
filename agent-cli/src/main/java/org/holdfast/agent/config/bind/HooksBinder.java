package org.holdfast.agent.config.bind;

import java.time.Duration;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.NotifyKeywords;
import org.holdfast.vrrp.HookCommands;
import org.holdfast.vrrp.NotifyCommand;
import org.jspecify.annotations.Nullable;

/** Creates the commands that an instance runs before and after it adds or removes its addresses. */
final class HooksBinder {

  private final Report report;
  private final Host host;

  HooksBinder(Report report, Host host) {
    this.report = report;
    this.host = host;
  }

  HookCommands bind(Fields hooks) {
    return new HookCommands(
        awaited(hooks, NotifyKeywords.BEFORE_MASTER, NotifyKeywords.BEFORE_MASTER_LIMIT),
        VrrpBinder.optional(hooks, NotifyKeywords.AFTER_MASTER, report, host),
        awaited(hooks, NotifyKeywords.BEFORE_RELEASE, NotifyKeywords.BEFORE_RELEASE_LIMIT),
        VrrpBinder.optional(hooks, NotifyKeywords.AFTER_RELEASE, report, host));
  }

  private HookCommands.@Nullable Awaited awaited(
      Fields hooks, Key<NotifyCommand> hook, Key<Duration> limit) {
    var command = VrrpBinder.optional(hooks, hook, report, host);
    if (command != null) {
      return new HookCommands.Awaited(command, hooks.get(limit));
    }
    if (hooks.isGiven(limit)) {
      report.error(hooks.spot(limit), "a limit without its command; add " + hook.name());
    }
    return null;
  }
}
