package org.holdfast.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * Waits until one of a set of file descriptors is readable, a time has passed, or another thread
 * calls {@link #wake}. Confined to one thread; {@code wake} and {@code close} may be called from
 * any thread.
 */
public final class FdPoll implements AutoCloseable {

  private static final int EFD_CLOEXEC_NONBLOCK = 0x80800;
  private static final int EINTR = 4;
  private static final short POLLIN = 1;
  private static final int ENTRY = 8; // struct pollfd: fd i32, events i16, revents i16
  private static final int REVENTS = 6;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Memory counter = new Memory(Long.BYTES);
  private final Memory increment = new Memory(Long.BYTES);
  private final int wakeFd;
  private Memory entries = new Memory(64L * ENTRY);
  private int size;
  private boolean closed;

  /**
   * Creates an empty set.
   *
   * @throws SpawnException when the process is out of file descriptors
   */
  public FdPoll() {
    wakeFd = SpawnLibC.eventfd(0, EFD_CLOEXEC_NONBLOCK);
    if (wakeFd < 0) {
      throw new SpawnException("eventfd", Native.getLastError());
    }
    increment.setLong(0, 1);
    clear();
  }

  /** Removes all descriptors. */
  public void clear() {
    size = 0;
    add(wakeFd);
  }

  /**
   * Adds a descriptor; a negative one is never ready.
   *
   * @return its index, for {@link #isReady}
   */
  public int add(int fd) {
    if ((size + 1L) * ENTRY > entries.size()) {
      var larger = new Memory(2 * entries.size());
      larger.write(0, entries.getByteArray(0, size * ENTRY), 0, size * ENTRY);
      entries = larger;
    }
    long at = (long) size * ENTRY;
    entries.setInt(at, fd);
    entries.setShort(at + Integer.BYTES, POLLIN);
    entries.setShort(at + REVENTS, (short) 0);
    return size++;
  }

  /**
   * Blocks for at most {@code nanos}, rounded up to milliseconds; returns at once when it is 0 or
   * less.
   */
  public void await(long nanos) {
    long millis = nanos <= 0 ? 0 : Math.min(Integer.MAX_VALUE, 1 + (nanos - 1) / NANOS_PER_MILLI);
    int ready = SpawnLibC.poll(Pointer.nativeValue(entries), size, (int) millis);
    if (ready < 0 && Native.getLastError() != EINTR) {
      throw new SpawnException("poll", Native.getLastError());
    }
    if (isReady(0)) {
      SpawnLibC.read(wakeFd, Pointer.nativeValue(counter), Long.BYTES);
    }
  }

  /** Whether the descriptor at that index was readable, hung up or invalid in the last wait. */
  public boolean isReady(int place) {
    return entries.getShort((long) place * ENTRY + REVENTS) != 0;
  }

  /** Makes the current wait, or the next one, return at once. */
  public synchronized void wake() {
    if (!closed) {
      SpawnLibC.write(wakeFd, Pointer.nativeValue(increment), Long.BYTES);
    }
  }

  /** Closes the set; must be called only when no thread is waiting. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      SpawnLibC.close(wakeFd);
    }
  }
}
