package org.holdfast.vrrp;

/**
 * The bytes that an advert's checksum covers. Version 2 and IPv6 leave no choice. Version 3 over
 * IPv4 has been interpreted in three ways, so every form is accepted on receipt and counted, and
 * the configured form is sent.
 */
public enum ChecksumForm {
  /**
   * The message and a pseudo header with the packet's own destination: RFC 5798 as keepalived reads
   * it.
   */
  PSEUDO_HEADER,
  /**
   * Only the message: version 2's way, RFC 9568's for IPv4, and keepalived's {@code
   * v3_checksum_as_v2}.
   */
  MESSAGE_ONLY,
  /** A unicast message with the multicast group in its pseudo header: keepalived up to 1.3.6. */
  HISTORIC_UNICAST
}
