package org.holdfast.agent.config.words;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.load.FakeHost;
import org.holdfast.vrrp.NotifyCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotifyCommandTypeTest {

  private static String notifying(String master) {
    return """
    vrrp:
      instances:
        VI: {interface: eth0, virtual-router-id: 1, notify: {master: %s}}
    """
        .formatted(master);
  }

  private static NotifyCommand read(String master) throws ConfigException {
    var notify =
        new FakeHost()
            .load(notifying(master))
            .config()
            .vrrp()
            .instances()
            .getFirst()
            .notifications();
    return requireNonNull(notify.master());
  }

  @Test
  void aCommandWithoutAUserRunsAsTheAgentsUser() throws ConfigException {
    assertThat(read("/bin/n a")).isEqualTo(NotifyCommand.of("/bin/n", "a"));
    assertThat(read("[/bin/n, 'a b']")).isEqualTo(NotifyCommand.of("/bin/n", "a b"));
    assertThat(read("{command: /bin/n a}")).isEqualTo(NotifyCommand.of("/bin/n", "a"));
  }

  @Test
  void aMappingNamesTheUser() throws ConfigException {
    assertThat(read("{command: [/bin/n], user: nobody}"))
        .isEqualTo(new NotifyCommand(List.of("/bin/n"), "nobody", null));
    assertThat(read("{command: /bin/n, user: nobody, group: nogroup}"))
        .isEqualTo(new NotifyCommand(List.of("/bin/n"), "nobody", "nogroup"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{command: /bin/n, group: nogroup}|a group without a user; add user",
        "{user: nobody}|\"command\" is missing",
        "{command: /bin/n, usr: nobody}|unknown key \"usr\"; did you mean \"user\"?",
        "{command: n}|\"n\" (expected: the absolute path of a program"
      })
  void errorsAreReportedWithTheirPlace(String master, String words) {
    assertThatThrownBy(() -> read(master))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("notify.master")
        .hasMessageContaining(words);
  }
}
