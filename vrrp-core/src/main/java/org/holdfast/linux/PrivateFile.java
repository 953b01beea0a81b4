package org.holdfast.linux;

import com.sun.jna.Native;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A locked file that only this process's user can have written: a regular file of that user with
 * mode 0600 and one name, reached through no symbolic link. Not thread-safe.
 */
public final class PrivateFile implements AutoCloseable {

  private static final int O_RDWR = 2;
  private static final int O_CREAT = 0x40;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x8_0000;
  private static final int O_NOFOLLOW = isArm() ? 0x8000 : 0x2_0000;
  private static final int ELOOP = 40;
  private static final int OWNER_ALONE = 0600;
  private static final int PERMISSIONS = 07777;

  /**
   * The number of attempts to open the file: the name may be given to another file between two
   * steps of an attempt, but not often.
   */
  private static final int ATTEMPTS = 10;

  private final Path path;
  private final int fd;
  private final FileChannel channel;

  private PrivateFile(Path path, int fd, FileChannel channel) {
    this.path = path;
    this.fd = fd;
    this.channel = channel;
  }

  private static boolean isArm() {
    return System.getProperty("os.arch", "").equals("aarch64");
  }

  /**
   * Opens and locks the file, and creates it if it does not exist. Empty when another process holds
   * the lock.
   *
   * @throws FileSystemException when the file cannot be opened, or other users may have written it;
   *     the reason is written for operators
   */
  public static Optional<PrivateFile> open(Path path) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      var file = openUnlocked(path);
      boolean kept = false;
      try {
        if (!file.lock()) {
          return Optional.empty();
        }
        if (file.isStillThere()) {
          kept = true;
          return Optional.of(file);
        }
      } finally {
        if (!kept) {
          file.close();
        }
      }
    }
    throw new FileSystemException(path.toString(), null, "other files take its place all the time");
  }

  private static PrivateFile openUnlocked(Path path) throws IOException {
    int fd = openDescriptor(path);
    boolean kept = false;
    try {
      var descriptor = Path.of("/proc/self/fd/" + fd);
      judge(path, descriptor);
      var channel = FileChannel.open(descriptor, StandardOpenOption.READ, StandardOpenOption.WRITE);
      kept = true;
      return new PrivateFile(path, fd, channel);
    } finally {
      if (!kept) {
        LibC.close(fd);
      }
    }
  }

  private static int openDescriptor(Path path) throws IOException {
    var name = NativeBuffer.ofText(path.toString());
    try {
      // Non-blocking, so that a FIFO in its place delays nothing.
      int flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
      int fd = LibC.open(name.address(), flags, OWNER_ALONE);
      if (fd < 0) {
        throw failure(path, Native.getLastError());
      }
      return fd;
    } finally {
      Reference.reachabilityFence(name);
    }
  }

  private static FileSystemException failure(Path path, int errno) {
    var name = path.toString();
    if (errno == ELOOP) {
      return new FileSystemException(name, null, "it is a symbolic link; remove it");
    }
    return switch (Errno.of(errno).orElse(Errno.EIO)) {
      case ENOENT -> new NoSuchFileException(name);
      case EACCES -> new AccessDeniedException(name);
      default -> new FileSystemException(name, null, Errno.describe(errno));
    };
  }

  private static void judge(Path path, Path descriptor) throws IOException {
    int mode = (int) Files.getAttribute(descriptor, "unix:mode");
    int owner = (int) Files.getAttribute(descriptor, "unix:uid");
    int names = (int) Files.getAttribute(descriptor, "unix:nlink");
    int self = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    String fault;
    if ((mode & 0170000) != 0100000) {
      fault = "it is not a regular file";
    } else if (owner != self) {
      fault = "it belongs to user %d, but this process runs as user %d".formatted(owner, self);
    } else if ((mode & PERMISSIONS) != OWNER_ALONE) {
      fault =
          "its mode is %04o instead of 0600, so others may have written it"
              .formatted(mode & PERMISSIONS);
    } else if (names > 1) {
      fault = "it has more than one name (hard links)";
    } else {
      return;
    }
    throw new FileSystemException(
        path.toString(), null, fault + "; nothing in it is believed: remove it and start again");
  }

  private boolean lock() throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException lockedByThisProcess) {
      return false;
    }
  }

  /** Whether the path still refers to this very file. */
  public boolean isStillThere() {
    try {
      var here = Files.readAttributes(Path.of("/proc/self/fd/" + fd), "unix:dev,ino");
      return here.equals(Files.readAttributes(path, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS));
    } catch (IOException gone) {
      return false;
    }
  }

  /** The file's length in bytes. */
  public long size() throws IOException {
    return channel.size();
  }

  /** Reads from offset {@code at}, until {@code into} is full or the file ends. */
  public void read(ByteBuffer into, long at) throws IOException {
    long position = at;
    while (into.hasRemaining()) {
      int count = channel.read(into, position);
      if (count < 0) {
        return;
      }
      position += count;
    }
  }

  /** Writes the remaining bytes of {@code from}. */
  public void write(ByteBuffer from, long at) throws IOException {
    long position = at;
    while (from.hasRemaining()) {
      position += channel.write(from, position);
    }
  }

  /**
   * Ensures that the first {@code bytes} bytes can be written even if the file system becomes full.
   * The file's contents do not change.
   *
   * @throws FileSystemException when there is no room
   */
  public void reserve(long bytes) throws IOException {
    int errno = LibC.posix_fallocate(fd, 0, bytes);
    if (errno != 0) {
      throw new FileSystemException(
          path.toString(),
          null,
          "no room for its %d bytes: %s".formatted(bytes, Errno.describe(errno)));
    }
  }

  /** Removes the file's name, if it still refers to this file. */
  public void remove() throws IOException {
    if (isStillThere()) {
      Files.deleteIfExists(path);
    }
  }

  /** Releases the lock. */
  @Override
  public void close() throws IOException {
    LibC.close(fd);
    channel.close();
  }
}
