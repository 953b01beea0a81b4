package org.holdfast.health.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.linux.RunAs;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a command may be run: it must exist and be executable, and only root and the user
 * that it runs as may be able to replace the program. These are the rules of keepalived's {@code
 * enable_script_security}, which are always in force here.
 *
 * <p>Every component of the path is checked, including symbolic links and their targets: it must
 * belong to root or to that user, and must be writable neither by everyone nor by a group other
 * than root's. A sticky directory (/tmp) may contain a directory of root or the user, which others
 * can neither remove nor write to. It must not contain the program itself, because once that is
 * removed any user may create another with its name. The owner of {@code /} counts as root, because
 * in a user namespace root has another number.
 *
 * <p>The file system is checked at the time of the call, and again right before each run ({@link
 * #objection}), so that a program that was replaced in the meantime is not run. The check covers
 * neither the arguments, nor the programs that a script starts, nor ACLs beyond their effect on the
 * mode. Reads files and may query user names, so it must not be called on an event loop.
 */
public final class ScriptSecurity {

  private static final Path ROOT = Path.of("/");
  private static final Path SETPRIV = Path.of(RunAs.SETPRIV);
  private static final List<Path> SEARCHED =
      List.of(
          Path.of("/usr/local/sbin"),
          Path.of("/usr/local/bin"),
          Path.of("/usr/sbin"),
          Path.of("/usr/bin"),
          Path.of("/sbin"),
          Path.of("/bin"));
  private static final int MAX_LINKS = 40; // the kernel's limit
  private static final int TYPE = 0170000;
  private static final int DIRECTORY = 0040000;
  private static final int REGULAR = 0100000;
  private static final int LINK = 0120000;
  private static final int STICKY = 01000;
  private static final int GROUP_WRITES = 0020;
  private static final int OTHERS_WRITE = 0002;
  private static final int OWNER_EXECUTES = 0100;
  private static final int NOT_OWNER_EXECUTES = 0011;
  private static final int ANYBODY_EXECUTES = 0111;

  private ScriptSecurity() {}

  /** The result of a check. */
  public sealed interface Finding {
    /**
     * The command may be run with this command line: the program's absolute path and the arguments,
     * preceded by setpriv if needed.
     */
    record Allowed(List<String> argv) implements Finding {
      public Allowed {
        argv = List.copyOf(argv);
      }
    }

    /**
     * The command may not be run, which is an error of the configuration. The text names the
     * component and the reason.
     */
    record Refused(String why) implements Finding {}
  }

  /**
   * Checks a command.
   *
   * @param command the program and its arguments; a name without a slash is searched for in the
   *     usual directories, never in PATH
   * @param user the user to run as; null for the agent's own
   * @param group the group to run as; null for the user's own. Refused without a user.
   * @param supplementaryGroups whether another user's command has that user's further groups
   */
  public static Finding check(
      List<String> command,
      @Nullable String user,
      @Nullable String group,
      boolean supplementaryGroups) {
    try {
      var runAs = user == null ? Optional.<RunAs>empty() : Optional.of(account(user, group));
      if (user == null && group != null) {
        throw new Refusal("group " + group + " without a user");
      }
      int uid = runAs.isPresent() ? runAs.get().uid() : own("uid");
      var program = find(command);
      requireSafe(program, uid);
      var argv = new ArrayList<>(command);
      argv.set(0, program.toString());
      boolean isOwn =
          runAs.isPresent() && runAs.get().uid() == own("uid") && runAs.get().gid() == own("gid");
      return new Finding.Allowed(
          runAs.isEmpty() || isOwn ? argv : runAs.get().command(argv, supplementaryGroups));
    } catch (Refusal e) {
      return new Finding.Refused(e.why);
    }
  }

  /**
   * Checks again a program that is about to be run.
   *
   * @param argv from {@link Finding.Allowed}, perhaps with more arguments
   * @return why it must not be run now; empty when it may be, and when it does not exist, which the
   *     run itself will report
   */
  static Optional<String> objection(List<String> argv) {
    try {
      var program = RunAs.programIn(argv);
      if (program.path().startsWith("/")) {
        int uid = program.uid() < 0 ? own("uid") : program.uid();
        var _ = reachedSafely(Path.of(program.path()), uid);
      }
      return Optional.empty();
    } catch (Missing e) {
      return Optional.empty();
    } catch (Refusal e) {
      return Optional.of(e.why);
    }
  }

  private static RunAs account(String user, @Nullable String group) throws Refusal {
    if (!Files.isExecutable(SETPRIV)) {
      throw new Refusal("user " + user + ": needs " + SETPRIV + ", of the package util-linux");
    }
    var own = RunAs.user(user).orElseThrow(() -> new Refusal("user " + user + ": no such user"));
    if (group == null) {
      return own;
    }
    int gid =
        RunAs.group(group).orElseThrow(() -> new Refusal("group " + group + ": no such group"));
    return new RunAs(own.uid(), gid);
  }

  private static Path find(List<String> command) throws Refusal {
    var name = command.isEmpty() ? "" : command.getFirst();
    if (name.isEmpty()) {
      throw new Refusal("the command is empty");
    }
    if (name.startsWith("/")) {
      return Path.of(name);
    }
    if (name.contains("/")) {
      throw new Refusal(name + ": expected an absolute path, or a name without a slash");
    }
    return SEARCHED.stream()
        .map(directory -> directory.resolve(name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new Refusal(name + ": not found in " + SEARCHED));
  }

  private static void requireSafe(Path program, int uid) throws Refusal {
    requireExecutable(program, reachedSafely(program, uid), uid);
  }

  /** Follows the path as the kernel does, name by name, into the target of each link. */
  private static Entry reachedSafely(Path program, int uid) throws Refusal {
    var root = Entry.of(ROOT);
    var rules = new Rules(program, List.of(0, uid, root.uid), List.of(0, root.gid));
    rules.requireUnwritable(root);
    var ahead = new ArrayDeque<Path>();
    program.forEach(ahead::add);
    var reached = root;
    for (int links = 0; !ahead.isEmpty(); ) {
      var next = reached.child(ahead.remove().toString());
      rules.requireNotShared(reached, next);
      rules.requireUnwritable(next);
      if (next.type() != LINK) {
        reached = next;
        continue;
      }
      if (++links > MAX_LINKS) {
        throw new Refusal(program + ": too many symbolic links");
      }
      var target = next.target();
      var names = new ArrayList<Path>();
      target.forEach(names::add);
      names.reversed().forEach(ahead::addFirst);
      reached = target.isAbsolute() ? root : reached;
    }
    return reached;
  }

  private static void requireExecutable(Path program, Entry entry, int uid) throws Refusal {
    if (entry.type() != REGULAR) {
      throw new Refusal(program + ": not a regular file");
    }
    // only the run itself can show whether the group's bit applies to a user with several groups
    int bits = uid == 0 ? ANYBODY_EXECUTES : entry.uid == uid ? OWNER_EXECUTES : NOT_OWNER_EXECUTES;
    if (!entry.has(bits)) {
      throw new Refusal(program + ": not executable");
    }
  }

  private static int own(String attribute) throws Refusal {
    return Entry.attribute(Path.of("/proc/self"), attribute);
  }

  /** The users and groups that may write the components of the path. */
  private record Rules(Path program, List<Integer> users, List<Integer> groups) {

    void requireUnwritable(Entry entry) throws Refusal {
      if (!users.contains(entry.uid)) {
        throw refusal(
            entry, "belongs to uid " + entry.uid + ", which is neither root nor the script's user");
      }
      if (entry.type() == LINK || (entry.type() == DIRECTORY && entry.has(STICKY))) {
        return;
      }
      if (entry.has(OTHERS_WRITE)) {
        throw refusal(entry, "is writable by everyone");
      }
      if (entry.has(GROUP_WRITES) && !groups.contains(entry.gid)) {
        throw refusal(entry, "is writable by its group, gid " + entry.gid);
      }
    }

    /**
     * The owner of an entry in a sticky directory can remove it, and then any user can take the
     * name.
     */
    void requireNotShared(Entry directory, Entry entry) throws Refusal {
      boolean isShared =
          directory.has(OTHERS_WRITE)
              || (directory.has(GROUP_WRITES) && !groups.contains(directory.gid));
      if (isShared && entry.type() != DIRECTORY && !entry.path.equals(directory.path)) {
        throw refusal(directory, "is a directory in which others can make files, sticky or not");
      }
    }

    private Refusal refusal(Entry entry, String what) {
      return new Refusal(program + ": " + entry.path + " " + what);
    }
  }

  /** One component as lstat reports it. */
  private record Entry(Path path, int uid, int gid, int mode) {

    static Entry of(Path path) throws Refusal {
      return new Entry(
          path, attribute(path, "uid"), attribute(path, "gid"), attribute(path, "mode"));
    }

    static int attribute(Path path, String name) throws Refusal {
      try {
        return (int) Files.getAttribute(path, "unix:" + name, LinkOption.NOFOLLOW_LINKS);
      } catch (NoSuchFileException e) {
        throw new Missing(path + ": no such file");
      } catch (IOException e) {
        throw new Refusal(path + ": " + e.getMessage());
      }
    }

    /** The entry with that name in this directory. */
    Entry child(String name) throws Refusal {
      return switch (name) {
        case "", "." -> this;
        case ".." -> of(path.getParent() == null ? ROOT : path.getParent());
        default -> of(path.resolve(name));
      };
    }

    Path target() throws Refusal {
      try {
        return Files.readSymbolicLink(path);
      } catch (IOException e) {
        throw new Refusal(path + ": " + e.getMessage());
      }
    }

    int type() {
      return mode & TYPE;
    }

    boolean has(int anyOf) {
      return (mode & anyOf) != 0;
    }
  }

  /** Ends a check early; never escapes from this class. */
  private static class Refusal extends Exception {
    private static final long serialVersionUID = 1;
    private final String why;

    Refusal(String why) {
      super(why, null, false, false);
      this.why = why;
    }
  }

  /** The program does not exist. */
  private static final class Missing extends Refusal {
    private static final long serialVersionUID = 1;

    Missing(String why) {
      super(why);
    }
  }
}
