package org.holdfast.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Children that nobody waits for: where we are process 1, as in a container, or a subreaper, what
 * outlives a script becomes a child of ours. When it ends, it would stay as a zombie, up to the
 * limit of processes.
 *
 * <p>A child that has ended is taken for such a one when two looks in a row have found it and it is
 * no {@link ChildProcess}; those whom the JDK or we wait for are gone by the second. For one thread
 * at a time.
 */
public final class Orphans {

  private static final int PR_GET_CHILD_SUBREAPER = 37;
  private static final int WNOHANG = 1;

  private final Path proc = Path.of("/proc");
  private final long self = ProcessHandle.current().pid();
  private Set<Integer> seen = new HashSet<>();

  /** Whether orphans come to this process at all. */
  public static boolean comeHere() {
    if (ProcessHandle.current().pid() == 1) {
      return true;
    }
    try (var answer = new Memory(Integer.BYTES)) {
      answer.setInt(0, 0);
      int asked = SpawnLibC.prctl(PR_GET_CHILD_SUBREAPER, Pointer.nativeValue(answer), 0, 0, 0);
      return asked == 0 && answer.getInt(0) != 0;
    }
  }

  /**
   * Looks at all processes, and takes those that have ended off the kernel's list.
   *
   * @return how many
   */
  public int reap() {
    var ended = ended();
    int reaped = 0;
    for (int pid : ended) {
      if (seen.contains(pid) && !ChildProcess.isOurs(pid)) {
        reaped += reap(pid) ? 1 : 0;
      }
    }
    seen = ended;
    return reaped;
  }

  /** Whether the last look has found none that has ended, so that the next has time. */
  public boolean isQuiet() {
    return seen.isEmpty();
  }

  private Set<Integer> ended() {
    var ended = new HashSet<Integer>();
    try (var entries = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (var entry : entries) {
        if (isEndedChild(entry)) {
          ended.add(Integer.valueOf(String.valueOf(entry.getFileName())));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return ended; // what is left is found by the next look
    }
    return ended;
  }

  /** From {@code 42 (a name) Z 1 ...}; the name may have brackets of its own. */
  private boolean isEndedChild(Path process) {
    try {
      var stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 3);
      return fields[0].equals("Z") && Long.parseLong(fields[1]) == self;
    } catch (IOException | RuntimeException e) {
      return false; // gone, or not for us to see
    }
  }

  private static boolean reap(int pid) {
    try (var status = new Memory(Integer.BYTES)) {
      return SpawnLibC.waitpid(pid, Pointer.nativeValue(status), WNOHANG) == pid;
    }
  }
}
