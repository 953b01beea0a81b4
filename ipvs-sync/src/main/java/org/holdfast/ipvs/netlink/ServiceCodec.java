package org.holdfast.ipvs.netlink;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceStatus;
import org.holdfast.ipvs.ServiceTerms;
import org.holdfast.linux.netlink.Attributes;
import org.holdfast.linux.netlink.MessageWriter;
import org.holdfast.net.Family;

/** Codec for IPVS_SVC_ATTR_*, inside IPVS_CMD_ATTR_SERVICE. */
final class ServiceCodec {

  private static final int FAMILY = 1;
  private static final int PROTOCOL = 2;
  private static final int ADDRESS = 3;
  private static final int PORT = 4;
  private static final int FWMARK = 5;
  private static final int SCHEDULER = 6;
  private static final int FLAGS = 7;
  private static final int TIMEOUT = 8;
  private static final int NETMASK = 9;
  private static final int STATS = 10;
  private static final int PERSISTENCE_ENGINE = 11;
  private static final int STATS_64 = 12;

  private static final int PERSISTENT = 1;

  private ServiceCodec() {}

  /** Writes the attributes that identify a service. */
  static void write(MessageWriter to, ServiceKey key) {
    to.nested(Ipvs.SERVICE, service -> writeKey(service, key));
  }

  /** Writes a whole service. */
  static void write(MessageWriter to, ServiceKey key, ServiceTerms terms) {
    to.nested(
        Ipvs.SERVICE,
        service -> {
          writeKey(service, key);
          writeTerms(service, key.family(), terms);
        });
  }

  private static void writeKey(MessageWriter to, ServiceKey key) {
    to.u16(FAMILY, key.family().linuxNumber());
    switch (key) {
      case ServiceKey.Mark mark -> to.u32(FWMARK, mark.fwmark());
      case ServiceKey.Address address ->
          to.u16(PROTOCOL, address.protocol().number())
              .address(ADDRESS, address.address())
              .port(PORT, address.port());
    }
  }

  private static void writeTerms(MessageWriter to, Family family, ServiceTerms terms) {
    int flags = terms.persistence().isZero() ? 0 : PERSISTENT;
    for (var flag : terms.flags()) {
      flags |= flag.bit();
    }
    int allFlags = flags;
    // A flag outside the mask stays unchanged, as HASHED must.
    to.text(SCHEDULER, terms.scheduler())
        .struct(FLAGS, w -> w.u32(allFlags).u32(~ServiceTerms.Flag.HASHED.bit()))
        .u32(TIMEOUT, (int) terms.persistence().toSeconds());
    writeNetmask(to, family, terms.persistencePrefix());
    if (terms.persistenceEngine() != null) {
      to.text(PERSISTENCE_ENGINE, terms.persistenceEngine());
    }
  }

  /** Writes a mask in network order for IPv4, and a length in native order for IPv6. */
  private static void writeNetmask(MessageWriter to, Family family, int prefix) {
    switch (family) {
      case IPV4 -> {
        int mask = prefix == 0 ? 0 : -1 << (32 - prefix);
        to.struct(NETMASK, w -> w.u8(mask >>> 24).u8(mask >>> 16).u8(mask >>> 8).u8(mask));
      }
      case IPV6 -> to.u32(NETMASK, prefix);
    }
  }

  /**
   * Decodes a message. Returns empty for a message that is not a service, and for a service with an
   * unknown protocol; never throws.
   */
  static Optional<ServiceStatus> decode(Attributes message) {
    var service = message.nested(Ipvs.SERVICE);
    return IpvsAddresses.family(service.u16(FAMILY, 0))
        .flatMap(family ->
            key(service, family)
                .map(key ->
                    new ServiceStatus(
                        key,
                        terms(service, family),
                        TrafficCodec.decode(service, STATS_64, STATS))));
  }

  private static Optional<ServiceKey> key(Attributes service, Family family) {
    int mark = service.u32(FWMARK, 0);
    return mark == 0
        ? protocol(service.u16(PROTOCOL, 0))
            .flatMap(protocol ->
                IpvsAddresses.read(service, ADDRESS, family)
                    .map(address ->
                        new ServiceKey.Address(protocol, address, service.port(PORT, 0))))
        : Optional.of(new ServiceKey.Mark(mark, family));
  }

  private static Optional<ServiceKey.Protocol> protocol(int number) {
    for (var protocol : ServiceKey.Protocol.values()) {
      if (protocol.number() == number) {
        return Optional.of(protocol);
      }
    }
    return Optional.empty();
  }

  private static ServiceTerms terms(Attributes service, Family family) {
    int flags = service.struct(FLAGS).filter(s -> s.limit() >= 4).map(s -> s.getInt(0)).orElse(0);
    boolean persistent = (flags & PERSISTENT) != 0;
    return new ServiceTerms(
        service.text(SCHEDULER).orElse(""),
        flags(flags),
        Duration.ofSeconds(persistent ? service.u32(TIMEOUT, 0) & 0xffff_ffffL : 0),
        prefix(service, family),
        service.text(PERSISTENCE_ENGINE).filter(name -> !name.isEmpty()).orElse(null));
  }

  private static Set<ServiceTerms.Flag> flags(int bits) {
    var flags = EnumSet.noneOf(ServiceTerms.Flag.class);
    for (var flag : ServiceTerms.Flag.values()) {
      if ((bits & flag.bit()) != 0) {
        flags.add(flag);
      }
    }
    return flags;
  }

  private static int prefix(Attributes service, Family family) {
    return switch (family) {
      case IPV4 ->
          IpvsAddresses.read(service, NETMASK, Family.IPV4)
              .map(mask -> Integer.numberOfLeadingZeros(~(int) mask.low()))
              .orElse(32);
      case IPV6 -> service.u32(NETMASK, 128);
    };
  }
}
