package org.holdfast.health.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecordEncoder;
import io.netty.handler.codec.dns.DnsRecordType;
import org.holdfast.health.Probe;

/**
 * A query with one question (RFC 1035 section 4.1), with recursion desired.
 *
 * @param id 0 to 65535; random, so that other hosts cannot forge an answer
 * @param name fully qualified
 */
record Question(int id, String name, RecordType type) {

  private static final int RECURSION_DESIRED = 0x0100;

  static Question of(Probe.Dns probe, int id) {
    return new Question(id, probe.name(), RecordType.of(probe.type()).orElseThrow());
  }

  /**
   * The message.
   *
   * @throws IllegalArgumentException when the name is not a domain name
   */
  byte[] toBytes() {
    ByteBuf message = Unpooled.buffer(64);
    message.writeShort(id).writeShort(RECURSION_DESIRED).writeShort(1).writeZero(6);
    try {
      DnsRecordEncoder.DEFAULT.encodeQuestion(
          new DefaultDnsQuestion(name, DnsRecordType.valueOf(type.number())), message);
    } catch (Exception e) {
      throw new IllegalArgumentException("name: \"" + name + "\" is not a domain name", e);
    }
    var bytes = new byte[message.readableBytes()];
    message.readBytes(bytes);
    return bytes;
  }
}
