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
  void isAcceptedOrTurnedDownAsTheFileSays(Foreign foreign) {
    assertThat(outcome(foreign)).isEqualTo(foreign.expected());
  }

  private static String outcome(Foreign foreign) {
    var terms = foreign.terms();
    var parser = new AdvertParser(terms, Proof.of(terms));
    var parsed =
        foreign.family() == Family.IPV4
            ? parser.parseV4(foreign.packet(), 0)
            : parser.parseV6(
                foreign.packet(),
                IpAddress.of(foreign.source()),
                IpAddress.of(foreign.destination()),
                foreign.hops(),
                0);
    return switch (parsed) {
      case Parsed.Accepted accepted -> "accepted " + accepted.advertisement().priority();
      case Defect defect -> defect.name();
    };
  }
}
