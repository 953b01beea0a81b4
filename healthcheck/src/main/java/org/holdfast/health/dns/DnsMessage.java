package org.holdfast.health.dns;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message received after a {@link Question} (RFC 1035 section 4.1). Reading a message never
 * throws. The authority and additional sections are ignored.
 */
sealed interface DnsMessage {

  /**
   * An answer to the question.
   *
   * @param truncated whether records are missing
   * @param records those of the requested type, as text
   */
  record Answer(int rcode, boolean truncated, List<String> records) implements DnsMessage {}

  /** A message that does not answer this question; waiting continues. */
  record Ignored(Stray why) implements DnsMessage {}

  /** A malformed answer to this question. */
  record Malformed(Defect why) implements DnsMessage {}

  /** Why a message does not answer the question. */
  enum Stray {
    NO_HEADER("no DNS header"),
    ID("another id"),
    QUERY("a query"),
    QUESTION("another question");

    private final String words;

    Stray(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** The malformed part. */
  enum Defect {
    NO_QUESTION("without its question"),
    QUESTION("question broken"),
    NAME("name of a record broken"),
    RECORD("record cut off"),
    DATA("data of a record broken");

    private final String words;

    Defect(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** Reads the whole of {@code message}. */
  static DnsMessage parse(ByteBuf message, Question question) {
    if (message.readableBytes() < Reader.HEADER) {
      return new Ignored(Stray.NO_HEADER);
    }
    return new Reader(message, question).read();
  }

  /** Walks through one message. */
  final class Reader {

    static final int HEADER = 12;

    private static final int RESPONSE = 0x8000;
    private static final int TRUNCATED = 0x0200;
    private static final int INTERNET = 1;
    private static final int RECORD_HEAD = 10;

    private final ByteBuf message;
    private final Question question;

    private Reader(ByteBuf message, Question question) {
      this.message = message;
      this.question = question;
    }

    private DnsMessage read() {
      if (message.readUnsignedShort() != question.id()) {
        return new Ignored(Stray.ID);
      }
      int flags = message.readUnsignedShort();
      if ((flags & RESPONSE) == 0) {
        return new Ignored(Stray.QUERY);
      }
      int rcode = flags & 0xf;
      int questions = message.readUnsignedShort();
      int answers = message.readUnsignedShort();
      message.skipBytes(4);
      if (questions == 0 && rcode != Rcodes.NOERROR) {
        return new Answer(rcode, false, List.of()); // the server could not read the question
      }
      if (questions != 1) {
        return new Malformed(Defect.NO_QUESTION);
      }
      try {
        return isTheQuestion()
            ? records(rcode, (flags & TRUNCATED) != 0, answers)
            : new Ignored(Stray.QUESTION);
      } catch (DecoderException | IndexOutOfBoundsException e) {
        return new Malformed(Defect.QUESTION);
      }
    }

    private boolean isTheQuestion() {
      var name = DefaultDnsRecordDecoder.decodeName(message);
      int type = message.readUnsignedShort();
      return message.readUnsignedShort() == INTERNET
          && type == question.type().number()
          && RecordText.sameName(name, question.name());
    }

    private DnsMessage records(int rcode, boolean truncated, int count) {
      var texts = new ArrayList<String>();
      for (int i = 0; i < count; i++) {
        var defect = record(texts);
        if (defect != null) {
          // A truncated message may end anywhere.
          return truncated ? new Answer(rcode, true, texts) : new Malformed(defect);
        }
      }
      return new Answer(rcode, truncated, texts);
    }

    private @Nullable Defect record(List<String> texts) {
      try {
        DefaultDnsRecordDecoder.decodeName(message);
      } catch (DecoderException | IndexOutOfBoundsException e) {
        return Defect.NAME;
      }
      if (message.readableBytes() < RECORD_HEAD) {
        return Defect.RECORD;
      }
      int type = message.readUnsignedShort();
      message.skipBytes(6); // class and time to live
      int length = message.readUnsignedShort();
      if (message.readableBytes() < length) {
        return Defect.RECORD;
      }
      int end = message.readerIndex() + length;
      if (type == question.type().number()) {
        try {
          texts.add(RecordText.of(question.type(), message, end));
        } catch (DecoderException | IndexOutOfBoundsException e) {
          return Defect.DATA;
        }
      }
      message.readerIndex(end);
      return null;
    }
  }
}
