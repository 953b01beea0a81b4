package org.holdfast.vrrp.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VrrpVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Good and bad adverts from other implementations' tests and captures, and the expected result of
 * each: {@code accepted} with its priority, or the defect.
 */
class ForeignAdvertTest {

  /** One line of the file, with its columns in order. */
  record Foreign(
      String name,
      String expected,
      Family family,
      VrrpVersion version,
      int vrid,
      long intervalMillis,
      String authentication,
      String addresses,
      String source,
      String destination,
      int hops,
      ByteBuffer packet) {

    static Foreign of(String line) {
      var column = line.split("\t", -1);
      var bytes = column[11].equals("-") ? new byte[0] : HexFormat.of().parseHex(column[11]);
      return new Foreign(
          column[0],
          column[1],
          column[2].equals("4") ? Family.IPV4 : Family.IPV6,
          column[3].equals("2") ? VrrpVersion.V2 : VrrpVersion.V3,
          Integer.parseInt(column[4]),
          Long.parseLong(column[5]),
          column[6],
          column[7],
          column[8],
          column[9],
          Integer.parseInt(column[10]),
          ByteBuffer.wrap(bytes));
    }

    /** An instance with the sender's configuration. */
    AdvertTerms terms() {
      var list = Arrays.stream(addresses.split(",")).map(IpAddress::of).toArray(IpAddress[]::new);
      var own =
          new Advertisement(
              version,
              vrid,
              100,
              Duration.ofMillis(intervalMillis).toNanos(),
              AddressList.of(family, list));
      var proof =
          authentication.startsWith("pass:")
              ? new Authentication.Password(authentication.substring("pass:".length()))
              : new Authentication.None();
      return AdvertTerms.of(
          own, new Transport.Multicast(Transport.defaultGroup(family), null), proof);
    }

    /** The destination that the checksum covers. */
    IpAddress destinationInPacket() {
      return family == Family.IPV4 ? IpAddress.read(family, packet, 16) : IpAddress.of(destination);
    }

    /** The message without the padding that the link may have added. */
    ByteBuffer message() {
      var message = messageOf(packet, family);
      int count = Wire.u8(message, MessageFields.COUNT);
      return message.slice(0, Advertisement.messageBytes(version, family, count));
    }

    /** Whether bits are set that senders must leave 0 (RFC 9568 section 5.2.6). */
    boolean hasReservedBits() {
      return version == VrrpVersion.V3
          && Wire.u16(message(), MessageFields.INTERVAL_CENTISECONDS) >> 12 != 0;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Foreign> packets() {
    try (var file = ForeignAdvertTest.class.getResourceAsStream("foreign-adverts.tsv")) {
      var text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#")).map(Foreign::of);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("packets")
  void isAcceptedOrRefusedAsListed(Foreign foreign) {
    assertThat(outcome(foreign)).isEqualTo(foreign.expected());
  }

  private static String outcome(Foreign foreign) {
    return switch (parse(foreign)) {
      case Parsed.Accepted accepted -> "accepted " + accepted.advertisement().priority();
      case Defect defect -> defect.name();
    };
  }

  private static Parsed parse(Foreign foreign) {
    var terms = foreign.terms();
    var parser = new AdvertParser(terms, Proof.of(terms));
    return foreign.family() == Family.IPV4
        ? parser.parseV4(foreign.packet(), 0)
        : parser.parseV6(
            foreign.packet(),
            IpAddress.of(foreign.source()),
            IpAddress.of(foreign.destination()),
            foreign.hops(),
            0);
  }

  /** Those that this agent could have sent. */
  static Stream<Foreign> acceptedPackets() {
    return packets()
        .filter(foreign -> foreign.expected().startsWith("accepted"))
        .filter(foreign -> !foreign.hasReservedBits());
  }

  /** What was understood, written by an instance that sends the same form of checksum. */
  @ParameterizedTest
  @MethodSource("acceptedPackets")
  void whatIsAcceptedIsWrittenWithTheSameBytes(Foreign foreign) {
    var accepted = (Parsed.Accepted) parse(foreign);
    var terms = foreign.terms();
    var theirs =
        new AdvertTerms(
            accepted.advertisement(),
            terms.transport(),
            terms.authentication(),
            accepted.checksum(),
            terms.accepted());
    var writer = new AdvertWriter(theirs, accepted.source(), Proof.of(theirs));

    int priority = accepted.advertisement().priority();
    var written = Scenes.write(writer, priority, foreign.destinationInPacket(), 0);

    assertThat(messageOf(written, foreign.family())).isEqualTo(foreign.message());
  }

  /** Without the IP header, in which senders differ lawfully. */
  private static ByteBuffer messageOf(ByteBuffer packet, Family family) {
    return family == Family.IPV6
        ? packet
        : packet.slice(4 * (packet.get(0) & 0xf), packet.limit() - 4 * (packet.get(0) & 0xf));
  }
}
