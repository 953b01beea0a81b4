package org.holdfast.agent.dumps;

import java.util.List;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.vrrp.NotifyCommand;
import org.jspecify.annotations.Nullable;

/** The text of a dump as it grows, in keepalived's form. */
final class DumpText {

  private final StringBuilder text = new StringBuilder();

  /** Adds the section with which both dumps begin. */
  void globals(AgentConfig config) {
    title("Global definitions");
    var namespace = config.process().netNamespace();
    line(" Network namespace = " + (namespace == null ? "(default)" : namespace));
    line(" Router ID = " + config.routerId());
  }

  void title(String title) {
    line("------< " + title + " >------");
  }

  void line(String line) {
    text.append(line).append('\n');
  }

  /** Adds a heading and the items below it, unless the list is empty. */
  void list(String heading, List<String> items) {
    if (!items.isEmpty()) {
      line("   " + heading);
      items.forEach(item -> line("     " + item));
    }
  }

  /** Adds a command and its user; nothing if there is no command. */
  void command(String what, @Nullable NotifyCommand command) {
    if (command != null) {
      var user = command.user() == null ? "" : ", user " + command.user();
      line(what + " = " + DumpWords.command(command.words()) + user);
    }
  }

  static String yes(boolean set) {
    return set ? "yes" : "no";
  }

  static String enabled(boolean set) {
    return set ? "enabled" : "disabled";
  }

  /** Returns all that was added. */
  @Override
  public String toString() {
    return text.toString();
  }
}
