package org.holdfast.agent.snmp.agentx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes packets in network byte order (RFC 2741 sections 5 and 6). */
public final class PacketWriter {

  /** The numbers that the prefix of an identifier stands for, before the prefix itself. */
  private static final Oid INTERNET = Oid.of(1, 3, 6, 1);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  private PacketWriter() {}

  /** Returns the packet's bytes. */
  public static byte[] write(Packet packet) {
    var payload = new PacketWriter();
    int type = payload.payload(packet.pdu());
    var body = payload.out.toByteArray();
    var whole = new PacketWriter();
    whole.bytes(PacketType.VERSION, type, PacketType.NETWORK_BYTE_ORDER, 0);
    whole.number(packet.session());
    whole.number(packet.transaction());
    whole.number(packet.id());
    whole.number(body.length);
    whole.out.writeBytes(body);
    return whole.out.toByteArray();
  }

  /** Returns the number of bytes that the bind takes in a packet. */
  public static int sizeOf(VarBind bind) {
    var writer = new PacketWriter();
    writer.bind(bind);
    return writer.out.size();
  }

  /** Writes the payload and returns the type of the packet. */
  private int payload(Pdu pdu) {
    return switch (pdu) {
      case Pdu.Open open -> {
        bytes(open.timeoutSeconds(), 0, 0, 0);
        oid(open.id(), false);
        octets(open.description().getBytes(StandardCharsets.UTF_8));
        yield PacketType.OPEN;
      }
      case Pdu.Close close -> {
        bytes(close.reason(), 0, 0, 0);
        yield PacketType.CLOSE;
      }
      case Pdu.Register register -> {
        bytes(register.timeoutSeconds(), register.priority(), 0, 0);
        oid(register.subtree(), false);
        yield PacketType.REGISTER;
      }
      case Pdu.Unregister unregister -> {
        bytes(0, unregister.priority(), 0, 0);
        oid(unregister.subtree(), false);
        yield PacketType.UNREGISTER;
      }
      case Pdu.Get get -> {
        ranges(get.ranges());
        yield PacketType.GET;
      }
      case Pdu.GetNext next -> {
        ranges(next.ranges());
        yield PacketType.GET_NEXT;
      }
      case Pdu.GetBulk bulk -> {
        half(bulk.nonRepeaters());
        half(bulk.maxRepetitions());
        ranges(bulk.ranges());
        yield PacketType.GET_BULK;
      }
      case Pdu.TestSet test -> {
        test.binds().forEach(this::bind);
        yield PacketType.TEST_SET;
      }
      case Pdu.CommitSet() -> PacketType.COMMIT_SET;
      case Pdu.UndoSet() -> PacketType.UNDO_SET;
      case Pdu.CleanupSet() -> PacketType.CLEANUP_SET;
      case Pdu.Notify notify -> {
        notify.binds().forEach(this::bind);
        yield PacketType.NOTIFY;
      }
      case Pdu.Ping() -> PacketType.PING;
      case Pdu.Response response -> {
        number((int) response.upHundredths());
        half(response.error());
        half(response.index());
        response.binds().forEach(this::bind);
        yield PacketType.RESPONSE;
      }
    };
  }

  private void ranges(List<SearchRange> ranges) {
    for (var range : ranges) {
      oid(range.start(), range.include());
      oid(range.end(), false);
    }
  }

  private void bind(VarBind bind) {
    half(bind.value().type().code());
    half(0);
    oid(bind.name(), false);
    switch (bind.value()) {
      case Value.Numeric number when number.type() == ValueType.COUNTER64 -> {
        number((int) (number.number() >>> 32));
        number((int) number.number());
      }
      case Value.Numeric number -> number((int) number.number());
      case Value.Octets octets -> octets(octets.bytes());
      case Value.Name name -> oid(name.oid(), false);
      case Value.Empty _ -> {}
    }
  }

  private void oid(Oid oid, boolean include) {
    int first = 0;
    int prefix = 0;
    if (oid.size() > INTERNET.size() && oid.startsWith(INTERNET)) {
      int next = oid.at(INTERNET.size());
      if (next > 0 && next <= 255) {
        prefix = next;
        first = INTERNET.size() + 1;
      }
    }
    bytes(oid.size() - first, prefix, include ? 1 : 0, 0);
    for (int i = first; i < oid.size(); i++) {
      number(oid.at(i));
    }
  }

  private void octets(byte[] bytes) {
    number(bytes.length);
    out.writeBytes(bytes);
    for (int i = bytes.length; i % 4 != 0; i++) {
      out.write(0);
    }
  }

  private void bytes(int first, int second, int third, int fourth) {
    out.write(first);
    out.write(second);
    out.write(third);
    out.write(fourth);
  }

  private void half(int number) {
    out.write(number >>> 8);
    out.write(number);
  }

  private void number(int number) {
    half(number >>> 16);
    half(number);
  }
}
