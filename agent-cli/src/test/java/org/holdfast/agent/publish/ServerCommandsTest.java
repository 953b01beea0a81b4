package org.holdfast.agent.publish;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import org.holdfast.agent.Configs;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.health.PoolChange;
import org.holdfast.vrrp.NotifyCommand;
import org.junit.jupiter.api.Test;

final class ServerCommandsTest {

  private static final VirtualServerConfig WEB =
      web(
          "{address: 10.0.0.1, notify: {up: [/bin/true, up-1], down: [/bin/true, down-1]}}, "
              + second());

  private final Scripts scripts = mock(Scripts.class);
  private final ServerCommands commands = new ServerCommands(scripts);

  private static String second() {
    return "{address: 10.0.0.2, notify: {up: [/bin/true, up-2], down: [/bin/true, down-2]}}";
  }

  private static VirtualServerConfig web(String servers) {
    return Configs.of(
            """
            virtual-servers:
              web:
                address: 203.0.113.10:80
                notify: {quorum-down: [/bin/true, lost]}
                real-servers: [%s]
            """
                .formatted(servers))
        .virtualServers()
        .getFirst();
  }

  private static NotifyCommand command(String argument) {
    return NotifyCommand.of("/bin/true", argument);
  }

  @Test
  void aServerThatTurnsRunsItsOwnCommand() {
    commands.report(WEB, new PoolChange.ServerUp("10.0.0.2:80"));
    verify(scripts).report("VS web 10.0.0.2:80", "up", command("up-2"));
    commands.report(WEB, new PoolChange.ServerDown("10.0.0.1:80", "timed out"));
    verify(scripts).report("VS web 10.0.0.1:80", "down", command("down-1"));
    verifyNoMoreInteractions(scripts);
  }

  @Test
  void aQuorumThatIsLostRunsItsCommand() {
    commands.report(WEB, new PoolChange.QuorumLost(1, 0, 0));
    verify(scripts).report("VS web quorum", "lost", command("lost"));
    verifyNoMoreInteractions(scripts);
  }
}
