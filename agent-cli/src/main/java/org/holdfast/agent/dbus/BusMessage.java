package org.holdfast.agent.dbus;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A message of the D-Bus protocol, version 1, without file descriptors.
 *
 * @param path the object that is called, or that emits a signal; null for a reply
 * @param member the name of the method or signal; null for a reply
 * @param error the name of an error; null for other messages
 * @param replyTo the serial of the call that is answered; 0 for other messages
 * @param peer the sender of a message that was received, the destination of one to send; null for
 *     none
 * @param signature the types of the body
 * @param body the arguments, aligned as at the beginning of a message, in the byte order of the
 *     buffer
 */
record BusMessage(
    Kind kind,
    boolean wantsReply,
    int serial,
    @Nullable String path,
    @Nullable String iface,
    @Nullable String member,
    @Nullable String error,
    int replyTo,
    @Nullable String peer,
    String signature,
    ByteBuffer body) {

  /** The kinds of messages. */
  enum Kind {
    CALL(1),
    RETURN(2),
    ERROR(3),
    SIGNAL(4);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /** Returns the kind with this number on the bus; null if there is none. */
    private static @Nullable Kind numbered(int number) {
      for (var kind : values()) {
        if (kind.number == number) {
          return kind;
        }
      }
      return null;
    }
  }

  private static final byte LITTLE = 'l';
  private static final byte BIG = 'B';
  private static final int NO_REPLY = 1;
  private static final int VERSION = 1;
  private static final int FIXED = 16;

  /** The longest message that is read. Calls of our methods have some hundred bytes. */
  static final int LONGEST = 64 << 10;

  /** The field codes of the header. */
  private static final int PATH = 1;

  private static final int INTERFACE = 2;
  private static final int MEMBER = 3;
  private static final int ERROR_NAME = 4;
  private static final int REPLY_SERIAL = 5;
  private static final int DESTINATION = 6;
  private static final int SENDER = 7;
  private static final int SIGNATURE = 8;

  /** A message that breaks the protocol; the connection cannot go on. */
  static final class BrokenMessageException extends Exception {
    private static final long serialVersionUID = 1;

    BrokenMessageException(String what) {
      super(what);
    }
  }

  /** Returns a call of a method; {@code body} may be empty. */
  static BusMessage call(
      int serial, String destination, String path, String iface, String member, BusWriter body) {
    return new BusMessage(
        Kind.CALL,
        true,
        serial,
        path,
        iface,
        member,
        null,
        0,
        destination,
        body.signature(),
        body.buffer());
  }

  /** Returns a signal to all. */
  static BusMessage signal(int serial, String path, String iface, String member, BusWriter body) {
    return new BusMessage(
        Kind.SIGNAL,
        false,
        serial,
        path,
        iface,
        member,
        null,
        0,
        null,
        body.signature(),
        body.buffer());
  }

  /** Returns the answer to this call. */
  BusMessage answer(int ownSerial, BusWriter body) {
    return new BusMessage(
        Kind.RETURN,
        false,
        ownSerial,
        null,
        null,
        null,
        null,
        serial,
        peer,
        body.signature(),
        body.buffer());
  }

  /** Returns an error as the answer to this call. */
  BusMessage refusal(int ownSerial, String name, String words) {
    var body = new BusWriter().string(words);
    return new BusMessage(
        Kind.ERROR,
        false,
        ownSerial,
        null,
        null,
        null,
        name,
        serial,
        peer,
        body.signature(),
        body.buffer());
  }

  /** Returns the bytes of a message to send. */
  ByteBuffer bytes() {
    var head = new BusWriter();
    head.raw(LITTLE).raw(kind.number).raw(wantsReply ? 0 : NO_REPLY).raw(VERSION);
    head.uint(body.remaining()).uint(serial);
    var fields = new BusWriter();
    field(fields, PATH, "o", path);
    field(fields, INTERFACE, "s", iface);
    field(fields, MEMBER, "s", member);
    field(fields, ERROR_NAME, "s", error);
    if (replyTo != 0) {
      fields.align(8).raw(REPLY_SERIAL).signature("u").uint(replyTo);
    }
    field(fields, DESTINATION, "s", peer);
    field(fields, SIGNATURE, "g", signature.isEmpty() ? null : signature);
    var list = fields.buffer();
    head.uint(list.remaining()).bytes(list).align(8).bytes(body.duplicate());
    return head.buffer();
  }

  private static void field(BusWriter fields, int code, String type, @Nullable String value) {
    if (value != null) {
      fields.align(8).raw(code).signature(type);
      if (type.equals("g")) {
        fields.signature(value);
      } else {
        fields.text(value);
      }
    }
  }

  /**
   * Takes one message from the buffer, from its position on.
   *
   * @return null if the message is not complete yet; nothing is consumed then
   */
  static @Nullable BusMessage read(ByteBuffer from) throws BrokenMessageException {
    if (from.remaining() < FIXED) {
      return null;
    }
    int start = from.position();
    byte order = from.get(start);
    if (order != LITTLE && order != BIG) {
      throw new BrokenMessageException("byte order " + order);
    }
    var in = from.slice(start, from.remaining());
    in.order(order == LITTLE ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int bodySize = in.getInt(4);
    int listSize = in.getInt(12);
    if (bodySize < 0 || bodySize > LONGEST || listSize < 0 || listSize > LONGEST) {
      throw new BrokenMessageException("a message that is too long");
    }
    int bodyAt = (FIXED + listSize + 7) & ~7;
    if (in.remaining() < bodyAt + bodySize) {
      return null;
    }
    from.position(start + bodyAt + bodySize);
    var kind = Kind.numbered(in.get(1));
    if (kind == null || in.get(3) != VERSION) {
      throw new BrokenMessageException("a message of kind " + in.get(1));
    }
    var fields = new String[SIGNATURE + 1];
    int replyTo = 0;
    var reader = new BusReader(in.slice(0, FIXED + listSize).order(in.order()), FIXED);
    while (reader.hasMore()) {
      reader.align(8);
      int code = reader.octet();
      var type = reader.signature();
      switch (type) {
        case "s", "o" -> put(fields, code, reader.string());
        case "g" -> put(fields, code, reader.signature());
        case "u" -> {
          int number = reader.uint();
          replyTo = code == REPLY_SERIAL ? number : replyTo;
        }
        default -> throw new BrokenMessageException("a header field of type " + type);
      }
    }
    var signature = fields[SIGNATURE];
    return new BusMessage(
        kind,
        (in.get(2) & NO_REPLY) == 0,
        in.getInt(8),
        fields[PATH],
        fields[INTERFACE],
        fields[MEMBER],
        fields[ERROR_NAME],
        replyTo,
        fields[SENDER],
        signature == null ? "" : signature,
        in.slice(bodyAt, bodySize).order(in.order()));
  }

  private static void put(@Nullable String[] fields, int code, String value) {
    if (code > 0 && code < fields.length) {
      fields[code] = value;
    }
  }
}
