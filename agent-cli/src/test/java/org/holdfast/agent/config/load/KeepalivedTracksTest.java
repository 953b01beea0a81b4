package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.holdfast.agent.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests that tracks and their weights have the same result as in keepalived 2.2.7 according to its
 * own dump.
 */
class KeepalivedTracksTest {

  private static final String DEFINED =
      """
      vrrp_script s {
       script /bin/s
       weight 5
      }
      track_file f {
       file /run/f
       weight 2
      }
      vrrp_track_process p {
       process p
       weight 7
      }
      bfd_instance b {
       neighbor_ip 10.0.0.2
       weight 8
      }
      """;

  private static final String YAML =
      """
      bfd: {sessions: {b: {neighbour: 10.0.0.2}}}
      vrrp:
        scripts: {s: {command: /bin/s, weight: 5}}
        track-files: {f: {path: /run/f, weight: 2}}
        track-processes: {p: {command: p, weight: 7}}
      """;

  private final FakeHost host = new FakeHost();

  private static String conf(String lines) {
    return "vrrp_instance A {\n interface eth0\n virtual_router_id 1\n"
        + lines.replace(" ; ", "\n")
        + "\n}\n";
  }

  private static String yaml(String track) {
    return "  defaults: {advert-before-yielding: false}\n"
        + "  instances: {A: {interface: eth0, virtual-router-id: 1, track: {"
        + track
        + "}}}\n";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "interface | eth1 10 | | expected weight after the name; it is not tracked",
        "interface | eth1 reverse | | expected weight after the name; it is not tracked",
        "interface | eth1 weight | | weight without a value; it is not tracked",
        "interface | eth1 weight 300 | interfaces: [eth1] | it is tracked without a weight",
        "interface | eth1 weight -254 | interfaces: [{interface: eth1, weight: -253}] | weight -254"
            + " is read as -253",
        "interface | eth1 weight abc | interfaces: [eth1] | weight abc is read as 0",
        "interface | eth1 weight 5 bogus | interfaces: [{interface: eth1, weight: 5}] | bogus is"
            + " unknown in a track",
        "interface | eth1 weight 5 reverse | interfaces: [{interface: eth1, weight: 5, reverse:"
            + " true}] | ",
        "interface | eth1 weight +5 | interfaces: [{interface: eth1, weight: 5}] | ",
        "interface | eth1 weight 5 ; eth1 weight 6 | interfaces: [{interface: eth1, weight: 5}] |"
            + " eth1 is tracked twice",
        "script | s 10 | | expected weight after the name; it is not tracked",
        "script | s weight 254 | scripts: [{script: s, weight: 253}] | weight 254 is read as 253",
        "script | s weight -300 | scripts: [s] | the definition's weight counts",
        "script | s weight -10 reverse | scripts: [{script: s, weight: -10, reverse: true}] | ",
        "file | f bogus | | expected weight after the name; it is not tracked",
        "file | f weight -254 | files: [{file: f, weight: -254}] | ",
        "file | f weight 255 | files: [f] | the definition's weight counts",
        "process | p weight 400 | processes: [p] | the definition's weight counts",
        "bfd | b weight -254 | bfd: [{session: b, weight: 8}] | the definition's weight counts",
        "bfd | b | bfd: [{session: b, weight: 8}] | ",
      })
  void areReadAsKeepalivedReadsThem(String kind, String track, String yaml, String word)
      throws ConfigException {
    var conf = DEFINED + conf("track_" + kind + " { ; " + track + " ; }");
    assertThat(host.load(conf).config().vrrp().instances())
        .isEqualTo(host.load(YAML + yaml(yaml == null ? "" : yaml)).config().vrrp().instances());
    if (word != null) {
      assertThat(host.problems(conf)).anyMatch(line -> line.contains(word));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "weight -254 | weight: -253 | weight -254 is read as -253",
        "weight 300 | weight: 253 | weight 300 is read as 253",
        "weight abc | weight: 0 | weight abc is read as 0",
        "weight 10 bogus | weight: 10 | bogus is unknown after a weight",
        "rise 0 ; fall 5.5 | rise: 1, fall: 5 | fall 5.5 is read as 5",
        "timeout 0 | timeout: 1s | timeout 0: a script needs time",
      })
  void scriptsAreReadAsKeepalivedReadsThem(String lines, String yaml, String word)
      throws ConfigException {
    var conf =
        "vrrp_script s {\n script /bin/s\n "
            + lines.replace(" ; ", "\n")
            + "\n}\n"
            + conf("track_script { ; s ; }");
    var expected =
        "vrrp:\n  scripts: {s: {command: /bin/s, " + yaml + "}}\n" + yaml("scripts: [s]");
    assertThat(host.load(conf).config().vrrp()).isEqualTo(host.load(expected).config().vrrp());
    assertThat(host.problems(conf)).anyMatch(line -> line.contains(word));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vrrp_script s { ; script /bin/s ; weight -254 ; } | weight -254 is read as -253",
        "track_file f { ; file /run/f ; weight 300 ; } | weight 300 (expected:",
        "track_file f { ; file /run/f ; weight 254 ; } | ",
        "vrrp_track_process p { ; process p ; weight 300 ; } | weight 300 (expected:",
        "bfd_instance b { ; neighbor_ip 10.0.0.2 ; weight 300 ; } | weight 300 (expected:",
      })
  void theWeightOfADefinitionCausesOneWarning(String definition, @Nullable String words) {
    assertThat(host.problems(definition.replace(" ; ", "\n") + "\n" + conf("")))
        .filteredOn(line -> line.contains("weight"))
        .satisfies(
            lines -> assertThat(String.join("\n", lines)).contains(words == null ? "" : words))
        .hasSize(words == null ? 0 : 1);
  }

  @Test
  void aSingleHopSessionIgnoresMaxHops() throws ConfigException {
    var conf =
        "bfd_instance b {\n neighbor_ip 10.0.0.2\n max_hops 3\n}\n" + conf("track_bfd { ; b ; }");
    assertThat(host.load(conf).config().bfdSessions()).hasSize(1);
    assertThat(host.problems(conf)).anyMatch(line -> line.contains("max_hops without multihop"));
  }

  /** Measured: while the script fails on both directors of a pair, both continue to serve. */
  @Test
  void aMembersWeightedScriptIsIgnoredAndAGroupsCounts() throws ConfigException {
    var group = "vrrp_sync_group G {\n group {\n A\n }\n%s}\n";
    var member = DEFINED + conf("track_script { ; s ; }");
    assertThat(watched(member + group.formatted(""))).isEmpty();
    assertThat(watched(DEFINED + conf("") + group.formatted(" track_script {\n s\n }\n")))
        .containsExactly("script s 5");
    assertThat(watched(member + group.formatted(" sync_group_tracking_weight\n")))
        .containsExactly("script s 5");
  }

  private List<String> watched(String conf) throws ConfigException {
    return host.load(conf).config().vrrp().instances().getFirst().tracks().watched().stream()
        .map(track -> track.words() + " " + track.weight())
        .toList();
  }
}
