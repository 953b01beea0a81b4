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
 * Tells what happens to the files of directories: written to the end, made, moved, removed; and
 * that a directory itself has gone. Never blocks. For one thread at a time.
 *
 * <p>Says nothing of changes that other machines make on a shared file system; see {@link
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

  // struct inotify_event: watch i32, mask u32, cookie u32, length u32, then so many bytes of name
  private static final int HEADER_SIZE = 16;

  private final int fd;
  private final NativeBuffer room = NativeBuffer.allocate(16 * 1024);
  private boolean closed;

  /**
   * @throws LinuxException when there is no instance or descriptor left
   */
  public Inotify() {
    fd = LibC.inotify_init1(NONBLOCK_CLOEXEC);
    if (fd < 0) {
      throw new LinuxException("open an inotify instance", Native.getLastError());
    }
  }

  /** What has happened. */
  public sealed interface Event {

    /** Something has happened to the file of that name in a directory. */
    record Changed(int watch, String name) implements Event {}

    /** The directory has been removed, moved or unmounted: its watch says nothing more. */
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
   * @return its number in the events; that of before for one that is watched already
   * @throws LinuxException when it is no directory, may not be read, or no watch is left
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

  /** Ends a watch; harmless when it has ended by itself. */
  public void forget(int watch) {
    var _ = LibC.inotify_rm_watch(fd, watch);
  }

  /** What has happened since the last call; empty when nothing has. */
  public List<Event> read() {
    long count = LibC.read(fd, room.address(), room.capacity());
    return count <= 0 ? List.of() : parse(room.bytes().duplicate().limit((int) count));
  }

  /** Takes what was read apart, from 0 to its limit. Total: what is cut off counts as lost. */
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

  /** Up to the first of the zeros that pad it. */
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
