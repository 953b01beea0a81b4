package org.holdfast.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The user and group of a child.
 *
 * <p>{@code posix_spawn} cannot change the user, and an agent thread that changed its own user
 * would make the whole JVM undumpable. Therefore util-linux's {@code setpriv} changes the user,
 * which takes 1.5 ms more.
 */
public record RunAs(int uid, int gid) {

  /** The path of util-linux's setpriv. */
  public static final String SETPRIV = "/usr/bin/setpriv";

  private static final String UID = "--reuid=";
  private static final String END = "--";
  private static final int BUFFER = 64 * 1024;
  // struct passwd: name, passwd, uid, gid, ...; struct group: name, passwd, gid, ...
  private static final int STRUCT = 64;
  private static final int PW_UID = 16;
  private static final int PW_GID = 20;
  private static final int GR_GID = 16;

  /**
   * Looks up a user of this machine, with the user's own group. May query the network (NSS), so it
   * is meant for the time when a configuration is read.
   */
  public static Optional<RunAs> user(String name) {
    try (var passwd = new Memory(STRUCT)) {
      boolean found =
          found(passwd, (at, to, max, result) -> SpawnLibC.getpwnam_r(name, at, to, max, result));
      return found
          ? Optional.of(new RunAs(passwd.getInt(PW_UID), passwd.getInt(PW_GID)))
          : Optional.empty();
    }
  }

  /** Looks up the number of a group of this machine; may query the network too. */
  public static OptionalInt group(String name) {
    try (var group = new Memory(STRUCT)) {
      boolean found =
          found(group, (at, to, max, result) -> SpawnLibC.getgrnam_r(name, at, to, max, result));
      return found ? OptionalInt.of(group.getInt(GR_GID)) : OptionalInt.empty();
    }
  }

  /**
   * The command that runs {@code argv} as this user, without capabilities. As under keepalived, the
   * command may gain what a login of that user may: by a setuid program such as sudo, or by one
   * with file capabilities such as ping. It may not if the agent itself has {@code no_new_privs},
   * which children inherit and which systemd's {@code NoNewPrivileges=} sets, or no longer has the
   * capability in its bounding set.
   *
   * @param supplementaryGroups whether it has the user's further groups; otherwise it has none
   */
  public List<String> command(List<String> argv, boolean supplementaryGroups) {
    var command =
        new ArrayList<>(
            List.of(
                SETPRIV,
                UID + uid,
                "--regid=" + gid,
                supplementaryGroups ? "--init-groups" : "--clear-groups",
                "--inh-caps=-all",
                "--ambient-caps=-all",
                END));
    command.addAll(argv);
    return List.copyOf(command);
  }

  /**
   * The program that a command line finally runs.
   *
   * @param uid the user that it runs as; negative for the agent's own
   */
  public record Program(String path, int uid) {}

  /** The program in a command line from {@link #command} or in any other. */
  public static Program programIn(List<String> argv) {
    int end = argv.indexOf(END);
    boolean isOurs = argv.getFirst().equals(SETPRIV) && end > 0 && argv.get(1).startsWith(UID);
    return isOurs
        ? new Program(argv.get(end + 1), Integer.parseInt(argv.get(1).substring(UID.length())))
        : new Program(argv.getFirst(), -1);
  }

  private interface Lookup {
    int into(long entry, long buffer, long bufferLength, long result);
  }

  private static boolean found(Memory entry, Lookup lookup) {
    try (var buffer = new Memory(BUFFER);
        var result = new Memory(Long.BYTES)) {
      result.setLong(0, 0);
      int error =
          lookup.into(
              Pointer.nativeValue(entry),
              Pointer.nativeValue(buffer),
              BUFFER,
              Pointer.nativeValue(result));
      // for a name that does not exist, some libraries return 0 and a null result, others an error
      // number
      return error == 0 && result.getLong(0) != 0;
    }
  }
}
