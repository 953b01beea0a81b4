package org.holdfast.it.lab;

/** Numbers that are sent to an address and come back. Confined to one thread. */
interface LabEcho extends AutoCloseable {
  /** Sends a number; returns false if the kernel rejected it. */
  boolean send(int sequence);

  /** Returns a number that has come back, or -1 if none is waiting. */
  int receive();

  /** Sleeps until a packet arrives, but no longer than {@code nanos}. */
  void await(long nanos);

  @Override
  void close();
}
