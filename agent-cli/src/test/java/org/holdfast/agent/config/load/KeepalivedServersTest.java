package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.holdfast.agent.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests that unusual statements of virtual servers have the same result here as in keepalived 2.2.7
 * according to its own dump.
 */
class KeepalivedServersTest {

  private static final String TIMING = "check-timing: {interval: 60s, timeout: 5s}";

  private final FakeHost host = new FakeHost();

  private static String lines(String text) {
    return text == null ? "" : text.replace(" ; ", "\n") + "\n";
  }

  private static String service(String head, String lines) {
    return "virtual_server " + head + " {\n protocol TCP\n lvs_sched rr\n " + lines(lines) + "}\n";
  }

  private void assertSame(String conf, String services) throws ConfigException {
    var yaml = "virtual-servers:\n" + services.indent(2);
    assertThat(host.load(conf).config().virtualServers())
        .isEqualTo(host.load(yaml).config().virtualServers());
  }

  private void assertWarned(String conf, String word) {
    assertThat(host.problems(conf))
        .anyMatch(line -> line.contains(": warning: ") && line.contains(word))
        .noneMatch(line -> line.contains(": error: "));
  }

  private static String yaml(String name, String members) {
    return "\"" + name + "\": {scheduler: rr, " + TIMING + ", " + members + "}\n";
  }

  /** Statements of a virtual server and of its only real server. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alpha 1 | | start: down | ",
        "alpha off ; omega off | | start: down, notify: {on-stop: true} | ",
        "omega 1 | | notify: {on-stop: true} | ",
        "inhibit_on_failure 1 | | inhibit-on-failure: true | ",
        "ha_suspend 1 | | ha-suspend: true | ",
        "alpha | alpha off | start: down | start: up",
        "persistence_granularity 255.255.255.0 | | persistence: 360s, persistence-prefix: 24 | ",
        "persistence_granularity 0.0.0.0 | | persistence: 360s | ",
        "persistence_timeout 5x ; persistence_granularity 255.255.0.0 | | persistence: 360s,"
            + " persistence-prefix: 16 | ",
        "persistence_timeout 7 ; persistence_granularity 255.255.0.0 | | persistence: 7s,"
            + " persistence-prefix: 16 | ",
        " | weight 5x | | weight: 5",
        " | weight -1 | | ",
        " | uthreshold x | | upper-threshold: 0",
        "sorry_server fd00::8 80 | | | ",
        "sorry_server 10.0.0.8 8080 | | sorry-server: '10.0.0.8:8080' | ",
      })
  void areReadAsKeepalivedReadsThem(String service, String server, String yaml, String own)
      throws ConfigException {
    assertSame(
        service(
            "10.0.0.9 80",
            "lvs_method NAT ; "
                + (service == null ? "" : service + " ; ")
                + "real_server 10.0.0.2 80 { ; "
                + (server == null ? "" : server + " ; ")
                + "}"),
        yaml(
            "10.0.0.9:80/tcp",
            "address: '10.0.0.9:80', protocol: tcp, forwarding: nat, "
                + (yaml == null ? "" : yaml + ", ")
                + "real-servers: [{address: '10.0.0.2:80'"
                + (own == null ? "" : ", " + own)
                + "}]"));
  }

  @Test
  void aMarkWithServersOfTwoFamiliesBecomesTwo() throws ConfigException {
    var conf =
        service("fwmark 5", "lvs_method NAT ; ip_family inet6 ; real_server fd00::12 80 { ; }")
            + service("fwmark 5", "lvs_method NAT ; real_server 10.0.0.12 80 { ; }");
    assertSame(
        conf,
        yaml(
                "fwmark-5-ipv6",
                "firewall-mark: 5, family: ipv6, forwarding: nat, real-servers: ['[fd00::12]:80']")
            + yaml(
                "fwmark-5", "firewall-mark: 5, forwarding: nat, real-servers: ['10.0.0.12:80']"));
  }

  @Test
  void aMarkHasTheFamilyOfItsFirstServer() throws ConfigException {
    var conf =
        service(
            "fwmark 7",
            "lvs_method DR ; real_server fd00::2 80 { ; } ; real_server 10.0.0.2 80 { ; }");
    assertSame(
        conf,
        yaml(
            "fwmark-7-ipv6",
            "firewall-mark: 7, family: ipv6, forwarding: dr, real-servers: ['fd00::2']"));
    assertWarned(conf, "real_server 10.0.0.2 80 is of another family than its service; ignored");
  }

  @Test
  void aGroupOfTwoFamiliesBecomesTwo() throws ConfigException {
    var conf =
        "virtual_server_group web {\n 10.0.0.9 80\n fd00::9 80\n}\n"
            + service("group web", "lvs_method TUN ; real_server 10.0.0.2 80 { ; }");
    assertSame(
        conf,
        yaml(
                "web/tcp",
                "addresses: ['10.0.0.9:80'], protocol: tcp, forwarding: tunnel, real-servers:"
                    + " [10.0.0.2]")
            + yaml(
                "web/tcp-ipv6",
                "addresses: ['[fd00::9]:80'], protocol: tcp, forwarding: tunnel, real-servers:"
                    + " [10.0.0.2]"));
    assertWarned(conf, "has addresses of two families");
  }

  /** keepalived creates both, and the kernel has one service with the servers of both. */
  @Test
  void thatAreDefinedTwiceShareTheirServers() throws ConfigException {
    var conf =
        service("10.0.0.9 80", "lvs_method DR ; real_server 10.0.0.2 80 { ; }")
            + service(
                "10.0.0.9 80",
                "lvs_method NAT ; delay_loop 7 ; real_server 10.0.0.3 80 { ; weight 4 ; } ;"
                    + " real_server 10.0.0.2 80 { ; }");
    assertSame(
        conf,
        yaml(
            "10.0.0.9:80/tcp",
            "address: '10.0.0.9:80', protocol: tcp, forwarding: dr, real-servers: [10.0.0.2,"
                + " {address: '10.0.0.3:80', forwarding: nat, weight: 4, check-timing: {interval:"
                + " 7s, timeout: 5s}}]"));
    assertWarned(conf, "is there already; its servers are added to that one");
  }

