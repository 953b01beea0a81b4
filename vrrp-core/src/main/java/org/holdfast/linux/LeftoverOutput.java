package org.holdfast.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/**
 * The output pipe of a child that has ended, still held open by processes that the child left
 * behind.
 */
public final class LeftoverOutput implements AutoCloseable {

  private static final int EAGAIN = 11;

  private int fd;

  LeftoverOutput(int fd) {
    this.fd = fd;
  }

  /**
   * Discards the available output, at most one full buffer. Does not block.
   *
   * @return whether there may still be writers; if not, this pipe is closed
   */
  public boolean discard(ByteBuffer scratch) {
    if (fd >= 0) {
      long buffer = Pointer.nativeValue(Native.getDirectBufferPointer(scratch));
      long count = SpawnLibC.read(fd, buffer, scratch.capacity());
      if (count == 0 || (count < 0 && Native.getLastError() != EAGAIN)) {
        close();
      }
    }
    return fd >= 0;
  }

  /** Closes the pipe; remaining writers then get SIGPIPE. */
  @Override
  public void close() {
    if (fd >= 0) {
      SpawnLibC.close(fd);
      fd = -1;
    }
  }
}
