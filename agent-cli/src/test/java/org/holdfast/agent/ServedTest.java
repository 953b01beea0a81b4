package org.holdfast.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.holdfast.agent.config.ConfigFile;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceTerms;
import org.holdfast.ipvs.VirtualService;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServedTest {

  private static final ServiceKey WEB =
      new ServiceKey.Address(ServiceKey.Protocol.TCP, IpAddress.of("203.0.113.10"), 80);

  @TempDir private Path directory;
  private Served served;

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
    served = new Served(ConfigFile.load(file).config().virtualServers().getFirst());
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
  void aTableInWhichNoneServesSaysNothing() {
    Stream.of(
            Map.<ServiceKey, VirtualService>of(),
            table(),
            table(server("10.0.0.9", 1)),
            table(server("10.0.0.1", 0)))
        .forEach(table -> assertThat(served.servedIn(table)).isEmpty());
  }
}
