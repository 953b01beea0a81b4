package org.holdfast.linux;

import com.sun.jna.Native;
import java.nio.file.Path;
import java.util.List;

/** Creates named pipes. */
public final class NamedPipe {

  private static final int READ_AND_WRITE_BY_OWNER = 0600;

  private NamedPipe() {}

  /**
   * Creates a pipe that only its owner may use.
   *
   * @return false when the path already exists
   * @throws LinuxException when the kernel refuses to create the pipe
   */
  public static boolean make(Path path) {
    try (var strings = new CStrings(List.of(path.toString()))) {
      if (FileLibC.mkfifo(strings.first(), READ_AND_WRITE_BY_OWNER) == 0) {
        return true;
      }
      int errno = Native.getLastError();
      if (errno == Errno.EEXIST.number()) {
        return false;
      }
      throw new LinuxException("make the FIFO " + path, errno);
    }
  }
}
