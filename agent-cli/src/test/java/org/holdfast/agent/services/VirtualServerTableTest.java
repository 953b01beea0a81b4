package org.holdfast.agent.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.holdfast.agent.Configs;
import org.holdfast.agent.config.load.ConfigFile;
import org.holdfast.health.PoolView;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceTerms;
import org.holdfast.ipvs.VirtualService;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.io.InstanceId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VirtualServerTableTest {

  private static final ServiceKey WEB =
      new ServiceKey.Address(ServiceKey.Protocol.TCP, IpAddress.of("203.0.113.10"), 80);

  @TempDir private Path directory;
  private VirtualServerTable served;

  @BeforeEach
  void read() throws Exception {
    var file = directory.resolve("f.yaml");
    Files.writeString(
        file,
        """
        virtual-servers:
          web:
            address: 203.0.113.10:80
            real-servers: [10.0.0.1, 10.0.0.2, {address: 10.0.0.3, weight: 0}]
        """);
    served =
        new VirtualServerTable(ConfigFile.load(file).config().virtualServers().getFirst(), null);
  }

  private static Map<ServiceKey, VirtualService> table(Destination... servers) {
    var terms = new ServiceTerms("wlc", Set.of(), Duration.ZERO, 32, null);
    return Map.of(WEB, new VirtualService(WEB, terms, List.of(servers)));
  }

  private static Destination server(String address, int weight) {
    return new Destination(IpAddress.of(address), 80, Forwarding.NAT, weight, 0, 0);
  }

  @Test
  void aServerServedIfItStoodInTheTableWithAWeight() {
    assertThat(served.servedIn(table(server("10.0.0.1", 4))))
        .containsOnly(Map.entry("10.0.0.1:80", true), Map.entry("10.0.0.2:80", false));
    assertThat(served.servedIn(table(server("10.0.0.1", 1), server("10.0.0.2", 0))))
        .containsEntry("10.0.0.2:80", false);
  }

  @Test
  void aTableWithoutServingServersIsIgnored() {
    Stream.of(
            Map.<ServiceKey, VirtualService>of(),
            table(),
            table(server("10.0.0.9", 1)),
            table(server("10.0.0.1", 0)))
        .forEach(table -> assertThat(served.servedIn(table)).isEmpty());
  }

  private static PoolView view(PoolView.@Nullable Place sorry, PoolView.Place... places) {
    var servers = new ArrayList<PoolView.Server>();
    for (var place : places) {
      servers.add(inPool("10.0.0." + (servers.size() + 1) + ":80", place));
    }
    return new PoolView("web", true, 1, 0, servers, sorry, 0);
  }

  private static PoolView.Server inPool(String name, PoolView.Place place) {
    return new PoolView.Server(name, true, 0, place, "");
  }

  private static PoolView.Place in(int weight) {
    return new PoolView.Place(true, weight);
  }

  private static final PoolView.Place OUT = new PoolView.Place(false, 1);

  private static VirtualServerTable with(String servers, String more) {
    var text =
        Configs.PLAIN
            + """
            virtual-servers:
              web:
                address: 203.0.113.10:80
                real-servers: [%s]
                %s
            """
                .formatted(servers, more);
    return new VirtualServerTable(Configs.of(text).virtualServers().getFirst(), null);
  }

  @Test
  void aServiceHasTheServersThatBelongIntoTheTableWithThePoolsWeights() {
    var service = served.service(WEB, view(null, in(7), OUT, in(0)));
    assertThat(service.key()).isEqualTo(WEB);
    assertThat(service.terms()).isEqualTo(served.config().terms());
    assertThat(service.destinations())
        .containsExactly(server("10.0.0.1", 7), server("10.0.0.3", 0));
  }

  @Test
  void aServersPlaceIsFoundByItsName() {
    var view =
        new PoolView(
            "web",
            true,
            1,
            0,
            List.of(
                inPool("10.0.0.9:80", in(9)),
                inPool("10.0.0.2:80", in(2)),
                inPool("10.0.0.1:80", in(1))),
            null,
            0);
    assertThat(served.service(WEB, view).destinations())
        .containsExactly(server("10.0.0.2", 2), server("10.0.0.1", 1));
  }

  @Test
  void aSorryServerIsThereWhenItBelongsIntoTheTable() {
    var sorry = with("10.0.0.1", "sorry-server: 10.0.0.9");
    assertThat(sorry.service(WEB, view(in(1), OUT)).destinations())
        .containsExactly(server("10.0.0.9", 1));
    assertThat(sorry.service(WEB, view(OUT, in(1))).destinations())
        .containsExactly(server("10.0.0.1", 1));
    assertThat(sorry.service(WEB, view(null, in(1))).destinations())
        .containsExactly(server("10.0.0.1", 1));
    assertThat(with("10.0.0.1", "").service(WEB, view(in(1), in(1))).destinations())
        .as("of another configuration")
        .containsExactly(server("10.0.0.1", 1));
  }

  @Test
  void aSorryServerThatIsAServerTooIsThereOnceWithTheGreaterWeight() {
    var sorry = with("10.0.0.1, 10.0.0.2", "sorry-server: 10.0.0.1");
    assertThat(sorry.service(WEB, view(in(1), in(0), in(0))).destinations())
        .containsExactly(server("10.0.0.1", 1), server("10.0.0.2", 0));
    assertThat(sorry.service(WEB, view(in(1), in(5), in(0))).destinations())
        .containsExactly(server("10.0.0.1", 5), server("10.0.0.2", 0));
  }

  @Test
  void aServerHasItsPlaceInEveryService() {
    assertThat(served.keysOf("10.0.0.2:80"))
        .containsExactly(Map.entry(WEB, server("10.0.0.2", 1).key()));
    assertThat(served.keysOf("10.0.0.9:80")).isEmpty();
  }

  @Test
  void anotherConfigurationComesWithItsPoolsFirstView() {
    var bound = with("10.0.0.1", "instance: VI").config();
    assertThat(served.view()).isNull();

    var view = view(null, in(1));
    served.is(bound, view);

    assertThat(served.config()).isEqualTo(bound);
    assertThat(served.view()).isSameAs(view);
  }

  @Test
  void theInstanceCanBeReplaced() {
    var id = new InstanceId("VI");
    assertThat(served.instance()).isNull();

    assertThat(served.follow(id)).isTrue();
    assertThat(served.instance()).isSameAs(id);
    assertThat(served.follow(id)).isFalse();
    assertThat(served.follow(null)).isTrue();
    assertThat(served.instance()).isNull();
  }
}
