package org.holdfast.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.holdfast.agent.Configs;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.net.Family;
import org.junit.jupiter.api.Test;

final class ServiceMarksTest {

  private static final String MARKS = "ipvs: {address-marks: {}}\n";

  private static AgentConfig serving(String ipvs, String... servers) {
    var text = new StringBuilder(ipvs).append("virtual-servers:\n");
    for (var server : servers) {
      text.append("  ").append(server.replace("}", ", real-servers: [10.1.0.1]}")).append('\n');
    }
    return Configs.of(text.toString());
  }

  private static String list(String name, int last) {
    return "%s: {addresses: [\"10.0.0.%d:80\"]}".formatted(name, last);
  }

  private static Map<String, Integer> started(AgentConfig config) {
    return ServiceMarks.of(ServiceMarks.assigned(config, Map.of()));
  }

  @Test
  void virtualServersWithListedAddressesGetMarksInTheOrderOfTheFile() {
    var config =
        ServiceMarks.assigned(
            serving(MARKS, list("b", 1), "one: {address: 10.0.0.9:80}", list("a", 2)), Map.of());
    assertThat(ServiceMarks.of(config)).containsExactly(Map.entry("b", 1000), Map.entry("a", 1001));
    assertThat(config.virtualServers().getFirst().services())
        .containsExactly(new ServiceKey.Mark(1000, Family.IPV4));
    assertThat(config.virtualServers().get(1).services())
        .isEqualTo(config.virtualServers().get(1).keys());
  }

  @Test
  void nothingIsMarkedUnlessItIsConfigured() {
    var config = serving("", list("a", 1));
    assertThat(ServiceMarks.assigned(config, Map.of("a", 1000))).isSameAs(config);
  }

  @Test
  void aMarkOfTheFileIsNotGivenAway() {
    assertThat(
            started(
                serving(
                    "ipvs: {address-marks: {first-mark: 7}}\n",
                    list("a", 1),
                    "marked: {firewall-mark: 7}",
                    "both: {addresses: [\"10.0.0.7:80\"], firewall-mark: 8}",
                    list("b", 2))))
        .isEqualTo(Map.of("a", 9, "b", 10));
  }

  @Test
  void theGreatestMarkIsFollowedByTheLeast() {
    var ipvs = "ipvs: {address-marks: {first-mark: 4294967295}}\n";
    assertThat(started(serving(ipvs, list("a", 1), list("b", 2))))
        .isEqualTo(Map.of("a", -1, "b", 1));
  }

  @Test
  void aVirtualServerKeepsItsMarkAndAFreeMarkIsNotReusedAtOnce() {
    var running = ServiceMarks.assigned(serving(MARKS, list("a", 1), list("b", 2)), Map.of());
    var changed = ServiceMarks.following(serving(MARKS, list("c", 3), list("b", 2)), running);
    assertThat(ServiceMarks.of(changed)).isEqualTo(Map.of("b", 1001, "c", 1002));
    var later = ServiceMarks.following(serving(MARKS, list("d", 4), list("b", 2)), changed);
    assertThat(ServiceMarks.of(later)).isEqualTo(Map.of("b", 1001, "d", 1000));
  }

  @Test
  void aRenamedVirtualServerKeepsItsMark() {
    var running = ServiceMarks.assigned(serving(MARKS, list("a", 1), list("b", 2)), Map.of());
    var next = ServiceMarks.following(serving(MARKS, list("new", 2), list("a", 1)), running);
    assertThat(ServiceMarks.of(next)).isEqualTo(Map.of("new", 1001, "a", 1000));
  }

  @Test
  void aMarkThatTheFileHasTakenIsReplaced() {
    var running = ServiceMarks.assigned(serving(MARKS, list("a", 1)), Map.of());
    var next =
        ServiceMarks.following(
            serving(MARKS, list("a", 1), "marked: {firewall-mark: 1000}"), running);
    assertThat(ServiceMarks.of(next)).isEqualTo(Map.of("a", 1001));
  }
}
