package org.holdfast.agent.doctor.firewall;

import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A packet that is to get through.
 *
 * @param link that it comes by, or goes by
 * @param protocol IANA's number of what is in it
 * @param source null for one that is not known
 * @param destination as {@code source}
 */
public record Packet(
    Way way,
    Family family,
    String link,
    int protocol,
    @Nullable IpAddress source,
    @Nullable IpAddress destination) {

  /** Seen from this host. */
  public enum Way {
    IN,
    OUT
  }

  boolean isMulticast() {
    return destination != null && destination.isMulticast();
  }
}