  @Test
  void mergeServersThatDifferOnlyByAnIgnoredPort() throws ConfigException {
    var conf =
        service(
            "10.0.0.9 80",
            "lvs_method DR ; real_server 10.0.0.2 80 { ; TCP_CHECK { ; } ; } ;"
                + " real_server 10.0.0.2 8080 { ; TCP_CHECK { ; } ; } ;"
                + " sorry_server 10.0.0.8 8080");
    assertSame(
        conf,
        yaml(
            "10.0.0.9:80/tcp",
            "address: '10.0.0.9:80', protocol: tcp, forwarding: dr, sorry-server: 10.0.0.8,"
                + " real-servers: [{address: 10.0.0.2, check: [{tcp: {}}, {tcp: {port: 8080}}]}]"));
    assertWarned(conf, "is the same server without the port; its checks are added");
  }

  @Test
  void theSorryServerOfAMarkHasNoPort() throws ConfigException {
    assertSame(
        service(
            "fwmark 5",
            "lvs_method DR ; sorry_server 10.0.0.8 8080 ; real_server 10.0.0.2 80 { ; }"),
        yaml(
            "fwmark-5",
            "firewall-mark: 5, forwarding: dr, sorry-server: 10.0.0.8, real-servers: [10.0.0.2]"));
  }

