package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.Problem;
import org.junit.jupiter.api.Test;

/** Tests that a keepalived.conf with commands that may not be run is served without them. */
final class RefusedCommandsTest {

  private static final String CONF =
      """
      global_defs {
        notify_fifo /run/fifo
        notify_fifo_script /writable/reader
      }
      vrrp_script bad {
        script /bin/check
        user stranger
      }
      vrrp_script good {
        script /bin/check
      }
      vrrp_instance A {
        interface eth0
        virtual_router_id 1
        virtual_ipaddress {
          192.0.2.1/24
        }
        track_script {
          bad weight 3
          good
        }
        notify_master /writable/n
        notify_backup /bin/n
      }
      vrrp_instance B {
        interface eth0
        virtual_router_id 2
        virtual_ipaddress {
          192.0.2.2/24
        }
        track_script {
          bad
        }
      }
      virtual_server 192.0.2.1 80 {
        protocol TCP
        lb_algo rr
        lb_kind DR
        quorum_up /writable/q
        real_server 192.0.2.3 80 {
          notify_down /writable/d
          MISC_CHECK {
            misc_path /bin/check
            user stranger
          }
        }
      }
      """;

  @Test
  void everythingElseIsServed() throws ConfigException {
    var config = new FakeHost().load(CONF).config();
    assertThat(config.vrrp().scripts()).singleElement().matches(s -> s.name().equals("good"));
    var instances = config.vrrp().instances();
    assertThat(instances.get(0).tracks().watched()).hasSize(1);
    assertThat(instances.get(0).notifications().master()).isNull();
    assertThat(instances.get(0).notifications().backup()).isNotNull();
    assertThat(instances.get(1).tracks().watched()).isEmpty();
    var server = config.virtualServers().getFirst();
    assertThat(server.notifications().quorumUp()).isNull();
    assertThat(server.realServers().getFirst().notifyDown()).isNull();
    assertThat(server.realServers().getFirst().health().checks()).isEmpty();
    assertThat(config.notifications().fifos()).singleElement().matches(f -> f.command() == null);
  }

  @Test
  void eachIsReportedWithTheReason() throws ConfigException {
    assertThat(new FakeHost().load(CONF).warnings())
        .extracting(Problem::message)
        .contains(
            "user: user stranger: no such user; it is not run, as keepalived does not run it with"
                + " enable_script_security",
            "track script bad not found; ignored",
            "notify_master: /writable/n: /writable/n is writable by everyone; it is not run, as"
                + " keepalived does not run it with enable_script_security",
            "a check without a command that can be run; ignored");
  }
}
