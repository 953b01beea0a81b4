package org.holdfast.ipvs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.Samples;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.Test;

final class ConnectionListTest {

  /**
   * A list as Linux 6.1 writes it; the last two are a persistence template and a server behind a
   * tunnel.
   */
  private static final String LIST =
      """
      Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData
      TCP 0A090002 9C40 0A000001 0050 0A010001 0050 ESTABLISHED     899
      TCP 0A090002 9C41 0A000001 0050 0A010001 0050 FIN_WAIT         12
      TCP 0A090002 9C42 0A000001 0050 0A010002 0050 ESTABLISHED     899
      TCP 0A090002 9C43 0A000001 01BB 0A010001 01BB ESTABLISHED     899
      UDP 2001:0db8:0000:0000:0000:0000:0000:0009 9C40 2001:0db8:0000:0000:0000:0000:0000:0001 \
      0035 2001:0db8:0000:0000:0000:0000:0000:0063 0035 UDP             299
      TCP 0A090002 0000 0A000001 0050 0A010001 0050 NONE            359
      TCP 0A090003 9C40 0A000001 0050 2001:0db8:0000:0000:0000:0000:0000:0063 0050 SYN_RECV  57
      """;

  private static long count(ServiceKey service, String server, int port) throws IOException {
    var key = new Destination.Key(IpAddress.of(server), port);
    return ConnectionList.count(Map.of(service, key), new StringReader(LIST));
  }

  @Test
  void countsConnectionsOfEveryStateToAServerOfAService() throws IOException {
    assertThat(count(Samples.WEB, "10.1.0.1", 80)).isEqualTo(2);
    assertThat(count(Samples.WEB, "10.1.0.2", 80)).isEqualTo(1);
    assertThat(count(Samples.WEB, "10.1.0.9", 80)).isZero();
    assertThat(count(Samples.WEB, "2001:db8::63", 80)).isEqualTo(1);
    assertThat(count(Samples.NAMES, "2001:db8::63", 53)).isEqualTo(1);
  }

  @Test
  void aServiceWithoutAPortCountsConnectionsToAllPorts() throws IOException {
    var all = new ServiceKey.Address(ServiceKey.Protocol.TCP, IpAddress.of("10.0.0.1"), 0);
    assertThat(count(all, "10.1.0.1", 0)).isEqualTo(3);
  }

  @Test
  void aFirewallMarkCountsConnectionsToAnyAddress() throws IOException {
    assertThat(count(new ServiceKey.Mark(7, Family.IPV4), "10.1.0.1", 443)).isEqualTo(1);
  }
}
