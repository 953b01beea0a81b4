package org.holdfast.linux;

import com.sun.jna.Native;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An epoll set for short-lived descriptors. It is a descriptor itself and readable while one of its
 * own is ready, so that it can be registered with another event loop: one registration there, and
 * one system call here for each descriptor. Closing a descriptor removes it from the set.
 *
 * <p>Not thread-safe. Allocates nothing once it has grown.
 */
public final class EpollSet implements AutoCloseable {

  /** Reports that there is data to read. */
  public static final int IN = 1;

  /** Reports that the socket is connected, or that there is room to write. */
  public static final int OUT = 4;

  /** Reports an error; always active. */
  public static final int ERROR = 8;

  /** Reports that the peer hung up; always active. */
  public static final int HANG_UP = 16;

  /** Limits the reports of a descriptor to one. */
  public static final int ONCE = 1 << 30;

  private static final Logger log = LoggerFactory.getLogger(EpollSet.class);

  private static final int EPOLL_CLOEXEC = 0x8_0000;
  private static final int ADD = 1;
  private static final int MODIFY = 3;
  private static final int AT_ONE_GO = 256;

  // struct epoll_event: events u32, data u64; packed on x86_64 only
  private static final boolean PACKED = System.getProperty("os.arch", "").equals("amd64");
  private static final int DATA = PACKED ? 4 : 8;
  private static final int EVENT_SIZE = PACKED ? 12 : 16;

  private final int set;
  private final NativeBuffer event = NativeBuffer.allocate(EVENT_SIZE);
  private final NativeBuffer events = NativeBuffer.allocate(AT_ONE_GO * EVENT_SIZE);

  // One slot per descriptor. Each use of a slot has a number, so that an event that was fetched
  // before the slot was freed and reused is recognized as stale.
  private @Nullable Listener[] listeners = new Listener[64];
  private int[] uses = new int[64];
  private int[] free = new int[64];
  private int freeCount;
  private int slots;

  /** The owner of a registered descriptor. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Called with those of {@link #IN}, {@link #OUT}, {@link #ERROR} and {@link #HANG_UP} that
     * apply.
     */
    void ready(int what);
  }

  /**
   * Opens an empty set.
   *
   * @throws LinuxException when descriptors or memory are exhausted
   */
  public EpollSet() {
    set = LibC.epoll_create1(EPOLL_CLOEXEC);
    if (set < 0) {
      throw new LinuxException("open an epoll set", Native.getLastError());
    }
  }

  /**
   * The descriptor for an event loop: when it is readable (level-triggered), call {@link
   * #dispatch}.
   */
  public int fd() {
    return set;
  }

  /**
   * Adds a descriptor.
   *
   * @param interest a combination of {@link #IN}, {@link #OUT}, {@link #ONCE}
   * @return its slot, for {@link #change} and {@link #forget}; or the negated error number
   */
  public int add(int fd, int interest, Listener listener) {
    int slot = freeCount > 0 ? free[--freeCount] : grown();
    listeners[slot] = listener;
    int done = control(ADD, fd, interest, slot);
    if (done < 0) {
      forget(slot);
      return done;
    }
    return slot;
  }

  private int grown() {
    if (slots == listeners.length) {
      listeners = Arrays.copyOf(listeners, 2 * slots);
      uses = Arrays.copyOf(uses, 2 * slots);
      free = Arrays.copyOf(free, 2 * slots);
    }
    return slots++;
  }

  /** Changes the interest of a slot; returns 0 or the negated error number. */
  public int change(int fd, int interest, int slot) {
    return control(MODIFY, fd, interest, slot);
  }

  private int control(int operation, int fd, int interest, int slot) {
    event.bytes().putInt(0, interest).putLong(DATA, ((long) uses[slot] << 32) | slot);
    int done = LibC.epoll_ctl(set, operation, fd, event.address());
    return done < 0 ? -Native.getLastError() : 0;
  }

  /** Stops reports to that slot, whose descriptor the caller is about to close. */
  public void forget(int slot) {
    listeners[slot] = null;
    uses[slot]++;
    free[freeCount++] = slot;
  }

  /** Calls the listeners of ready descriptors, at most some hundreds; never blocks. */
  public void dispatch() {
    int count = LibC.epoll_wait(set, events.address(), AT_ONE_GO, 0);
    var bytes = events.bytes();
    for (int i = 0; i < count; i++) {
      int at = i * EVENT_SIZE;
      long data = bytes.getLong(at + DATA);
      int slot = (int) data;
      var listener = listeners[slot];
      if (listener != null && uses[slot] == (int) (data >>> 32)) {
        tell(listener, bytes.getInt(at));
      }
    }
  }

  private static void tell(Listener listener, int what) {
    try {
      listener.ready(what);
    } catch (RuntimeException | Error failure) {
      // The other listeners of this batch must still be called.
      log.error("{} could not be served", listener, failure);
    }
  }

  /** Closes the set; its descriptors remain open and belong to their owners. */
  @Override
  public void close() {
    LibC.close(set);
  }
}
