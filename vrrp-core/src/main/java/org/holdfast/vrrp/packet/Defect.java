package org.holdfast.vrrp.packet;

import java.util.Locale;

/**
 * Why a packet is not an advert for this instance. Packets are checked in the order of the
 * constants, and a packet with several defects has the first. The order is keepalived's, except
 * that the checks which keepalived or its kernel makes before all others also come first here.
 *
 * <p>A defect changes only a counter, and never a timer.
 */
public enum Defect implements Parsed {
  /** Not the IPv4 header of a VRRP or AH packet; the kernel never delivers such a packet. */
  IP_HEADER("packet_len_err"),
  /** Shorter than its headers and its count of addresses require (RFC 9568 section 7.1). */
  TRUNCATED("packet_len_err"),
  /** For another virtual router; several instances may share a socket. */
  VRID(""),
  /** No authentication header where AH is configured. */
  AH_MISSING("authtype_mismatch"),
  /** An authentication header where AH is not configured. */
  AH_UNEXPECTED("authtype_mismatch"),
  /** Longer than its fields say, and not because of Ethernet's padding or an expected trailer. */
  LENGTH("packet_len_err"),
  /** A multicast advert that was forwarded: TTL or hop limit below 255 (RFC 9568 section 7.1). */
  TTL("ip_ttl_err"),
  /** Not the configured version (RFC 9568 section 7.1). */
  VERSION("vers_err"),
  /** No HMAC trailer where one is enforced (draft-cassen-vrrp-auth-hmac). */
  HMAC_MISSING("auth_ext_missing"),
  /** An HMAC trailer of another type, or with reserved bits set. */
  HMAC_MALFORMED("auth_ext_malformed"),
  /** An HMAC trailer under a key that is not configured. */
  HMAC_UNKNOWN_KEY("auth_ext_unknown_key"),
  /** An HMAC trailer that does not match the message. */
  HMAC_INVALID("auth_ext_invalid_hmac"),
  /** An authenticated message whose sender's clock is too far from ours. */
  HMAC_STALE("auth_ext_stale"),
  /** An authenticated message that is not newer than the last one of its sender. */
  HMAC_REPLAY("auth_ext_replay"),
  /** A version 2 authentication type that does not exist (RFC 2338 section 5.3.6). */
  AUTH_TYPE_UNKNOWN("invalid_authtype"),
  /** A version 2 authentication type other than the configured one. */
  AUTH_TYPE_MISMATCH("authtype_mismatch"),
  /** A version 2 password other than ours. */
  PASSWORD("auth_failure"),
  /** An authentication header that does not lead to VRRP, or is not 24 bytes long. */
  AH_HEADER(""),
  /** An authentication header whose SPI is not the sender's address. */
  AH_SPI("auth_failure"),
  /** An authentication header that does not match the packet (RFC 2402 section 3.4.4). */
  AH_ICV("auth_failure"),
  /**
   * An authenticated packet with a sequence below the highest known, or one that was accepted
   * before (RFC 2402 section 3.4.3).
   */
  AH_REPLAY("auth_failure"),
  /**
   * Version 2 with an interval other than ours (RFC 3768 section 7.1). Two such routers are both
   * master, which is worth an alarm.
   */
  INTERVAL_MISMATCH("advert_interval_err"),
  /** Not an advertisement: type other than 1 (RFC 9568 section 5.2.2). */
  TYPE("invalid_type_rcvd"),
  /** IPv4's total length is neither the message's length nor the received length. */
  TOTAL_LENGTH("packet_len_err"),
  /** Version 3 with interval 0 (RFC 9568 section 5.2.7, erratum 8301). */
  INTERVAL_ZERO("advert_interval_err"),
  /**
   * An advert without addresses (RFC 9568 section 5.2.5, erratum 8299). Not a defect in version 2
   * when our own adverts have no addresses either.
   */
  NO_ADDRESSES("addr_list_err"),
  /** No accepted checksum form matches (RFC 9568 section 5.2.8). */
  CHECKSUM("chk_err"),
  /** Sent to our own address, but this instance listens to a group. */
  UNICAST("addr_list_err"),
  /** Sent to a group, but this instance listens to peers. */
  MULTICAST("addr_list_err"),
  /** Not from a configured peer, although only peers are accepted. */
  UNKNOWN_PEER(""),
  /** From a peer, with a TTL or hop limit outside that peer's bounds. */
  PEER_TTL("");

  private final String keepalivedCounter;

  Defect(String keepalivedCounter) {
    this.keepalivedCounter = keepalivedCounter;
  }

  /** The name for programs, in snake_case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the defect of that {@link #word}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Defect of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** keepalived's counter for this defect; empty where keepalived has none. */
  public String keepalivedCounter() {
    return keepalivedCounter;
  }
}
