package org.holdfast.linux.route;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Optional;
import org.holdfast.linux.netlink.Attributes;
import org.holdfast.linux.netlink.MessageWriter;
import org.holdfast.net.Encapsulation;
import org.holdfast.net.Encapsulation.Ila;
import org.holdfast.net.Encapsulation.Mpls;
import org.holdfast.net.Encapsulation.Tunnel;
import org.holdfast.net.Family;

/**
 * Codec for RTA_ENCAP_TYPE and RTA_ENCAP, attributes of a route or of a next hop. The attributes
 * within are those of {@code linux/lwtunnel.h}, {@code mpls_iptunnel.h} and {@code ila.h}.
 */
final class EncapsulationCodec {

  private static final int TYPE = 21;
  private static final int CONTENT = 22;

  private static final int MPLS = 1;
  private static final int IP = 2;
  private static final int ILA = 3;
  private static final int IP6 = 4;

  private static final int MPLS_LABELS = 1;
  private static final int ILA_LOCATOR = 1;
  private static final int ID = 1;
  private static final int DESTINATION = 2;
  private static final int SOURCE = 3;
  private static final int HOP_LIMIT = 4;
  private static final int TRAFFIC_CLASS = 5;
  private static final int FLAGS = 6;

  private static final int LABEL_SHIFT = 12;
  private static final int LAST_LABEL = 0x100;

  private EncapsulationCodec() {}

  static void write(MessageWriter to, Encapsulation encapsulation) {
    switch (encapsulation) {
      case Mpls mpls ->
          to.nested(CONTENT, w -> w.bytes(MPLS_LABELS, labelStack(mpls))).u16(TYPE, MPLS);
      case Ila ila ->
          to.nested(CONTENT, w -> w.bytes(ILA_LOCATOR, bigEndian(ila.locator()))).u16(TYPE, ILA);
      case Tunnel tunnel ->
          to.nested(CONTENT, w -> write(w, tunnel))
              .u16(TYPE, tunnel.family() == Family.IPV4 ? IP : IP6);
    }
  }

  private static void write(MessageWriter to, Tunnel tunnel) {
    if (tunnel.id() != 0) {
      to.bytes(ID, bigEndian(tunnel.id()));
    }
    tunnel.destination().ifPresent(address -> to.address(DESTINATION, address));
    tunnel.source().ifPresent(address -> to.address(SOURCE, address));
    if (tunnel.trafficClass() != 0) {
      to.u8(TRAFFIC_CLASS, tunnel.trafficClass());
    }
    if (tunnel.hopLimit() != 0) {
      to.u8(HOP_LIMIT, tunnel.hopLimit());
    }
    if (tunnel.flags() != 0) {
      to.u16(FLAGS, tunnel.flags());
    }
  }

  /** Each entry of the stack is 20 bits of label, 3 of class, the mark of the last, 8 of TTL. */
  private static byte[] labelStack(Mpls mpls) {
    var stack = ByteBuffer.allocate(4 * mpls.labels().size());
    mpls.labels().forEach(label -> stack.putInt(label << LABEL_SHIFT));
    int last = stack.position() - 4;
    return stack.putInt(last, stack.getInt(last) | LAST_LABEL).array();
  }

  private static byte[] bigEndian(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }

  /**
   * Reads the encapsulation of a route or of a next hop. Total: empty for an unknown or malformed
   * one. The flags of a tunnel are not read, because the kernel adds some of its own.
   */
  static Optional<Encapsulation> read(Attributes attributes) {
    var content = attributes.nested(CONTENT);
    return switch (attributes.u16(TYPE, 0)) {
      case MPLS -> content.bytes(MPLS_LABELS).flatMap(EncapsulationCodec::labels);
      case ILA ->
          content
              .bytes(ILA_LOCATOR)
              .filter(bytes -> bytes.length == 8)
              .map(bytes -> new Ila(ByteBuffer.wrap(bytes).getLong()));
      case IP -> Optional.of(tunnel(content, Family.IPV4));
      case IP6 -> Optional.of(tunnel(content, Family.IPV6));
      default -> Optional.empty();
    };
  }

  private static Optional<Encapsulation> labels(byte[] bytes) {
    var stack = ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN);
    var labels = new ArrayList<Integer>();
    while (stack.remaining() >= 4) {
      labels.add(stack.getInt() >>> LABEL_SHIFT);
    }
    return labels.isEmpty() || labels.size() > Mpls.MOST_LABELS
        ? Optional.empty()
        : Optional.of(new Mpls(labels));
  }

  private static Tunnel tunnel(Attributes content, Family family) {
    return new Tunnel(
        family,
        content
            .bytes(ID)
            .filter(bytes -> bytes.length == 8)
            .map(bytes -> ByteBuffer.wrap(bytes).getLong())
            .orElse(0L),
        content.address(DESTINATION, family).filter(address -> !address.isAny()),
        content.address(SOURCE, family).filter(address -> !address.isAny()),
        content.u8(TRAFFIC_CLASS, 0),
        content.u8(HOP_LIMIT, 0),
        0);
  }
}
