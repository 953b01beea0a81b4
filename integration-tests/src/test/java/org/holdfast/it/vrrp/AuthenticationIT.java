package org.holdfast.it.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.PairLab;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests two agents with each kind of authentication, over each family and transport: there must
 * always be exactly one master.
 */
@Execution(ExecutionMode.CONCURRENT)
final class AuthenticationIT {

  private static final String HMAC =
      "authentication: {type: hmac, keys: [{id: 1, secret: \"hex:"
          + "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\"}], active-key: 1}";

  /** The form of VRRP between two agents. */
  record Wire(String name, int version, boolean ipv6, boolean unicast, String authentication) {

    private String configuration(int priority, String ours, String theirs) {
      var interval = version == 2 ? "1s" : "100ms";
      var addresses = ipv6 ? PairLab.VIP6_LINK_LOCAL + "\", \"" + PairLab.VIP6 : PairLab.VIP;
      var transport =
          unicast ? "unicast: {source: \"%s\", peers: [\"%s\"]}".formatted(ours, theirs) : "";
      return """
      vrrp:
        instances:
          VI_1:
            interface: eth0
            virtual-router-id: 51
            version: %d
            priority: %d
            advertisement-interval: %s
            addresses: ["%s"]
      """
              .formatted(version, priority, interval, addresses)
          + (transport + "\n" + authentication).indent(6);
    }

    String ofA() {
      return configuration(150, address(1), address(2));
    }

    String ofB() {
      return configuration(100, address(2), address(1));
    }

    private String address(int host) {
      return ipv6 ? "2001:db8:9::" + host : "10.9.0." + host;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Wire> wires() {
    return Stream.of(false, true)
        .flatMap(unicast ->
            Stream.of(
                wire(2, false, unicast, "none", ""),
                wire(3, false, unicast, "none", ""),
                wire(3, true, unicast, "none", ""),
                wire(2, false, unicast, "pass", "authentication: {type: pass, password: s3cr3tpw}"),
                wire(2, false, unicast, "ah", "authentication: {type: ah, password: s3cr3tpw}"),
                wire(2, false, unicast, "hmac", HMAC),
                wire(3, false, unicast, "hmac", HMAC),
                wire(3, true, unicast, "hmac", HMAC)));
  }

  private static Wire wire(
      int version, boolean ipv6, boolean unicast, String proof, String authentication) {
    var name =
        "v%d %s %s %s"
            .formatted(version, ipv6 ? "IPv6" : "IPv4", unicast ? "unicast" : "multicast", proof);
    return new Wire(name, version, ipv6, unicast, authentication);
  }

  @ParameterizedTest
  @MethodSource("wires")
  void thereIsOneMasterAndNoAdvertIsRejected(Wire wire) {
    try (var pair = AgentPair.open()) {
      pair.b().start(wire.ofB());
      pair.await("b is master alone", () -> pair.b().state("VI_1").equals("MASTER"));
      pair.a().start(wire.ofA());
      pair.awaitMaster(pair.a(), "VI_1");
      long transitions = transitions(pair);
      AgentPair.pass(Duration.ofSeconds(wire.version() == 2 ? 8 : 1));
      assertThat(transitions(pair)).as(pair::logs).isEqualTo(transitions);
      pair.a().stop();
      pair.await("b serves again", () -> pair.b().state("VI_1").equals("MASTER"));
      assertThat(rejected(pair.b())).as(pair::logs).isEmpty();
    }
  }

  private static long transitions(AgentPair pair) {
    return pair.a().transitions("VI_1") + pair.b().transitions("VI_1");
  }

  private static Map<String, Long> rejected(LabAgent agent) {
    return agent.report().orElseThrow().instances().getFirst().packets().rejected();
  }
}
