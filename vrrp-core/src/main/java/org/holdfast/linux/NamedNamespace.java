package org.holdfast.linux;

import com.sun.jna.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A network namespace with a name, as {@code ip netns} keeps it in {@code /run/netns}.
 *
 * @param name the name, or the absolute path of a namespace's file
 */
public record NamedNamespace(String name) {

  private static final Path OWN = Path.of("/proc/thread-self/ns/net");
  private static final int O_RDONLY_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x4000_0000;

  /** The path of the namespace's file. */
  public Path path() {
    return Path.of("/run/netns").resolve(name); // an absolute path stays as it is
  }

  /**
   * Whether the calling thread is in it.
   *
   * @throws UncheckedIOException when there is no such namespace
   */
  public boolean isOurs() {
    try {
      return Files.getAttribute(path(), "unix:ino").equals(Files.getAttribute(OWN, "unix:ino"))
          && Files.getAttribute(path(), "unix:dev").equals(Files.getAttribute(OWN, "unix:dev"));
    } catch (IOException e) {
      throw new UncheckedIOException("network namespace " + name + " (" + path() + ")", e);
    }
  }

  /**
   * Enters the namespace with the calling thread alone, for the rest of its life. Must not be
   * called on a virtual thread.
   *
   * @throws LinuxException when there is no such namespace, or the kernel refuses to enter it
   */
  public void enterWithThisThread() {
    try (var where = new CStrings(List.of(path().toString()))) {
      enter(where);
    }
  }

  /**
   * Enters the namespace and executes another program there, with the same process ID, environment
   * and standard streams. A single thread of a JVM can enter the namespace; the executed program is
   * in it as a whole.
   *
   * @param command the program's absolute path and its arguments
   * @throws LinuxException when the kernel refuses to enter the namespace or to execute the
   *     program; otherwise the method never returns
   */
  public void become(List<String> command) {
    try (var where = new CStrings(List.of(path().toString()));
        var argv = new CStrings(command)) {
      enter(where);
      check(FileLibC.execv(argv.first(), argv.array()), "run " + command.getFirst());
    }
  }

  private void enter(CStrings where) {
    int fd = FileLibC.open(where.first(), O_RDONLY_CLOEXEC);
    check(fd, "open " + path());
    int entered = FileLibC.setns(fd, CLONE_NEWNET);
    int errno = Native.getLastError();
    FileLibC.close(fd);
    if (entered != 0) {
      throw new LinuxException("enter the network namespace " + name, errno);
    }
  }

  private static void check(int result, String operation) {
    if (result < 0) {
      throw new LinuxException(operation, Native.getLastError());
    }
  }
}