  @Test
  void withoutAPortHaveChecksOfTheUsualPort() throws ConfigException {
    var conf =
        service(
            "10.0.0.9 0",
            "lvs_method DR ; persistence_timeout 60 ; real_server 10.0.0.2 0 { ; HTTP_GET { ; url {"
                + " ; path / ; } ; } ; }");
    assertSame(
        conf,
        yaml(
            "10.0.0.9/tcp",
            "address: 10.0.0.9, protocol: tcp, forwarding: dr, persistence: 60s, real-servers:"
                + " [{address: 10.0.0.2, check: [{http: {version: '1.0', path: /, port: 80},"
                + " retry-delay: 3s}]}]"));
    assertWarned(conf, "neither the check nor the server has a port; the check uses 80");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP_GET { ; url { ; path index.html ; } ; } | http: {version: '1.0', path: /index.html},"
            + " retry-delay: 3s | is requested as /index.html",
        "HTTP_GET { ; url { ; path \"/a b\" ; } ; } | http: {version: '1.0', path: /a%20b},"
            + " retry-delay: 3s | is requested as /a%20b",
        "UDP_CHECK { ; payload 00 01 2 ; } | udp: {payload: '000102'} | ",
        "UDP_CHECK { ; payload zz ; } | udp: {} | payload has bytes that are not hexadecimal"
            + " digits",
        "UDP_CHECK { ; require_reply zz ; } | udp: {reply: any} | require_reply has bytes that are"
            + " not hexadecimal digits",
        "TCP_CHECK { ; connect_ip 10.0.0.7/24 ; bindto 10.0.0.1/32 ; } | tcp: {address: 10.0.0.7,"
            + " bind-address: 10.0.0.1} | ",
      })
  void haveChecksAsKeepalivedHasThem(String check, String yaml, String word)
      throws ConfigException {
    var conf =
        service("10.0.0.9 80", "lvs_method NAT ; real_server 10.0.0.2 80 { ; " + check + " ; }");
    assertSame(
        conf,
        yaml(
            "10.0.0.9:80/tcp",
            "address: '10.0.0.9:80', protocol: tcp, forwarding: nat, real-servers: [{address:"
                + " '10.0.0.2:80', check: [{"
                + yaml
                + "}]}]"));
    if (word != null) {
      assertWarned(conf, word);
    }
  }

  @Test
  void mayHaveFileChecksWithoutAnInstance() throws ConfigException {
    var conf =
        "track_file f {\n file /run/f\n}\n"
            + service(
                "10.0.0.9 80",
                "lvs_method NAT ; real_server 10.0.0.2 80 { ; FILE_CHECK { ; track_file f ; } ; }");
    assertThat(host.load(conf).config().trackFiles()).hasSize(1);
    assertThat(host.problems(conf)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.9/24 80 | 10.0.0.9:80/tcp | address: '10.0.0.9:80', ",
        "10.0.0.9 80x | 10.0.0.9:80/tcp | address: '10.0.0.9:80', ",
      })
  void haveTheReadablePartOfTheirAddress(String head, String name, String yaml)
      throws ConfigException {
    assertSame(
        service(head, "lvs_method NAT ; real_server 10.0.0.2/24 80 { ; }"),
        yaml(name, yaml + "protocol: tcp, forwarding: nat, real-servers: ['10.0.0.2:80']"));
  }

  @Test
  void mayHaveTheirTableInAnotherNamespace() throws ConfigException {
    var server = service("10.0.0.9 80", "lvs_method NAT ; real_server 10.0.0.2 80 { ; }");
    for (var place :
        Map.of("net_namespace_ipvs vip", "vip", "net_namespace_ipvs", "/proc/1/ns/net")
            .entrySet()) {
      var config = host.load(place.getKey() + "\n" + server).config();
      assertThat(config.process().ipvsNamespace()).isEqualTo(place.getValue());
      assertThat(config.process().netNamespace()).isNull();
    }
  }

  /** keepalived -t: "Unknown keyword 'lb_kind'", and the same for a file's times. */
  @Test
  void haveNoKeywordsThatKeepalivedIgnores() throws ConfigException {
    var server = "lvs_method NAT ; real_server 10.0.0.2 80 { ; ";
    var kind = service("10.0.0.9 80", server + "lb_kind DR ; }");
    assertThat(host.load(kind).config())
        .isEqualTo(host.load(service("10.0.0.9 80", server + "}")).config());
    assertWarned(kind, "Unknown keyword 'lb_kind'; ignored");
    var file = "track_file f {\n file /run/f\n}\n";
    var check =
        file
            + service(
                "10.0.0.9 80", server + "FILE_CHECK { ; track_file f ; alpha ; retry 3 ; } ; }");
    assertWarned(check, "Unknown keyword 'alpha'; ignored");
    assertWarned(check, "Unknown keyword 'retry'; ignored");
  }

  @Test
  void haveASyncDaemonByTheOldKeyword() throws ConfigException {
    var instance =
        """
        vrrp_instance A {
         interface eth0
         virtual_router_id 7
         lvs_sync_daemon_interface eth1
        }
        """;
    var other = instance.replace("ce A", "ce B").replace("id 7", "id 8").replace("eth1", "eth2");
    var yaml =
        """
        vrrp: {instances: {A: {interface: eth0, virtual-router-id: 7}}}
        ipvs: {sync-daemon: {interface: eth1, instance: A}}
        """;
    assertThat(host.load(instance).config().ipvs()).isEqualTo(host.load(yaml).config().ipvs());
    assertThat(host.load(instance + other).config().ipvs())
        .isEqualTo(host.load(yaml).config().ipvs());
    assertWarned(instance + other, "a sync daemon is there already; ignored");
    var global = "global_defs {\n lvs_sync_daemon eth3 C\n}\n";
    assertThat(host.load(global + instance).config().ipvs().syncDaemon()).isNull();
    assertWarned(global + instance, "no vrrp_instance C; there is no sync daemon");
  }
}
