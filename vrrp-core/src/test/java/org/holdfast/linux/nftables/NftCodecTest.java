package org.holdfast.linux.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.holdfast.linux.netlink.Encoding;
import org.holdfast.linux.netlink.Request;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.Test;

/** Compares our messages with those that the {@code nft} program sends for the same table. */
class NftCodecTest {

  private static final int REQUEST = 1; // NLM_F_REQUEST, which the socket sets
  private static final DropTableTerms TERMS = new DropTableTerms("holdfast", -1, false);

  @Test
  void theTableIsTheOneThatNftMakes() {
    var ours = NftCodec.newTable(TERMS, 0, List.of());

    assertThat(texts(ours)).isEqualTo(nft("table"));
  }

  @Test
  void countersAndThePriorityAreThoseOfNft() {
    var ours = NftCodec.newTable(new DropTableTerms("holdfast", 5, true), 0, List.of());

    assertThat(texts(ours)).isEqualTo(nft("table with counters and priority 5"));
  }

  @Test
  void elementsAreAddedAsByNft() {
    assertThat(texts(NftCodec.addElements("holdfast", List.of(on("10.0.0.1")))))
        .isEqualTo(nft("add element ipv4 { 10.0.0.1 }"));
    assertThat(texts(NftCodec.addElements("holdfast", List.of(on("fd00::9")))))
        .isEqualTo(nft("add element ipv6 { fd00::9 }"));
    assertThat(texts(NftCodec.addElements("holdfast", List.of(on("fe80::9", "eth0")))))
        .isEqualTo(nft("add element link-local { fe80::9 . \"eth0\" }"));
  }

  @Test
  void elementsAndTheTableAreRemovedAsByNft() {
    assertThat(texts(NftCodec.deleteElements("holdfast", List.of(on("10.0.0.1")))))
        .isEqualTo(nft("delete element ipv4 { 10.0.0.1 }"));
    assertThat(texts(List.of(NftCodec.deleteTable("holdfast")))).isEqualTo(nft("delete table"));
  }

  @Test
  void aThousandAddressesAreOneMessageOfEachSet() {
    var some =
        IntStream.range(0, 2 * NftCodec.MOST_IN_ONE_MESSAGE + 1)
            .mapToObj(i -> on("10.0." + i / 256 + "." + i % 256))
            .toList();

    assertThat(NftCodec.addElements("holdfast", some.subList(0, 1_000))).hasSize(1);
    assertThat(NftCodec.addElements("holdfast", some)).hasSize(3);
  }

  @Test
  void anElementIsReadBackFromItsKey() {
    for (var one : List.of(on("10.0.0.1"), on("fd00::9"), on("fe80::9", "enp3s0f1np1.100"))) {
      assertThat(DroppedAddress.read(one.set(), one.key())).contains(one);
    }
    assertThat(DroppedAddress.read(NftSet.IPV6, new byte[4])).isEmpty();
  }

  private static DroppedAddress on(String address) {
    return new DroppedAddress(IpAddress.of(address), null);
  }

  private static DroppedAddress on(String address, String link) {
    return new DroppedAddress(IpAddress.of(address), link);
  }

  private static List<String> texts(List<Request> requests) {
    var all = new ArrayList<Request>();
    all.add(NftCodec.begin());
    all.addAll(requests);
    all.add(NftCodec.end());
    return all.stream()
        .map(one ->
            "%04x %04x %s".formatted(one.type(), one.flags() | REQUEST, Encoding.of(one.body())))
        .toList();
  }

  private static List<String> nft(String section) {
    try (var file = NftCodecTest.class.getResourceAsStream("nft.txt")) {
      var lines = new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      int from = lines.indexOf("= " + section) + 1;
      assertThat(from).as(section).isPositive();
      return lines.subList(from, lines.size()).stream()
          .takeWhile(line -> !line.startsWith("="))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
