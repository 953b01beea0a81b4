package org.holdfast.linux;

import com.sun.jna.Native;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An epoll set for descriptors that live for one exchange. It is a descriptor itself, readable
 * while one of its own is ready, so that it can sit on somebody else's event loop: one registration
 * there, and one system call for each descriptor here. Closing a descriptor takes it out.
 *
 * <p>For one thread. Allocates nothing once it has grown.
 */
public final class EpollSet implements AutoCloseable {

  /** Something to read. */
  public static final int IN = 1;

  /** Connected, or room to write. */
  public static final int OUT = 4;

  /** With an error; always told. */
  public static final int ERROR = 8;

  /** Hung up; always told. */
  public static final int HANG_UP = 16;

  /** Told once, and then no more. */
  public static final int ONCE = 1 << 30;

  private static final Logger log = LoggerFactory.getLogger(EpollSet.class);

  private static final int EPOLL_CLOEXEC = 0x8_0000;
  private static final int ADD = 1;
  private static final int MODIFY = 3;
  private static final int AT_ONE_GO = 256;

  // struct epoll_event: events u32, data u64; packed on x86_64 and nowhere else
  private static final boolean PACKED = System.getProperty("os.arch", "").equals("amd64");
  private static final int DATA = PACKED ? 4 : 8;
  private static final int EVENT_SIZE = PACKED ? 12 : 16;

  private final int set;
  private final NativeBuffer event = NativeBuffer.allocate(EVENT_SIZE);
  private final NativeBuffer events = NativeBuffer.allocate(AT_ONE_GO * EVENT_SIZE);

  // A slot for each descriptor; its use is counted, so that an event that was fetched before the
  // slot was freed and taken again is seen to be stale.
  private @Nullable Listener[] listeners = new Listener[64];
  private int[] uses = new int[64];
  private int[] free = new int[64];
  private int freeCount;
  private int slots;

  /** Whose descriptor is ready. */
  @FunctionalInterface
  public interface Listener {
    /** With {@link #IN}, {@link #OUT}, {@link #ERROR} and {@link #HANG_UP}, as far as they hold. */
    void ready(int what);
  }

  /**
   * @throws LinuxException when there is no descriptor left, or no memory
   */
  public EpollSet() {
    set = LibC.epoll_create1(EPOLL_CLOEXEC);
    if (set < 0) {
      throw new LinuxException("open an epoll set", Native.getLastError());
    }
  }

  /** The descriptor for an event loop, level-triggered; then {@link #dispatch}. */
  public int fd() {
    return set;
  }

  /**
   * Adds a descriptor.
   *
   * @param interest of {@link #IN}, {@link #OUT}, {@link #ONCE}
   * @return its slot, for {@link #change} and {@link #forget}; or the error's number negated
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

  /** Asks for something else; 0, or the error's number negated. */
  public int change(int fd, int interest, int slot) {
    return control(MODIFY, fd, interest, slot);
  }

  private int control(int operation, int fd, int interest, int slot) {
    event.bytes().putInt(0, interest).putLong(DATA, ((long) uses[slot] << 32) | slot);
    int done = LibC.epoll_ctl(set, operation, fd, event.address());
    return done < 0 ? -Native.getLastError() : 0;
  }

  /** Tells nothing more of that slot, whose descriptor the caller closes now. */
  public void forget(int slot) {
    listeners[slot] = null;
    uses[slot]++;
    free[freeCount++] = slot;
  }

  /** Tells whom something has happened to, for at most some hundreds; blocks nowhere. */
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
      // The others of this batch must hear of theirs.
      log.error("{} could not be served", listener, failure);
    }
  }

  /** Closes the set; the descriptors in it are their openers' to close. */
  @Override
  public void close() {
    LibC.close(set);
  }
}
