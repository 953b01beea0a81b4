package org.holdfast.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The user and group that a child is to have.
 *
 * <p>{@code posix_spawn} knows no user, and a thread of ours that changed its own would make the
 * whole JVM undumpable; so util-linux's {@code setpriv} does it, for 1.5 ms more.
 */
public record RunAs(int uid, int gid) {

  /** Where util-linux has it. */
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
   * That user of the machine with its own group. May ask the network (NSS), so this is for the time
   * when a configuration is read.
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

  /** The number of that group of the machine; the same warning holds. */
  public static OptionalInt group(String name) {
    try (var group = new Memory(STRUCT)) {
      boolean found =
          found(group, (at, to, max, result) -> SpawnLibC.getgrnam_r(name, at, to, max, result));
      return found ? OptionalInt.of(group.getInt(GR_GID)) : OptionalInt.empty();
    }
  }

  /** The command that runs {@code argv} so: no other group, no capability, none to be gained. */
  public List<String> command(List<String> argv) {
    var command =
        new ArrayList<>(
            List.of(
                SETPRIV,
                UID + uid,
                "--regid=" + gid,
                "--clear-groups",
                "--inh-caps=-all",
                "--ambient-caps=-all",
                "--no-new-privs",
                END));
    command.addAll(argv);
    return List.copyOf(command);
  }

  /**
   * What a command line runs in the end.
   *
   * @param uid as whom; negative for the agent's own
   */
  public record Program(String path, int uid) {}

  /** The program in what {@link #command} has made, or in any other command line. */
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
      // no such name is 0 with a null result for some libraries, an error's number for others
      return error == 0 && result.getLong(0) != 0;
    }
  }
}
