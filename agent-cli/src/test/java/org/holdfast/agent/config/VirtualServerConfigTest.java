package org.holdfast.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.holdfast.agent.Configs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VirtualServerConfigTest {

  @ParameterizedTest
  @CsvSource({
    "web, web",
    "web/tcp, web",
    "web/tcp-ipv6, web",
    "web/tcp-2, web",
    "web/blue, web/blue",
    "web/udp, web/udp",
    "shop/web/tcp, shop/web",
    "tcp, tcp",
  })
  void aGroupHasTheNameOfKeepalivedsFile(String name, String group) {
    var server =
        Configs.of(
                ("virtual-servers: {\"%s\": {addresses: [10.9.0.1:80, 10.9.0.2:80],"
                        + " real-servers: [{address: 10.8.0.1}]}}")
                    .formatted(name))
            .virtualServers()
            .getFirst();
    assertThat(server.isGroup()).isTrue();
    assertThat(server.groupName()).isEqualTo(group);
  }
}
