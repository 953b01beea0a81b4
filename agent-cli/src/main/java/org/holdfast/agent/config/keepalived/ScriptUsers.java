package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.words.CommandKeywords;
import org.jspecify.annotations.Nullable;

/**
 * Determines which user runs each command, and leaves out the commands that must not run, as
 * keepalived does. A command runs as its own user, or else as the user of {@code script_user}, or
 * else as {@value #USUAL} if the host has that user, or else as the agent's own user unless the
 * file contains {@code enable_script_security}. A command is left out if its user does not exist,
 * or if script security refuses it because other users may change its program.
 */
final class ScriptUsers {

  static final String USUAL = "keepalived_script";

  /** The agent's own user. */
  private static final Runner OWN = new Runner("", "", new FilePosition("", 1, 1));

  private final Notes notes;
  private final HostEnvironment world;
  private boolean secure;
  private boolean broken;
  private @Nullable Runner standard;

  ScriptUsers(Notes notes, HostEnvironment world) {
    this.notes = notes;
    this.world = world;
  }

  /**
   * A user and a group.
   *
   * @param user empty for the agent's own
   * @param group empty for the user's own
   */
  private record Runner(String user, String group, FilePosition place) {}

  /** The keys of a command, its user and its group. */
  record CommandKeys(Key<?> command, Key<String> user, Key<String> group) {}

  /** The keys of a command that has its own mapping. */
  static final CommandKeys COMMAND =
      new CommandKeys(CommandKeywords.COMMAND, CommandKeywords.USER, CommandKeywords.GROUP);

  /** Reads {@code enable_script_security}: a command without a user does not run as root. */
  void secure() {
    secure = true;
  }

  /** Reads {@code script_user USER [[:]GROUP]}. */
  void standard(Statement s) {
    if (s.word(1).isEmpty()) {
      notes.repaired(s.place(), "script_user without a user; ignored");
      return;
    }
    standard = runner(s, 1);
    broken = standard == null;
    if (broken) {
      notes.repaired(s.place(1), "commands that name no user of their own are not run");
    }
  }

  /**
   * Writes the user of the command of {@code s}.
   *
   * @param index the index of the command's own user in the statement, if it has one
   * @param into receives the user and the group; already contains the command if there is one
   * @return false, after adding a note, if the command must not run
   */
  boolean put(Statement s, int index, Mapping into, CommandKeys keys) {
    var runner = s.word(index).isEmpty() ? standard(s.place()) : runner(s, index);
    return put(s.place(), s.keyword(), runner, into, keys);
  }

  /** Like {@link #put(Statement, int, Mapping, CommandKeys)}, for a command that names no user. */
  boolean putStandard(FilePosition place, String what, Mapping into, CommandKeys keys) {
    return put(place, what, standard(place), into, keys);
  }

  private boolean put(
      FilePosition place, String what, @Nullable Runner runner, Mapping into, CommandKeys keys) {
    if (runner == null) {
      notes.repaired(place, what + ": there is no user to run its command; it is not run");
      return false;
    }
    var why = whyRefused(runner, into.items(keys.command()));
    if (why != null) {
      notes.repaired(
          place,
          what
              + ": "
              + why
              + "; it is not run, as keepalived does not run it with enable_script_security");
      return false;
    }
    if (!runner.user().isEmpty()) {
      into.put(keys.user(), runner.place(), runner.user());
      if (!runner.group().isEmpty()) {
        into.put(keys.group(), runner.place(), runner.group());
      }
    }
    return true;
  }

  private @Nullable String whyRefused(Runner runner, List<Tree> command) {
    if (command.isEmpty()) {
      return null;
    }
    var words = new ArrayList<String>();
    for (var word : command) {
      words.add(word instanceof Text text ? text.text() : "");
    }
    return world.whyRefused(
        words,
        runner.user().isEmpty() ? null : runner.user(),
        runner.group().isEmpty() ? null : runner.group());
  }

  /** Returns the user of commands that name none; determined at the first use, as in keepalived. */
  private @Nullable Runner standard(FilePosition place) {
    if (standard == null && !broken) {
      var known = world.hasUser(USUAL);
      if (Boolean.TRUE.equals(known) || (known == null && secure)) {
        standard = new Runner(USUAL, "", place);
      } else if (secure) {
        broken = true;
        notes.repaired(
            place,
            "enable_script_security, and neither script_user nor a user "
                + USUAL
                + " on this host: commands that name no user of their own are not run");
      } else {
        standard = OWN;
      }
    }
    return standard;
  }

  /**
   * Returns the user and the group named at {@code index}, or null if the host does not have them.
   */
  private @Nullable Runner runner(Statement s, int index) {
    var user = s.word(index);
    var group = s.word(index + 1);
    group = group.startsWith(":") ? group.substring(1) : group;
    group = group.isEmpty() ? s.word(index + 2) : group;
    if (Boolean.FALSE.equals(world.hasUser(user))) {
      notes.repaired(s.place(index), s.keyword() + ": user " + user + " does not exist");
      return null;
    }
    if (!group.isEmpty() && Boolean.FALSE.equals(world.hasGroup(group))) {
      notes.repaired(s.place(index), s.keyword() + ": group " + group + " does not exist");
      return null;
    }
    return new Runner(user, group, s.place(index));
  }

  /** Whether commands run as the agent's user because the host's users were not looked up. */
  @SuppressWarnings("ReferenceEquality") // identity, not equality, matters
  boolean dependsOnTheHost() {
    return standard == OWN && world.hasUser(USUAL) == null;
  }
}
