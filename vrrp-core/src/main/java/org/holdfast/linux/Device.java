package org.holdfast.linux;

/** A network interface as sockets need it: the kernel's index, and the name for messages. */
public record Device(int index, String name) {

  public Device {
    if (index <= 0) {
      throw new IllegalArgumentException("interface index: " + index + " (expected: 1 or more)");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
