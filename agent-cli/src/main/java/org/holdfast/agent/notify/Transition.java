package org.holdfast.agent.notify;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.vrrp.NotifyCommand;
import org.holdfast.vrrp.NotifyCommands;
import org.jspecify.annotations.Nullable;

/**
 * A reported change of an instance or group.
 *
 * @param subject the {@link org.holdfast.vrrp.io.InstanceId} of the instance, or the group's name
 * @param priority the effective priority, 0 to 255; 0 for groups, as with keepalived
 */
public record Transition(Kind kind, Object subject, State state, int priority) {

  /** The kinds of objects, by keepalived's names in a command's arguments. */
  public enum Kind {
    INSTANCE,
    GROUP
  }

  /** The reported changes, by keepalived's names. */
  public enum State {
    MASTER,
    BACKUP,
    FAULT,
    STOP,
    /** A reload removed the instance or group. */
    DELETED,
    /** The instance received an advert of lower priority and remains master. */
    MASTER_RX_LOWER_PRI,
    /** The instance remains master, with another priority. */
    MASTER_PRIORITY,
    /** The instance remains backup, with another priority. */
    BACKUP_PRIORITY;

    /** Whether the instance or group changed its state. */
    public boolean isMove() {
      return switch (this) {
        case MASTER, BACKUP, FAULT, STOP, DELETED -> true;
        case MASTER_RX_LOWER_PRI, MASTER_PRIORITY, BACKUP_PRIORITY -> false;
      };
    }

    /** Whether no further change of the instance or group follows. */
    public boolean isLast() {
      return equals(STOP) || equals(DELETED);
    }
  }

  /** Returns the current name of the instance or group; a reload may rename an instance. */
  public String name() {
    return subject.toString();
  }

  /**
   * Returns the commands to run, in keepalived's order: the command for the state, then the command
   * for any state.
   */
  List<List<String>> commands(NotifyCommands configured) {
    var commands = new ArrayList<List<String>>(2);
    var own = own(configured);
    if (own != null) {
      commands.add(own.words());
    }
    if (configured.any() != null && state.isMove()) {
      var any = new ArrayList<>(configured.any().words());
      any.addAll(List.of(kind.name(), name(), state.name(), Integer.toString(priority)));
      commands.add(List.copyOf(any));
    }
    return commands;
  }

  private @Nullable NotifyCommand own(NotifyCommands configured) {
    return switch (state) {
      case MASTER -> configured.master();
      case BACKUP -> configured.backup();
      case FAULT -> configured.fault();
      case STOP -> configured.stop();
      case DELETED -> configured.deleted();
      case MASTER_RX_LOWER_PRI -> configured.lowerPriority();
      case MASTER_PRIORITY, BACKUP_PRIORITY -> null;
    };
  }

  /** Returns keepalived's line for a FIFO, without a line feed. */
  String line() {
    return kind + " \"" + subject + "\" " + state + " " + priority;
  }

  @Override
  public String toString() {
    return subject + " " + state;
  }
}
