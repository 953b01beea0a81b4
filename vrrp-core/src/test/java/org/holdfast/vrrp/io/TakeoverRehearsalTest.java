package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VirtualAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Tests that the rehearsal follows the configured takeover and changes nothing that exists. */
class TakeoverRehearsalTest {

  private static final Tracks NO_TRACKS = new Tracks(true, false, List.of(), List.of());
  private static final VirtualAddress VIP = Configs.address("10.0.0.9/24", "eth0");
  private static final VirtualAddress VIP6 = Configs.address("fe80::9/64", "eth0");

  static final List<InstanceConfig> ALL_KINDS =
      List.of(
          Configs.instance(Family.IPV4, NO_TRACKS, VIP),
          Configs.owner(Family.IPV4, NO_TRACKS, VIP),
          Configs.instance(Family.IPV4, unicast("10.0.0.2", "10.0.0.3"), NO_TRACKS, VIP),
          Configs.instance(Family.IPV6, NO_TRACKS, VIP6),
          Configs.instance(Family.IPV6, unicast("fe80::2"), NO_TRACKS, VIP6));

  private final RouteKernel kernel = mock(RouteKernel.class);
  private final List<LinkAddress> named = new ArrayList<>();

  private static Transport unicast(String... peers) {
    var all = List.of(peers).stream().map(IpAddress::of).map(Transport.Peer::new).toList();
    return new Transport.Unicast(
        null, all, 64, true, Transport.defaultGroup(all.getFirst().address().family()));
  }

  private void play(InstanceConfig config) {
    when(kernel.addAddresses(anyList())).thenAnswer(call -> note(call.getArgument(0)));
    when(kernel.deleteAddresses(anyList())).thenAnswer(call -> note(call.getArgument(0)));
    TakeoverRehearsal.play(config, kernel);
  }

  private List<Object> note(List<LinkAddress> addresses) {
    named.addAll(addresses);
    return List.of();
  }

  @ParameterizedTest
  @FieldSource("ALL_KINDS")
  void onlyAddressesOnAMissingLinkAreRequested(InstanceConfig config) {
    play(config);

    verify(kernel).addAddresses(anyList());
    verify(kernel).deleteAddresses(anyList());
    verifyNoMoreInteractions(kernel);
    assertThat(named)
        .hasSize(2)
        .allMatch(address -> address.link() == TakeoverRehearsal.NO_LINK)
        .extracting(LinkAddress::prefix)
        .containsOnly(config.holdings().all().findFirst().orElseThrow().prefix());
  }

  @Test
  void onlySomeOfManyAddressesAreRehearsed() {
    var many =
        IntStream.rangeClosed(1, 200)
            .mapToObj(i -> Configs.address("10.1.0." + i + "/32", "eth0"))
            .toArray(VirtualAddress[]::new);

    play(Configs.instance(Family.IPV4, NO_TRACKS, many));

    assertThat(named)
        .extracting(LinkAddress::prefix)
        .hasSize(16)
        .startsWith(IpPrefix.of("10.1.0.1/32"), IpPrefix.of("10.1.0.2/32"));
  }
}
