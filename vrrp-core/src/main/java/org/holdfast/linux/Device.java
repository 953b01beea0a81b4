package org.holdfast.linux;

import java.lang.ref.Reference;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A network interface as sockets need it: the kernel's index, and the name for messages. */
public record Device(int index, String name) {

  /** Stands for no interface in particular: the routes and the addresses of the host decide. */
  public static final Device ANY = new Device(0, "");

  public Device {
    if (index < 0 || (index == 0 && !name.isEmpty())) {
      throw new IllegalArgumentException("interface index: " + index + " (expected: 1 or more)");
    }
  }

  /** Returns this interface, or empty for {@link #ANY}. */
  public Optional<Device> particular() {
    return index == 0 ? Optional.empty() : Optional.of(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Device that && index == that.index && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return index;
  }

  /**
   * The interface with that name in this process's network namespace, if there is one at present.
   */
  public static Optional<Device> named(String name) {
    var text = NativeBuffer.ofText(name);
    try {
      int index = LibC.if_nametoindex(text.address());
      return index == 0 ? Optional.empty() : Optional.of(new Device(index, name));
    } finally {
      Reference.reachabilityFence(text);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
