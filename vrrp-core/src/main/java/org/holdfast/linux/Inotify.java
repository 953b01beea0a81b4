package org.holdfast.linux;

import com.sun.jna.Native;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reports events of files in directories (closed after writing, created, moved, removed) and the
 * disappearance of a directory itself. Never blocks. Not thread-safe.
 *
 * <p>Changes that other machines make on a shared file system are not reported; see {@link
 * FileSystems}.
 */
public final class Inotify implements AutoCloseable {

  private static final int NONBLOCK_CLOEXEC = 0x8_0800;
  private static final int CLOSE_WRITE = 0x8;
  private static final int MOVED = 0x40 | 0x80;
  private static final int CREATE = 0x100;
  private static final int DELETE = 0x200;
  private static final int DELETE_SELF = 0x400;
  private static final int MOVE_SELF = 0x800;
  private static final int UNMOUNT = 0x2000;
  private static final int OVERFLOW = 0x4000;
  private static final int IGNORED = 0x8000;
  private static final int ONLY_DIRECTORY = 0x100_0000;
  private static final int WANTED =
      CLOSE_WRITE | MOVED | CREATE | DELETE | DELETE_SELF | MOVE_SELF | ONLY_DIRECTORY;

  // struct inotify_event: watch i32, mask u32, cookie u32, length u32, then a name of that length
  private static final int HEADER_SIZE = 16;

  private final int fd;
  private final NativeBuffer room = NativeBuffer.allocate(16 * 1024);
  private boolean closed;

  /**
   * Opens an instance without watches.
   *
   * @throws LinuxException when instances or descriptors are exhausted
   */
  public Inotify() {
    fd = LibC.inotify_init1(NONBLOCK_CLOEXEC);
    if (fd < 0) {
      throw new LinuxException("open an inotify instance", Native.getLastError());
    }
  }

  /** An event in a watched directory. */
  public sealed interface Event {

    /** The file with that name in a directory changed, appeared or disappeared. */
    record Changed(int watch, String name) implements Event {}

    /** The directory was removed, moved or unmounted: its watch reports nothing more. */
    record Gone(int watch) implements Event {}

    /** Events were lost: anything may have happened. */
    record Lost() implements Event {}
  }

  /** The descriptor, for a poll. */
  public int fd() {
    return fd;
  }

  /**
   * Watches a directory.
   *
   * @return the watch's number in the events; the existing number when the directory is already
   *     watched
   * @throws LinuxException when it is not a directory, may not be read, or watches are exhausted
   */
  public int watch(Path directory) {
    var path = NativeBuffer.ofText(directory.toString());
    try {
      int watch = LibC.inotify_add_watch(fd, path.address(), WANTED);
      if (watch < 0) {
        throw new LinuxException("watch directory " + directory, Native.getLastError());
      }
      return watch;
    } finally {
      Reference.reachabilityFence(path);
    }
  }

  /** Ends a watch; has no effect when the watch has already ended. */
  public void forget(int watch) {
    var _ = LibC.inotify_rm_watch(fd, watch);
  }

  /** The events since the last call; empty when there are none. */
  public List<Event> read() {
    long count = LibC.read(fd, room.address(), room.capacity());
    return count <= 0 ? List.of() : parse(room.bytes().duplicate().limit((int) count));
  }

  /**
   * Splits a read into events, from 0 to its limit. Never throws; a truncated event counts as lost.
   */
  static List<Event> parse(ByteBuffer read) {
    var bytes = read.slice().order(ByteOrder.nativeOrder());
    var events = new ArrayList<Event>();
    int at = 0;
    while (at < bytes.limit()) {
      int left = bytes.limit() - at - HEADER_SIZE;
      int length = left < 0 ? 0 : bytes.getInt(at + 12);
      if (left < 0 || length < 0 || length > left) {
        events.add(new Event.Lost());
        break;
      }
      int watch = bytes.getInt(at);
      int mask = bytes.getInt(at + 4);
      if ((mask & OVERFLOW) != 0) {
        events.add(new Event.Lost());
      } else if ((mask & (DELETE_SELF | MOVE_SELF | UNMOUNT | IGNORED)) != 0) {
        events.add(new Event.Gone(watch));
      } else {
        events.add(new Event.Changed(watch, name(bytes, at + HEADER_SIZE, length)));
      }
      at += HEADER_SIZE + length;
    }
    return events;
  }

  /** The name up to the zeros that pad it. */
  private static String name(ByteBuffer bytes, int from, int length) {
    int size = 0;
    while (size < length && bytes.get(from + size) != 0) {
      size++;
    }
    var name = new byte[size];
    bytes.get(from, name);
    return new String(name, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      var _ = LibC.close(fd);
    }
  }
}
