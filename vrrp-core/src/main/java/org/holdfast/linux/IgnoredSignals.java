package org.holdfast.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/** Signals that this process was started to ignore. */
public final class IgnoredSignals {

  static {
    Native.register(IgnoredSignals.class, NativeLibrary.getProcess());
  }

  private IgnoredSignals() {}

  private static native long signal(int number, long handler);

  /**
   * Lets a signal be handled again, which Java refuses for one that its launcher has had ignored.
   * At no moment does the signal end the process: until there is a handler, it calls getpid(2),
   * which is allowed in a handler, takes no arguments and changes nothing.
   */
  public static void revive(int number) {
    var harmless = NativeLibrary.getProcess().getGlobalVariableAddress("getpid");
    signal(number, Pointer.nativeValue(harmless));
  }
}
