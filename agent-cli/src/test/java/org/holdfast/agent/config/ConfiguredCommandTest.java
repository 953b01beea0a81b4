package org.holdfast.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.holdfast.agent.config.ConfiguredCommand.Call;
import org.holdfast.agent.config.load.FakeHost;
import org.junit.jupiter.api.Test;

class ConfiguredCommandTest {

  @Test
  void everyKeyThatHoldsACommandIsVisited() throws Exception {
    var config =
        load(
            """
            notifications:
              fifo: {path: /run/fifo, command: [/bin/reader]}
            vrrp:
              scripts:
                alive: {command: [/bin/alive, now], user: nobody}
              instances:
                VI:
                  interface: lo
                  virtual-router-id: 51
                  addresses: [10.9.0.100/24]
                  track: {scripts: [alive]}
                  notify: {master: /bin/m, deleted: /bin/d, any: /bin/any}
                  hooks:
                    before-master: /bin/bm
                    after-master: /bin/am
                    before-release: /bin/br
                    after-release: /bin/ar
              sync-groups:
                VG: {instances: [VI], notify: {fault: /bin/f}}
            virtual-servers:
              web:
                address: 10.9.0.100:80
                notify: {quorum-up: /bin/qu, quorum-down: /bin/qd}
                real-servers:
                  - address: 10.9.1.1:80
                    check: {script: {command: /bin/ask}}
                    notify: {up: /bin/up, down: /bin/down}
            """);
    assertThat(ConfiguredCommand.allOf(config))
        .extracting(command -> command.what() + ": " + String.join(" ", command.call().words()))
        .containsExactlyInAnyOrder(
            "script alive: /bin/alive now",
            "notify command of VI: /bin/m",
            "notify command of VI: /bin/d",
            "notify command of VI: /bin/any",
            "notify command of VG: /bin/f",
            "script /bin/ask: /bin/ask",
            "notify command of web: /bin/up",
            "notify command of web: /bin/down",
            "notify command of web: /bin/qu",
            "notify command of web: /bin/qd",
            "reader of /run/fifo: /bin/reader",
            "hook of VI: /bin/bm",
            "hook of VI: /bin/am",
            "hook of VI: /bin/br",
            "hook of VI: /bin/ar");
    assertThat(ConfiguredCommand.allOf(config))
        .first()
        .extracting(ConfiguredCommand::call)
        .isEqualTo(new Call(List.of("/bin/alive", "now"), "nobody", null));
  }

  private static AgentConfig load(String text) throws ConfigException {
    return new FakeHost().load(text).config();
  }
}
