package org.holdfast.health.dns;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/**
 * A record's data as a zone file writes them (RFC 1035 section 5), in a canonical form: names in
 * lower case with a final dot, addresses in their usual form, the strings of a TXT record joined.
 * Dots and quotes within a label are not escaped.
 */
final class RecordText {

  private static final int SOA_NUMBERS = 5;

  private RecordText() {}

  /**
   * Reads the data from the reader index to {@code end}, which is within the message.
   *
   * @throws IndexOutOfBoundsException when the data are too short, or extend beyond {@code end}
   * @throws io.netty.handler.codec.DecoderException when a name in the data is malformed
   */
  static String of(RecordType type, ByteBuf message, int end) {
    var text =
        switch (type) {
          case A -> address(Family.IPV4, message);
          case AAAA -> address(Family.IPV6, message);
          case NS, CNAME -> name(message);
          case MX -> message.readUnsignedShort() + " " + name(message);
          case SOA -> soa(message);
          case TXT -> txt(message, end);
          case RRSIG, DNSKEY -> "";
        };
    if (message.readerIndex() > end) {
      throw new IndexOutOfBoundsException("data beyond their length");
    }
    return text;
  }

  private static String address(Family family, ByteBuf message) {
    var bytes = new byte[family.bytes()];
    message.readBytes(bytes);
    return IpAddress.read(family, ByteBuffer.wrap(bytes)).toString();
  }

  private static String name(ByteBuf message) {
    return oneForm(DefaultDnsRecordDecoder.decodeName(message));
  }

  private static String soa(ByteBuf message) {
    var text = new StringBuilder(name(message)).append(' ').append(name(message));
    for (int i = 0; i < SOA_NUMBERS; i++) {
      text.append(' ').append(message.readUnsignedInt());
    }
    return text.toString();
  }

  private static String txt(ByteBuf message, int end) {
    var text = new StringBuilder();
    while (message.readerIndex() < end) {
      int length = message.readUnsignedByte();
      text.append(message.readCharSequence(length, StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  /**
   * Converts configured text to the form of {@link #of}; empty when it is not data of that type.
   */
  static Optional<String> configured(RecordType type, String text) {
    var words = text.strip().split("\\s+");
    return switch (type) {
      case A -> address(Family.IPV4, text);
      case AAAA -> address(Family.IPV6, text);
      case NS, CNAME -> words.length == 1 ? Optional.of(oneForm(words[0])) : Optional.empty();
      case MX ->
          words.length == 2 && isNumber(words[0])
              ? Optional.of(Long.parseLong(words[0]) + " " + oneForm(words[1]))
              : Optional.empty();
      case SOA -> soa(words);
      case TXT -> Optional.of(unquoted(text.strip()));
      case RRSIG, DNSKEY -> Optional.empty();
    };
  }

  private static Optional<String> address(Family family, String text) {
    return IpAddress.parse(text.strip())
        .filter(address -> address.family() == family)
        .map(IpAddress::toString);
  }

  private static Optional<String> soa(String[] words) {
    var numbers = Arrays.stream(words).skip(2).toList();
    return numbers.size() == SOA_NUMBERS && numbers.stream().allMatch(RecordText::isNumber)
        ? Optional.of(
            oneForm(words[0])
                + " "
                + oneForm(words[1])
                + numbers.stream()
                    .map(number -> " " + Long.parseLong(number))
                    .collect(Collectors.joining()))
        : Optional.empty();
  }

  private static boolean isNumber(String word) {
    return word.matches("\\d{1,10}");
  }

  /** Joins quoted strings; text without quotes stays as it is. */
  private static String unquoted(String text) {
    if (!text.startsWith("\"")) {
      return text;
    }
    var joined = new StringBuilder();
    boolean inside = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        joined.append(text.charAt(++i));
      } else if (c == '"') {
        inside = !inside;
      } else if (inside) {
        joined.append(c);
      }
    }
    return joined.toString();
  }

  /** Whether two names are equal, regardless of case and of a final dot. */
  static boolean sameName(String one, String other) {
    return oneForm(one).equals(oneForm(other));
  }

  private static String oneForm(String name) {
    var lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower : lower + ".";
  }
}
