package org.holdfast.agent.notify;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.health.script.ScriptSecurity;
import org.holdfast.health.script.ScriptSecurity.Finding;
import org.holdfast.vrrp.NotifyCommands;
import org.jspecify.annotations.Nullable;

/**
 * Notify commands that {@link ScriptSecurity} has looked at.
 *
 * @param commands as they are to be run; without those that were refused
 * @param refusals why each of those was: {@code notify master: /opt/x: no such file}
 */
public record CheckedCommands(NotifyCommands commands, List<String> refusals) {

  public CheckedCommands {
    refusals = List.copyOf(refusals);
  }

  /** Looks at every command. Reads files: not for an event loop. */
  public static CheckedCommands check(NotifyCommands configured) {
    var refusals = new ArrayList<String>();
    var commands =
        new NotifyCommands(
            check("master", configured.master(), refusals),
            check("backup", configured.backup(), refusals),
            check("fault", configured.fault(), refusals),
            check("stop", configured.stop(), refusals),
            check("any", configured.any(), refusals));
    return new CheckedCommands(commands, refusals);
  }

  private static @Nullable List<String> check(
      String key, @Nullable List<String> command, List<String> refusals) {
    if (command == null) {
      return null;
    }
    return switch (ScriptSecurity.check(command, null, null)) {
      case Finding.Allowed(List<String> argv) -> argv;
      case Finding.Refused(String why) -> {
        refusals.add("notify " + key + ": " + why);
        yield null;
      }
    };
  }
}
