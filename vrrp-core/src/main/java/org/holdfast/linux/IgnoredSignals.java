package org.holdfast.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/** Signals that were ignored when this process was started. */
public final class IgnoredSignals {

  static {
    Native.register(IgnoredSignals.class, NativeLibrary.getProcess());
  }

  private IgnoredSignals() {}

  private static native long signal(int number, long handler);

  /**
   * Makes an ignored signal available to handlers again; Java refuses handlers for signals that
   * were ignored when it was started. The signal never ends the process in the meantime: until
   * there is a handler, it calls getpid(2), which is allowed in a handler, takes no arguments and
   * changes nothing.
   */
  public static void revive(int number) {
    var harmless = NativeLibrary.getProcess().getGlobalVariableAddress("getpid");
    signal(number, Pointer.nativeValue(harmless));
  }
}
