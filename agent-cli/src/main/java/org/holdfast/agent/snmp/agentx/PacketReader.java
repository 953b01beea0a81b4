package org.holdfast.agent.snmp.agentx;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads packets in either byte order (RFC 2741 sections 5 and 6). */
public final class PacketReader {

  /** The bytes before the payload. */
  public static final int HEADER = 20;

  /** The largest payload that is read; an SNMP request over UDP is smaller. */
  public static final int LARGEST_PAYLOAD = 256 * 1024;

  private static final int[] INTERNET = {1, 3, 6, 1};

  private final ByteBuffer in;

  private PacketReader(ByteBuffer in) {
    this.in = in;
  }

  /**
   * Returns the length of the payload that follows a header.
   *
   * @param header at least {@link #HEADER} bytes from its position, which does not move
   * @throws MalformedPacketException if it is not a header, or the payload is too large
   */
  public static int payloadAfter(ByteBuffer header) throws MalformedPacketException {
    var in = header.slice();
    int version = in.get(0);
    if (version != PacketType.VERSION) {
      throw new MalformedPacketException("version " + version + " (expected: 1)");
    }
    in.order(orderOf(in.get(2)));
    int length = in.getInt(16);
    if (length < 0 || length > LARGEST_PAYLOAD || length % 4 != 0) {
      throw new MalformedPacketException(
          "a payload of " + Integer.toUnsignedString(length) + " bytes");
    }
    return length;
  }

  /**
   * Reads a whole packet.
   *
   * @param packet header and payload, no more
   * @throws MalformedPacketException if it does not follow RFC 2741
   */
  public static Packet read(ByteBuffer packet) throws MalformedPacketException {
    if (packet.remaining() < HEADER || packet.remaining() != HEADER + payloadAfter(packet)) {
      throw new MalformedPacketException("a packet of another length than its header says");
    }
    var in = packet.slice();
    in.get();
    int type = in.get();
    int flags = in.get();
    in.get();
    in.order(orderOf(flags));
    int session = in.getInt();
    int transaction = in.getInt();
    int id = in.getInt();
    in.getInt();
    var reader = new PacketReader(in);
    try {
      if ((flags & PacketType.HAS_CONTEXT) != 0) {
        reader.octets(); // the agent has one context only, so its name does not matter
      }
      return new Packet(session, transaction, id, reader.pdu(type));
    } catch (BufferUnderflowException e) {
      throw new MalformedPacketException("a packet of type " + type + " that ends too early");
    }
  }

  private static ByteOrder orderOf(int flags) {
    return (flags & PacketType.NETWORK_BYTE_ORDER) != 0
        ? ByteOrder.BIG_ENDIAN
        : ByteOrder.LITTLE_ENDIAN;
  }

  private Pdu pdu(int type) throws MalformedPacketException {
    return switch (type) {
      case PacketType.OPEN -> {
        int timeout = first();
        yield new Pdu.Open(timeout, oid(), new String(octets(), StandardCharsets.UTF_8));
      }
      case PacketType.CLOSE -> new Pdu.Close(first());
      case PacketType.REGISTER -> {
        int timeout = unsigned();
        yield new Pdu.Register(timeout, priority(), oid());
      }
      case PacketType.UNREGISTER -> {
        in.get();
        yield new Pdu.Unregister(priority(), oid());
      }
      case PacketType.GET -> new Pdu.Get(ranges());
      case PacketType.GET_NEXT -> new Pdu.GetNext(ranges());
      case PacketType.GET_BULK -> {
        int nonRepeaters = half();
        yield new Pdu.GetBulk(nonRepeaters, half(), ranges());
      }
      case PacketType.TEST_SET -> new Pdu.TestSet(binds());
      case PacketType.COMMIT_SET -> new Pdu.CommitSet();
      case PacketType.UNDO_SET -> new Pdu.UndoSet();
      case PacketType.CLEANUP_SET -> new Pdu.CleanupSet();
      case PacketType.NOTIFY -> new Pdu.Notify(binds());
      case PacketType.PING -> new Pdu.Ping();
      case PacketType.RESPONSE -> {
        long up = in.getInt() & 0xFFFF_FFFFL;
        int error = half();
        yield new Pdu.Response(up, error, half(), binds());
      }
      default -> throw new MalformedPacketException("a packet of type " + type);
    };
  }

  private List<SearchRange> ranges() throws MalformedPacketException {
    var ranges = new ArrayList<SearchRange>();
    while (in.hasRemaining()) {
      boolean include = in.get(in.position() + Math.min(2, in.remaining() - 1)) != 0;
      var start = oid();
      ranges.add(new SearchRange(start, include, oid()));
    }
    return ranges;
  }

  private List<VarBind> binds() throws MalformedPacketException {
    var binds = new ArrayList<VarBind>();
    while (in.hasRemaining()) {
      int code = half();
      half();
      var name = oid();
      binds.add(new VarBind(name, value(code)));
    }
    return binds;
  }

  private Value value(int code) throws MalformedPacketException {
    var type = ValueType.of(code);
    return switch (type) {
      case null -> throw new MalformedPacketException("a value of type " + code);
      case INTEGER, COUNTER32, GAUGE32, TIME_TICKS -> new Value.Numeric(type, in.getInt());
      case COUNTER64 -> new Value.Numeric(type, in.getLong());
      case OCTET_STRING, IP_ADDRESS, OPAQUE -> new Value.Octets(type, octets());
      case OBJECT_IDENTIFIER -> new Value.Name(oid());
      case NULL, NO_SUCH_OBJECT, NO_SUCH_INSTANCE, END_OF_MIB_VIEW -> new Value.Empty(type);
    };
  }

  private Oid oid() throws MalformedPacketException {
    int count = unsigned();
    int prefix = unsigned();
    in.getShort(); // include, which only the start of a range has, and a reserved byte
    int first = prefix == 0 ? 0 : INTERNET.length + 1;
    if (first + count > Oid.MOST || count * 4 > in.remaining()) {
      throw new MalformedPacketException("an identifier of " + (first + count) + " numbers");
    }
    var numbers = new int[first + count];
    if (prefix != 0) {
      System.arraycopy(INTERNET, 0, numbers, 0, INTERNET.length);
      numbers[INTERNET.length] = prefix;
    }
    for (int i = first; i < numbers.length; i++) {
      numbers[i] = in.getInt();
    }
    return Oid.of(numbers);
  }

  private byte[] octets() throws MalformedPacketException {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new MalformedPacketException(
          "a string of " + Integer.toUnsignedString(length) + " bytes");
    }
    var bytes = new byte[length];
    in.get(bytes);
    in.position(in.position() + Math.min(in.remaining(), -length & 3));
    return bytes;
  }

  /** Reads a byte, and skips three that are reserved. */
  private int first() {
    int number = unsigned();
    in.get();
    in.getShort();
    return number;
  }

  /** Reads a byte, and skips two: ranges of subtrees are not used, and a reserved byte. */
  private int priority() {
    int priority = unsigned();
    in.getShort();
    return priority;
  }

  private int unsigned() {
    return in.get() & 0xFF;
  }

  private int half() {
    return in.getShort() & 0xFFFF;
  }
}
