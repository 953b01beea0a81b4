package org.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.agent.Configs;
import org.junit.jupiter.api.Test;

final class ReleaseNotesTest {

  private static final String SERVICES =
      """
      net-namespace: blue
      virtual-servers:
        web: {address: 10.0.0.1:80, real-servers: [10.1.0.1]}
        dns: {address: "[2001:db8::1]:53", protocol: udp, real-servers: ["2001:db8:1::1"]}
        all: {firewall-mark: 7, real-servers: [10.1.0.1]}
        six: {firewall-mark: 4294967295, family: ipv6, real-servers: ["2001:db8:1::1"]}
      """;

  @Test
  void notesAreReadBack() {
    var notes = ReleaseNotes.of(Configs.of(SERVICES));

    assertThat(notes.lines())
        .containsExactly(
            "net-namespace blue",
            "ipvs TCP 10.0.0.1:80",
            "ipvs UDP [2001:db8::1]:53",
            "ipvs FWM 7",
            "ipvs FWM 4294967295 IPv6");
    assertThat(ReleaseNotes.parse(notes.lines())).isEqualTo(notes);
  }

  @Test
  void theNamespaceOfTheServicesIsNoted() {
    var notes = ReleaseNotes.of(Configs.of(SERVICES + "ipvs: {net-namespace: green}\n"));

    assertThat(notes.lines()).contains("net-namespace blue", "ipvs-net-namespace green");
    assertThat(ReleaseNotes.parse(notes.lines())).isEqualTo(notes);
  }

  @Test
  void servicesThatStayAreNotNoted() {
    var notes = ReleaseNotes.of(Configs.of(SERVICES + "ipvs: {on-stop: keep}\n"));

    assertThat(notes.lines()).containsExactly("net-namespace blue");
  }

  @Test
  void brokenAndUnknownLinesAreIgnored() {
    var lines =
        List.of("", "ipvs", "ipvs ", "ipvs TCP", "ipvs TCP x:1", "ipvs FWM", "ipvs ABC 10.0.0.1:8");

    assertThat(ReleaseNotes.parse(lines))
        .isEqualTo(new ReleaseNotes(null, null, List.of(), Map.of(), Set.of()));
  }
}
