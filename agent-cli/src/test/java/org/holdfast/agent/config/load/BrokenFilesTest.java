package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the whole message about a small slip in a file that is otherwise sound. */
class BrokenFilesTest {

  private static final String SOUND =
      """
      vrrp:
        instances:
          VI_1:
            interface: eth0
            virtual-router-id: 51
            priority: 150
            addresses: [10.9.0.100/24]
      virtual-servers:
        web:
          address: 10.9.0.100:80
          scheduler: wlc
          instance: VI_1
          real-servers:
            - address: 10.9.0.1:80
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[10.9.0.100/24] | [10.9.0.100/24 | f.yaml:8:16: error: not valid YAML: the [ of line 7,"
            + " column 18, is not closed here; a ] or a comma is missing",
        "[10.9.0.100/24] | {a: b | f.yaml:8:16: error: not valid YAML: the { of line 7, column 18,"
            + " is not closed here; a } or a comma is missing",
        "interface: eth0 | interface: \"eth0 | f.yaml:15:1: error: not valid YAML: the quotation"
            + " mark of line 4, column 18, is never closed",
        "priority: 150 | priority 150 | f.yaml:6:7: error: not valid YAML: this line has no colon"
            + " after a key; write key: value, with a blank after the colon",
        "`      priority` | `     priority` | f.yaml:6:6: error: not valid YAML: this line does not"
            + " fit the mapping that begins on line 3; indent it as its neighbours there, or as a"
            + " line of an inner mapping",
        "priority: 150 | state: MASTER | f.yaml:6:7: error: vrrp.instances.VI_1: unknown key"
            + " \"state\": an instance has no configured state, because the election decides it;"
            + " give the intended master the higher priority",
        "priority | prioity | f.yaml:6:7: error: vrrp.instances.VI_1: unknown key \"prioity\"; did"
            + " you mean \"priority\"?",
        "10.9.0.100:80 | 10.9.0.77:80 | f.yaml:3:5: warning: vrrp.instances.VI_1: a virtual server"
            + " of this instance is at TCP 10.9.0.77:80, but no instance holds that address, so no"
            + " router may answer for it; add it to the instance's addresses, or correct the"
            + " virtual server",
        "instance: VI_1 | instance: VI_2 | f.yaml:12:15: error: virtual-servers.web.instance:"
            + " vrrp.instances has no \"VI_2\"; did you mean \"VI_1\"?",
      })
  void theMessageNamesThePlaceAndTheWayOut(String sound, String broken, String message) {
    assertThat(SOUND).contains(sound);
    var host = new FakeHost();

    var problems = host.problems(SOUND.replace(sound, broken));

    assertThat(problems).containsExactly(message);
  }
}
