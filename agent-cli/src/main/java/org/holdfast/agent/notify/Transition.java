package org.holdfast.agent.notify;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.vrrp.NotifyCommands;
import org.jspecify.annotations.Nullable;

/**
 * An instance or group has become something.
 *
 * @param priority the effective one, 0 to 255; keepalived says 0 for groups
 */
public record Transition(Kind kind, String name, State state, int priority) {

  /** As keepalived calls them in a command's arguments. */
  public enum Kind {
    INSTANCE,
    GROUP
  }

  /** The states that are told, by keepalived's names. */
  public enum State {
    MASTER,
    BACKUP,
    FAULT,
    STOP
  }

  /** What is to run, in keepalived's order: the state's own command, then the one for any. */
  List<List<String>> commands(NotifyCommands configured) {
    var commands = new ArrayList<List<String>>(2);
    var own = own(configured);
    if (own != null) {
      commands.add(own);
    }
    if (configured.any() != null) {
      var any = new ArrayList<>(configured.any());
      any.addAll(List.of(kind.name(), name, state.name(), Integer.toString(priority)));
      commands.add(List.copyOf(any));
    }
    return commands;
  }

  private @Nullable List<String> own(NotifyCommands configured) {
    return switch (state) {
      case MASTER -> configured.master();
      case BACKUP -> configured.backup();
      case FAULT -> configured.fault();
      case STOP -> configured.stop();
    };
  }

  @Override
  public String toString() {
    return name + " " + state;
  }
}
