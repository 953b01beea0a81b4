package org.holdfast.linux;

import com.sun.jna.Native;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads and overwrites regular files that other users may replace at any time, even with a pipe or
 * a link. Opens the file once, without waiting for the other end of a pipe, and checks the opened
 * file instead of its name.
 */
public final class PlainFile {

  private static final int WRITE_ONLY = 0x1;
  private static final int CREATE = 0x40;
  private static final int NO_TERMINAL = 0x100;
  private static final int NONBLOCK = 0x800;
  private static final int CLOSE_ON_EXEC = 0x8_0000;
  private static final int NO_FOLLOW =
      System.getProperty("os.arch").equals("aarch64") ? 0x8000 : 0x2_0000;
  private static final int MODE = 0644;

  private PlainFile() {}

  /**
   * Reads the first bytes of a file; links are followed.
   *
   * @throws NoRegularFileException when the path is not a regular file
   * @throws NoSuchFileException when the path does not exist
   */
  public static byte[] read(Path file, int most) throws IOException {
    int fd = open(file, NONBLOCK | CLOSE_ON_EXEC | NO_TERMINAL);
    try (var in = Files.newInputStream(opened(fd, file))) {
      return in.readNBytes(most);
    } finally {
      LibC.close(fd);
    }
  }

  /**
   * Replaces the contents of a file, or creates it. A link is not followed but is an error.
   *
   * @throws NoRegularFileException when the path is not a regular file
   */
  public static void overwrite(Path file, String text) throws IOException {
    int fd = open(file, WRITE_ONLY | CREATE | NO_FOLLOW | NONBLOCK | CLOSE_ON_EXEC | NO_TERMINAL);
    try {
      Files.writeString(
          opened(fd, file), text, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    } finally {
      LibC.close(fd);
    }
  }

  /** The path exists but is not a regular file. */
  public static final class NoRegularFileException extends IOException {
    private static final long serialVersionUID = 1;

    NoRegularFileException(Path file) {
      super(file + " is not a regular file");
    }
  }

  /**
   * The path under which this process reaches the file it has opened, even if the old name now
   * refers to another one.
   */
  private static Path opened(int fd, Path file) throws IOException {
    var same = Path.of("/proc/self/fd", Integer.toString(fd));
    if (!Files.isRegularFile(same)) {
      throw new NoRegularFileException(file);
    }
    return same;
  }

  private static int open(Path file, int flags) throws IOException {
    var path = NativeBuffer.ofText(file.toString());
    int error;
    try {
      int fd = LibC.open(path.address(), flags, MODE);
      if (fd >= 0) {
        return fd;
      }
      error = Native.getLastError();
    } finally {
      Reference.reachabilityFence(path);
    }
    throw switch (Errno.of(error).orElse(null)) {
      case ENOENT -> new NoSuchFileException(file.toString());
      case EACCES, EPERM -> new AccessDeniedException(file.toString());
      case null, default -> new IOException(file + ": " + Errno.describe(error));
    };
  }
}
