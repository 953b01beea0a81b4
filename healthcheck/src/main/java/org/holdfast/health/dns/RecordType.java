package org.holdfast.health.dns;

import java.util.Optional;

/** The record types that a probe can query, as in keepalived. */
enum RecordType {
  A(1),
  NS(2),
  CNAME(5),
  SOA(6),
  MX(15),
  TXT(16),
  AAAA(28),
  RRSIG(46),
  DNSKEY(48);

  private final int number;

  RecordType(int number) {
    this.number = number;
  }

  /** The number on the wire. */
  int number() {
    return number;
  }

  static Optional<RecordType> of(String name) {
    for (var type : values()) {
      if (type.name().equalsIgnoreCase(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
