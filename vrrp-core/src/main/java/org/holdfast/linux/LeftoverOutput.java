package org.holdfast.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/** The pipe of a child that has ended, still held open by processes that it left behind. */
public final class LeftoverOutput implements AutoCloseable {

  private static final int EAGAIN = 11;

  private int fd;

  LeftoverOutput(int fd) {
    this.fd = fd;
  }

  /**
   * Throws away what is there, one buffer full at most. Does not block.
   *
   * @return whether writers may be left; when not, this is closed
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

  /** Writers that are left get SIGPIPE from now on. */
  @Override
  public void close() {
    if (fd >= 0) {
      SpawnLibC.close(fd);
      fd = -1;
    }
  }
}
