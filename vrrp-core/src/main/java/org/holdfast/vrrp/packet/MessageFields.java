package org.holdfast.vrrp.packet;

/** Offsets of an advert's fields from the message's first byte. */
final class MessageFields {

  static final int VERSION_AND_TYPE = 0;
  static final int VRID = 1;
  static final int PRIORITY = 2;
  static final int COUNT = 3;
  static final int AUTH_TYPE = 4; // version 2
  static final int INTERVAL_SECONDS = 5; // version 2
  static final int INTERVAL_CENTISECONDS = 4; // version 3, the lower 12 bits of 16
  static final int CHECKSUM = 6;
  static final int ADDRESSES = Advertisement.HEADER_BYTES;

  /** The highest authentication type that exists (RFC 2338 section 5.3.6). */
  static final int AUTH_TYPE_AH = 2;

  private MessageFields() {}
}
