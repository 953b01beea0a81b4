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
 * Reaps adopted children: when we are process 1, as in a container, or a subreaper, processes that
 * outlive a script become our children. After their end they would stay as zombies, up to the limit
 * of processes.
 *
 * <p>An ended child counts as adopted when two scans in a row have found it and it is not a {@link
 * ChildProcess}; children that the JDK or we wait for are gone by the second scan. Not thread-safe.
 */
public final class Orphans {

  private static final int PR_GET_CHILD_SUBREAPER = 37;
  private static final int WNOHANG = 1;

  private final Path proc = Path.of("/proc");
  private final long self = ProcessHandle.current().pid();
  private Set<Integer> seen = new HashSet<>();

  /** Whether the kernel makes this process the parent of orphans. */
  public static boolean comeHere() {
    if (ProcessHandle.current().pid() == 1) {
      return true;
    }
    try (var answer = new Memory(Integer.BYTES)) {
      answer.setInt(0, 0);
      int result = SpawnLibC.prctl(PR_GET_CHILD_SUBREAPER, Pointer.nativeValue(answer), 0, 0, 0);
      return result == 0 && answer.getInt(0) != 0;
    }
  }

  /**
   * Scans all processes, and removes ended adopted children from the kernel's process table.
   *
   * @return the number of removed children
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

  /** Whether the last scan found no ended child, so that the next one is not urgent. */
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
      return ended; // the next scan finds the rest
    }
    return ended;
  }

  /** Reads {@code 42 (a name) Z 1 ...}; the name may contain parentheses. */
  private boolean isEndedChild(Path process) {
    try {
      var stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 3);
      return fields[0].equals("Z") && Long.parseLong(fields[1]) == self;
    } catch (IOException | RuntimeException e) {
      return false; // the process is gone, or is hidden from this one
    }
  }

  private static boolean reap(int pid) {
    try (var status = new Memory(Integer.BYTES)) {
      return SpawnLibC.waitpid(pid, Pointer.nativeValue(status), WNOHANG) == pid;
    }
  }
}
