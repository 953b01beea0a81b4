package org.holdfast.agent.doctor.firewall;

import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A packet that should pass the filter.
 *
 * @param link the link by which it enters or leaves
 * @param protocol the IANA protocol number
 * @param source null if unknown
 * @param destination null if unknown
 */
public record Packet(
    Way way,
    Family family,
    String link,
    int protocol,
    @Nullable IpAddress source,
    @Nullable IpAddress destination) {

  /** The direction as seen from this host. */
  public enum Way {
    IN,
    OUT
  }

  boolean isMulticast() {
    return destination != null && destination.isMulticast();
  }
}
