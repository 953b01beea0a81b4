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
 * Whether a command may be run: it is there, it is executable, and nobody but root and the user it
 * runs as can put another program in its place. The same rules as keepalived's {@code
 * enable_script_security}, always on.
 *
 * <p>Every component of the path is looked at, symbolic links and their targets too: it belongs to
 * root or to that user, and neither everyone nor a group other than root's may write it. Below a
 * sticky directory (/tmp) a directory of theirs may lie, which others can neither remove nor enter
 * a name into; a program must not lie there itself, since once it is removed anybody may make
 * another of its name. Who owns {@code /} counts as root, which it is not in a user namespace.
 *
 * <p>Looks at the file system at the time of the call. So it is looked at again right before each
 * run ({@link #objection}): what has been put in the program's place meanwhile is not run. Does not
 * look at the arguments, nor at what a script runs in its turn, nor at ACLs beyond what they show
 * in the mode. Reads files and may ask for user names: not for an event loop.
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
  private static final int MAX_LINKS = 40; // as the kernel
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

  /** What was found. */
  public sealed interface Finding {
    /**
     * It may be run by this: the program's absolute path and the arguments, with setpriv before.
     */
    record Allowed(List<String> argv) implements Finding {
      public Allowed {
        argv = List.copyOf(argv);
      }
    }

    /** It may not: an error of the configuration. The text names the component and the reason. */
    record Refused(String why) implements Finding {}
  }

  /**
   * Looks at a command.
   *
   * @param command the program and its arguments; a name without a slash is looked for in the usual
   *     places, never in PATH
   * @param user to run as; null for the agent's own
   * @param group to run as; null for the user's own. Without a user it is refused.
   */
  public static Finding check(List<String> command, @Nullable String user, @Nullable String group) {
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
      return new Finding.Allowed(runAs.isEmpty() || isOwn ? argv : runAs.get().command(argv));
    } catch (Refusal e) {
      return new Finding.Refused(e.why);
    }
  }

  /**
   * Looks once more at a program that is about to be run.
   *
   * @param argv as {@link Finding.Allowed} has it, perhaps with more arguments
   * @return why it must not be run now; empty when it may, and when it is not there, which the run
   *     itself will tell
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

  /** Walks as the kernel does, name by name, into the target of each link. */
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
    // whether the group's bit is meant for a user with several groups, only the run will tell
    int bits = uid == 0 ? ANYBODY_EXECUTES : entry.uid == uid ? OWNER_EXECUTES : NOT_OWNER_EXECUTES;
    if (!entry.has(bits)) {
      throw new Refusal(program + ": not executable");
    }
  }

  private static int own(String attribute) throws Refusal {
    return Entry.attribute(Path.of("/proc/self"), attribute);
  }

  /** Who may write what leads to the program. */
  private record Rules(Path program, List<Integer> users, List<Integer> groups) {

    void requireUnwritable(Entry entry) throws Refusal {
      if (!users.contains(entry.uid)) {
        throw refusal(
            entry, "belongs to uid " + entry.uid + ", who is neither root nor the script's user");
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

    /** Who owns a sticky directory's entry can remove it, and then it is anybody's name. */
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

  /** One component as lstat shows it. */
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

    /** What that name means in this directory. */
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

  /** Ends a check where it stands; never leaves this class. */
  private static class Refusal extends Exception {
    private static final long serialVersionUID = 1;
    private final String why;

    Refusal(String why) {
      super(why, null, false, false);
      this.why = why;
    }
  }

  /** It is not there. */
  private static final class Missing extends Refusal {
    private static final long serialVersionUID = 1;

    Missing(String why) {
      super(why);
    }
  }
}
