package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.table.Form;
import org.holdfast.agent.config.table.Report;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that a keepalived.conf results in the same records as its YAML form, with keepalived's
 * defaults.
 */
class KeepalivedFileTest {

  private static final String FOLDER = "KeepalivedFuzzTestInputs/anyTextIsReadOrExplained/";

  private static String sample(String name) {
    try (var in = KeepalivedFileTest.class.getResourceAsStream(FOLDER + name)) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String convert(String conf) throws ConfigException {
    var bytes = conf.getBytes(StandardCharsets.UTF_8);
    return ConfigFile.convert(bytes, new Report("f.conf"), new FakeHost(), Form.FILE).yaml();
  }

  private static List<String> problems(String conf) {
    return new FakeHost().problems(conf);
  }

  private static String instance(String lines) {
    return "vrrp_instance A {\n interface eth0\n virtual_router_id 1\n"
        + " virtual_ipaddress {\n  192.0.2.1\n }\n "
        + lines.replace(" ; ", "\n")
        + "\n}\n";
  }

  private static String server(String service, String server) {
    return "virtual_server 192.0.2.1 80 {\n protocol TCP\n lvs_sched rr\n lvs_method NAT\n "
        + service.replace(" ; ", "\n")
        + "\n real_server 10.0.0.1 80 {\n "
        + server.replace(" ; ", "\n")
        + "\n }\n}\n";
  }

  /**
   * Asserts that {@code lines} have the same effect as {@code yaml} in the instance of {@link
   * #instance}.
   */
  private static void assertInstance(String lines, String yaml) throws ConfigException {
    var expected =
        "vrrp:\n  defaults: {check-source: false, advert-before-yielding: false}\n"
            + "  instances:\n    A:\n      interface: eth0\n      virtual-router-id: 1\n"
            + "      addresses: [192.0.2.1]\n"
            + yaml.indent(6);
    var host = new FakeHost();
    assertThat(host.load(instance(lines)).config()).isEqualTo(host.load(expected).config());
  }

  @Test
  void theVirtualMacIsCarriedOver() throws ConfigException {
    assertInstance("use_vmac", "vmac: true");
    assertInstance("use_vmac vm0 netlink_notify_msg", "vmac: {name: vm0}");
    assertInstance(
        "use_vmac vm0 02:00:5e:00:01 ; vmac_xmit_base",
        "vmac: {name: vm0, address: \"02:00:5e:00:01:01\", adverts-from-base: true}");
    assertInstance("use_vmac_addr", "vmac: {enabled: false, all-interfaces: true}");
    assertInstance(
        "virtual_ipaddress_excluded { ; 192.0.2.2 use_vmac ; }",
        "excluded-addresses: [{address: 192.0.2.2, vmac: true}]");
  }

  @Test
  void aPasswordWithCharactersBeyondAsciiIsRefusedIfItsBytesWouldChange() {
    var conf = instance("authentication { ; auth_type PASS ; auth_pass geheiß ; }");
    var report = new Report("f.conf");
    var host = new FakeHost();
    assertThatThrownBy(
            () -> ConfigFile.load(conf.getBytes(StandardCharsets.ISO_8859_1), report, host))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("a password beyond ASCII in a file that is not in UTF-8");
    assertThat(problems(conf)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"vrrp.conf", "lvs.conf"})
  void aConversionReadsAsTheSameRecords(String name) throws ConfigException {
    var conf = sample(name);
    var host = new FakeHost();
    var yaml = convert(conf);

    assertThat(host.load(yaml).config()).isEqualTo(host.load(conf).config());
    assertThat(convert(conf)).isEqualTo(yaml);
  }

  @ParameterizedTest
  @CsvSource({
    "'! text', true",
    "'# text\n\nvrrp_instance A {', true",
    "'vrrp_instance A\n{', true",
    "'global_defs{', true",
    "'include conf.d/*', true",
    "'$A=1', true",
    "'~SEQ(a,1) b', true",
    "'@id global_defs {', true",
    "'script_user root\nvrrp_instance A {', true",
    "'nonsense {\n more 1\n}\nvrrp_instance A {', true",
    "'nonsense\nvrrp:\n  instances: {}', false",
    "'---\nvrrp_instance A', false",
    "'vrrp:\n  instances: {}', false",
    "'virtual_server: 1', false",
    "'router-id: a', false",
    "'{vrrp: 1}', false",
    "'', false",
    "'nonsense', false",
  })
  void theFirstDistinctiveLineDecidesTheLanguage(String text, boolean isKeepalived) {
    assertThat(KeepalivedFile.recognises(text.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(isKeepalived);
  }

  @ParameterizedTest
  @ValueSource(strings = {"priority", "advert_int", "notify_master", "garp_master_delay"})
  void aMissingParameterIsAnErrorAsInKeepalived(String keyword) {
    assertThat(problems(instance(keyword)))
        .contains(
            "f.yaml:7:2: error: "
                + keyword
                + " is missing its parameter; keepalived does not start with that");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nopreempt", "dont_track_primary", "smtp_alert", "garp_extra_if"})
  void otherKeywordsNeedNoParameter(String keyword) {
    assertThat(problems(instance(keyword))).noneMatch(problem -> problem.contains(" error: "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"</dev/tcp/127.0.0.1/80", "\"< /etc/hostname\""})
  void aShellOpensWhatACommandOpens(String command) throws ConfigException {
    var conf = "vrrp_script s {\n script " + command + "\n}\n" + instance("track_script {\n s\n }");
    assertThat(new FakeHost().load(conf).config().vrrp().scripts())
        .singleElement()
        .extracting(script -> script.command())
        .isEqualTo(List.of("/bin/sh", "-c", command.replace("\"", "")));
  }

  @Test
  void namesMayHaveBlanksAndAnyLength() throws ConfigException {
    var name = "a long name ".repeat(10).strip();
    var conf = instance("").replace("vrrp_instance A", "vrrp_instance \"" + name + "\"");
    assertThat(new FakeHost().load(conf).config().vrrp().instances())
        .extracting(instance -> instance.name())
        .containsExactly(name);
  }

  @Nested
  class Instances {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "state MASTER | priority: 255",
          "state BACKUP | priority: 100",
          "state MASTER ; priority 7 | priority: 7",
          "nopreempt | preempt: false",
          "advert_int 3 | advertisement-interval: 3s",
          "advert_int 0.1 ; version 3 | {version: 3, advertisement-interval: 100ms}",
          "dont_track_primary | track: {own-interface: false}",
          "lower_prio_no_advert | answer-lower-priority: false",
          "garp_master_delay 0 | gratuitous-arp: {delay: 0, lower-priority-delay: 5s}",
          "track_interface { ; eth1 weight 5 ; } | track: {interfaces: [{interface: eth1, weight:"
              + " 5}]}",
          "notify_master \"/bin/x 'a b'\" | notify: {master: [/bin/x, a b]}",
          "unicast_peer { ; 10.0.0.2 ; } | unicast: {peers: [10.0.0.2]}",
          "unicast_peer { ; 10.0.0.2 ; } ; version 3 ; old_unicast_checksum | {version: 3,"
              + " checksum: historic-unicast, unicast: {peers: [10.0.0.2]}}",
          "v3_checksum_as_v2 ; version 3 | {version: 3, checksum: message-only}",
          "authentication { ; auth_type PASS ; auth_pass x ; } | authentication: {type: pass,"
              + " password: x}",
          "authentication { ; auth_type PASS ; auth_pass пароль ; } | authentication: {type: pass,"
              + " password: пароль}",
          "virtual_routes { ; default via 10.0.0.9 dev eth0 ; } | routes: [{destination: 0.0.0.0/0,"
              + " gateway: 10.0.0.9, interface: eth0}]",
          "virtual_rules { ; from 10.0.0.0/8 table 7 preference 9 ; } | rules: [{from: 10.0.0.0/8,"
              + " table: 7, priority: 9}]",
        })
    void become(String lines, String yaml) throws ConfigException {
      var flow = yaml.startsWith("{") ? yaml.substring(1, yaml.length() - 1) : yaml;
      var members = flow.equals(yaml) ? yaml : String.join("\n", flow.split(", (?=[a-z-]+: )", -1));
      assertInstance(lines, members);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "priority 300 | priority 300 (expected: a whole number from 1 to 255); ignored",
          "nonsense 1 | Unknown keyword 'nonsense'; ignored",
          "nopreempt ; preempt_delay 5 | preempt_delay has no effect with nopreempt; ignored",
          "advert_int 1.4 | advert_int 1.4s is not valid in version 2; 1s is used",
          "unicast_peer { ; } | unicast without a peer falls back to multicast; name the other"
              + " routers",
          "track_script { ; x ; } | track script x not found; ignored",
          "track_interface { ; eth0 ; } | Ignoring track_interface eth0 since own interface",
          "notify_master /missing/x | notify_master: /missing/x cannot be run here; left out, as"
              + " keepalived disables it",
          "virtual_ipaddress_excluded { ; 192.0.2.1 ; } | 192.0.2.1 is there already; it is held"
              + " once",
          "virtual_ipaddress_excluded { ; 192.168.100./24 ; } | 192.168.100./24 is not an address;"
              + " the line is ignored",
          "version 3 ; authentication { ; auth_type PASS ; auth_pass x ; } | VRRP version 3 has no"
              + " PASS or AH authentication; ignored",
          "use_ipvlan fe80::5 | use_ipvlan: fe80::5 is not of the instance's family; ignored",
          "use_ipvlan 10.0.0.5 ; check_unicast_src ; unicast_peer { ; 10.0.0.6 ; } | use_ipvlan"
              + " 10.0.0.5 is not carried over: unicast adverts arrive at the interface itself, so"
              + " their source is its address",
          "use_vmac ; use_ipvlan | use_ipvlan is there too; use_vmac is ignored",
          "vmac_xmit_base | vmac_xmit_base has no effect without use_vmac; ignored",
          "use_vmac 01:00:00:00:00:01 | use_vmac: invalid MAC address 01:00:00:00:00:01; ignored",
        })
    void areCorrectedAsByKeepalived(String lines, String message) {
      assertThat(problems(instance(lines)))
          .singleElement()
          .asString()
          .endsWith(": warning: " + message);
    }

    @Test
    void withoutAnIdAreRefused() {
      assertThat(problems("vrrp_instance A {\n interface eth0\n}"))
          .containsExactly(
              "f.yaml:1:1: error: vrrp_instance A: \"virtual_router_id\" is missing (expected: a"
                  + " whole number from 1 to 255)");
    }
  }

  @Test
  void aMasterAgentIsNotReachedByUdp() {
    assertThat(
            problems(
                "global_defs {\n enable_snmp_vrrp\n snmp_socket udp:localhost:705\n}\n"
                    + instance("")))
        .singleElement()
        .asString()
        .endsWith(
            ": warning: snmp_socket is not carried over: snmpd sends no requests to subagents over"
                + " UDP; use tcp:localhost:705 here and in snmpd.conf");
    assertThat(problems("snmp: {socket: \"udp:localhost:705\"}\nvirtual-servers: {}\n"))
        .last()
        .asString()
        .endsWith(
            ": error: snmp.socket: \"udp:localhost:705\" (expected: a socket such as"
                + " unix:/var/agentx/master, tcp:localhost:705 or tcp:[::1]:705): snmpd sends no"
                + " requests to subagents over UDP; use tcp:localhost:705 here and in snmpd.conf");
  }

  @Nested
  class Servers {

    @Test
    void haveKeepalivedsTiming() throws ConfigException {
      assertThat(convert(server("", "TCP_CHECK {\n }")))
          .contains("check-timing: {interval: 60s, timeout: 5s}")
          .contains("- tcp: {}\n");
    }

    @Test
    void haveEachCheckersOwnDefaults() throws ConfigException {
      assertThat(convert(server("", "HTTP_GET {\n url {\n path /\n }\n }")))
          .contains("- http: {version: 1.0, path: /}")
          .contains("retry-delay: 3s");
      assertThat(convert(server("delay_loop 7", "DNS_CHECK {\n }"))).contains("retry-delay: 7s");
      assertThat(convert(server("delay_loop 7", "MISC_CHECK {\n misc_path /bin/x\n }")))
          .contains("timeout: 7s");
      assertThat(convert(server("", "SSL_GET {\n url {\n path /\n }\n }")))
          .containsSubsequence("tls:", "insecure: true", "legacy: true");
    }

    @Test
    void haveTheClientCertificateOfTheWholeFile() throws ConfigException {
      var conf =
          "SSL {\n certificate /etc/c.pem\n key /etc/k.pem\n password \"a b\"\n}\n"
              + server("", "SSL_GET {\n url {\n path /\n }\n }");
      assertThat(convert(conf))
          .containsSubsequence(
              "insecure: true",
              "legacy: true",
              "certificate: /etc/c.pem",
              "key: /etc/k.pem",
              "key-password: \"a b\"");
      assertThat(problems(conf))
          .singleElement()
          .asString()
          .contains("warning: SSL_GET checks also accept servers without forward secrecy");
    }

    @Test
    void searchTheSamePartOfABody() throws ConfigException {
      var url = "HTTP_GET {\n url {\n path /\n %sregex_min_offset 3\n regex_max_offset 9\n }\n }";
      assertThat(convert(server("", url.formatted("regex ok\n "))))
          .containsSubsequence("match: ok", "match-from: 3", "match-to: 9");
      var without = server("", url.formatted("regex_options dotall\n "));
      assertThat(convert(without)).doesNotContain("match-");
      assertThat(problems(without))
          .anyMatch(problem -> problem.endsWith("options of a regex without a regex; ignored"));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "quorum 9 | weight 3 | quorum 9 is more than all weights; 3 is used",
          "quorum 2 ; hysteresis 2 | weight 3 | hysteresis is not less than the quorum; 1 is used",
          "sh-port | weight 3 | sh-port does not go with the scheduler or the protocol; ignored",
          "persistence_engine sip | weight 1 | persistence_engine has no effect without"
              + " persistence_timeout; ignored",
          "quorum 1 | MISC_CHECK { ; misc_path /missing/x ; } ; TCP_CHECK { ; } | a check without a"
              + " command that can be run; ignored",
        })
    void areCorrectedAsByKeepalived(String service, String server, String message) {
      assertThat(problems(server(service, server)))
          .anyMatch(problem -> problem.endsWith(": warning: " + message))
          .noneMatch(problem -> problem.contains(": error: "));
    }

    @Test
    void withoutRealServersAreLeftOut() {
      assertThat(problems(instance("") + "virtual_server 192.0.2.1 80 {\n protocol TCP\n}"))
          .anyMatch(problem ->
              problem.endsWith("virtual_server 192.0.2.1 80 has no real servers; ignored"));
    }
  }

  @Test
  void aConversionSaysWhatIsMissingWhereItWouldStand() throws ConfigException {
    assertThat(convert(instance("skip_check_adv_addr")))
        .isEqualTo(
            """
            vrrp:
              defaults: {advert-before-yielding: false}
              instances:
                A:
                  # line 7: skip_check_adv_addr is not carried over: every advert's addresses are looked at; it costs little
                  interface: eth0
                  virtual-router-id: 1
                  addresses: [192.0.2.1]
            """);
  }

  @Test
  void aConversionSaysWhatWasMendedInItsBlock() throws ConfigException {
    var conf =
        instance("priority 300 ; track_script { ; x ; } ; unicast_peer { ; 10.0.0.2 ; }")
            + "nonsense\n"
            + "vrrp_script s {\n script /missing/x\n}\n";
    assertThat(convert(conf))
        .startsWith("# line 15: Unknown keyword 'nonsense'; ignored\n# line 16: ")
        .containsSubsequence(
            "    A:\n",
            "      # line 7: ",
            "      # line 9: track script x not found",
            "      interface: eth0\n");
  }

  /** Tests the files of the corpus that keepalived also reads, and the samples. */
  @Test
  void everyWarningIsACommentOfTheConversion() throws Exception {
    var host = new FakeHost();
    int warnings = 0;
    for (var file : KeepalivedComparisonTest.files()) {
      var bytes = Files.readAllBytes(file);
      for (var form : List.of(Form.FILE, Form.COMPLETE)) {
        ConfigFile.Converted converted;
        try {
          converted = ConfigFile.convert(bytes, new Report(file.toString()), host, form);
        } catch (ConfigException refused) {
          continue; // as keepalived refuses it
        }
        var comments = converted.yaml().lines().filter(line -> line.strip().startsWith("# line "));
        // A warning about a statement that becomes two virtual servers is a comment in both.
        assertThat(comments.distinct().count())
            .as(file.toString())
            .isEqualTo(converted.warnings().stream().distinct().count());
        assertThat(converted.complete()).isEqualTo(converted.warnings().isEmpty());
        warnings += converted.warnings().size();
        assertThat(host.load(converted.yaml()).config())
            .as(file.toString())
            .isEqualTo(ConfigFile.load(bytes, new Report(file.toString()), host).config());
      }
    }
    assertThat(warnings).isGreaterThan(100);
  }

  @Test
  void aProblemOfAnIncludedFileNamesIt() {
    var host = new FakeHost();
    host.files.put("/etc/a.conf", "global_defs {\n x\n}");

    assertThat(host.problems("include /etc/a.conf\n" + instance("")))
        .containsExactly("/etc/a.conf:2:2: warning: Unknown keyword 'x'; ignored");
  }

  @ParameterizedTest
  @ValueSource(strings = {"router-id: a", "nonsense", ""})
  void anInvalidConfigurationIsNotConverted(String text) {
    assertThatThrownBy(() -> convert(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("(expected: ");
  }
}
