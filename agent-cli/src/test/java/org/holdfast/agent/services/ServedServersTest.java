package org.holdfast.agent.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.holdfast.agent.Configs;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.health.PoolView;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.vrrp.io.InstanceId;
import org.junit.jupiter.api.Test;

class ServedServersTest {

  private static final InstanceId VI = new InstanceId("VI");
  private static final InstanceId OTHER = new InstanceId("other");

  private final ServedServers served = new ServedServers();

  private static List<VirtualServerConfig> servers(String... lines) {
    return Configs.of(Configs.PLAIN + "virtual-servers:\n" + String.join("\n", lines) + "\n")
        .virtualServers();
  }

  private static VirtualServerConfig server(String name, int port) {
    return servers(
            "  %s: {address: \"203.0.113.10:%d\", real-servers: [10.0.0.1]}".formatted(name, port))
        .getFirst();
  }

  private static ServiceKey key(VirtualServerConfig server) {
    return server.services().getFirst();
  }

  private static PoolView view(VirtualServerConfig server) {
    return new PoolView(server.name(), true, 0, 0, List.of(), null, 0);
  }

  @Test
  void aServiceBelongsToTheVirtualServerThatHadItLast() {
    var a = server("a", 80);
    var b = server("b", 80);
    var first = served.add(a, null);
    assertThat(served.of(key(a))).isSameAs(first);

    var second = served.add(b, null); // the same virtual server under another name
    assertThat(served.of(key(a))).isSameAs(second);
    assertThat(served.retain(Set.of("b"))).containsExactly(key(a));
    assertThat(served.of(key(a))).isSameAs(second);
    assertThat(served.get("a")).isNull();
    assertThat(served.all()).containsExactly(second);
  }

  @Test
  void twoMayExchangeTheirServices() {
    var a = served.add(server("a", 80), null);
    var b = served.add(server("b", 81), null);
    var gone = served.is(a, server("a", 81), view(a.config()));
    assertThat(gone).containsExactly(key(server("x", 80)));
    assertThat(served.of(key(server("x", 80)))).isNull();

    served.is(b, server("b", 80), view(b.config()));
    assertThat(served.of(key(server("x", 80)))).isSameAs(b);
    assertThat(served.of(key(server("x", 81)))).isSameAs(a);
    assertThat(served.is(a, server("a", 81), view(a.config()))).isEmpty();
  }

  @Test
  void knowsWhichFollowAnInstance() {
    var a = served.add(server("a", 80), VI);
    var b = served.add(server("b", 81), VI);
    var c = served.add(server("c", 82), null);
    assertThat(served.boundTo(VI)).containsExactly(a, b);
    assertThat(served.boundTo(null)).containsExactly(c);

    assertThat(served.follow(a, VI)).isFalse();
    assertThat(served.follow(a, OTHER)).isTrue();
    assertThat(served.follow(b, null)).isTrue();
    assertThat(served.boundTo(OTHER)).containsExactly(a);
    assertThat(served.boundTo(null)).containsExactly(c, b);
    assertThat(served.instances()).containsExactly(OTHER);
    served.retain(Set.of());
    assertThat(served.instances()).isEmpty();
  }
}
