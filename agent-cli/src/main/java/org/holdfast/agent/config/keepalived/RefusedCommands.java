package org.holdfast.agent.config.keepalived;

import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out the commands that script security refuses, as keepalived disables them and goes on:
 * commands with an unknown user, or with a program that other users may change. A track script is
 * left out with its tracks.
 */
final class RefusedCommands {

  private final HostEnvironment world;
  private final Notes notes;

  private RefusedCommands(HostEnvironment world, Notes notes) {
    this.world = world;
    this.notes = notes;
  }

  /** Checks a whole file after every command has its user. */
  static void leaveOut(Mapping root, HostEnvironment world, Notes notes) {
    var refused = new RefusedCommands(world, notes);
    if (root.get("vrrp.scripts") instanceof Mapping scripts) {
      refused.scripts(root, scripts);
    }
    refused.within(root, "");
  }

  private void scripts(Mapping root, Mapping scripts) {
    for (var member : List.copyOf(scripts.members().entrySet())) {
      var name = member.getKey();
      var why = whyRefused(member.getValue());
      if (why != null) {
        say(member.getValue().place(), "vrrp_script " + name, why);
        scripts.remove(name);
        untrack(root, name);
      }
    }
    if (scripts.members().isEmpty() && root.get("vrrp") instanceof Mapping vrrp) {
      vrrp.remove("scripts");
    }
  }

  private static void untrack(Mapping mapping, String script) {
    if (mapping.get("track") instanceof Mapping track
        && track.get("scripts") instanceof Items tracked) {
      tracked.items().removeIf(item -> names(item, script));
      if (tracked.items().isEmpty()) {
        track.remove("scripts");
      }
      if (track.members().isEmpty()) {
        mapping.remove("track");
      }
    }
    for (var member : mapping.members().values()) {
      if (member instanceof Mapping below) {
        untrack(below, script);
      }
    }
  }

  private static boolean names(Tree item, String script) {
    return switch (item) {
      case Text text -> text.text().equals(script);
      case Mapping track -> script.equals(track.text("script"));
      case Items _ -> false;
    };
  }

  private void within(Mapping mapping, String key) {
    for (var member : Map.copyOf(mapping.members()).entrySet()) {
      var name = member.getKey();
      var value = member.getValue();
      boolean isCommand = key.equals("notify") || (key.endsWith("fifo") && name.equals("command"));
      if (isCommand) {
        leaveOut(mapping, name, value);
      } else if (value instanceof Mapping below && !name.equals("scripts")) {
        within(below, name);
      } else if (value instanceof Items list) {
        list.items().removeIf(item -> isRefusedCheck(name, item));
        if (list.items().isEmpty()) {
          mapping.remove(name);
        }
      }
    }
  }

  private void leaveOut(Mapping mapping, String name, Tree command) {
    var why = whyRefused(command);
    if (why != null) {
      say(command.place(), name, why);
      mapping.remove(name);
    }
  }

  /** Looks into the item of a list too, as servers are. */
  private boolean isRefusedCheck(String list, Tree item) {
    if (!(item instanceof Mapping mapping)) {
      return false;
    }
    if (list.equals("check") && mapping.get("script") instanceof Mapping script) {
      var why = whyRefused(script);
      if (why != null) {
        say(script.place(), "MISC_CHECK", why);
        return true;
      }
    }
    within(mapping, list);
    return false;
  }

  /** A list of words, or a mapping with the command, the user and the group. */
  private @Nullable String whyRefused(@Nullable Tree command) {
    return switch (command) {
      case Items words -> whyRefused(words, null, null);
      case Mapping call when call.get("command") instanceof Items words ->
          whyRefused(words, call.text("user"), call.text("group"));
      case null, default -> null;
    };
  }

  private @Nullable String whyRefused(Items words, @Nullable String user, @Nullable String group) {
    var argv = words.items().stream().map(word -> word instanceof Text(_, var text) ? text : "");
    return world.whyRefused(argv.toList(), user, group);
  }

  private void say(FilePosition place, String what, String why) {
    notes.repaired(place, what + ": " + why + "; left out, as keepalived disables it");
  }
}
