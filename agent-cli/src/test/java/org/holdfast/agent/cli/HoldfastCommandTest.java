package org.holdfast.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.MasterSocket;
import org.holdfast.agent.config.Overrides;
import org.holdfast.agent.config.Overrides.Scope;
import org.holdfast.agent.config.ProcessConfig;
import org.holdfast.agent.config.load.Reading;
import org.holdfast.agent.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HoldfastCommandTest {

  /** The fifth line has no counterpart, and only lvs2 needs it. */
  private static final String KEEPALIVED =
      """
      vrrp_instance VI {
        interface lo
        virtual_router_id 51
        virtual_ipaddress { 10.9.0.100/24 }
        @^lvs2 skip_check_adv_addr
      }
      """;

  private final List<RunOptions> runs = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(ExitStatus outcome, String... arguments) {
    return HoldfastCommand.execute(
        options -> {
          runs.add(options);
          return outcome;
        },
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        arguments);
  }

  private int execute(String... arguments) {
    return execute(ExitStatus.OK, arguments);
  }

  /** Runs the command on a host that lacks something that an agent needs. */
  private int executeWhereIsMissing(String missing, String... arguments) {
    var host =
        new AgentRunner() {
          @Override
          public ExitStatus run(RunOptions options) {
            return ExitStatus.OK;
          }

          @Override
          public List<String> missing(AgentConfig config) {
            return List.of(missing);
          }
        };
    return HoldfastCommand.execute(
        host, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "drain|Missing required parameters: 'SERVICE', 'SERVER'",
        "drain web|Missing required parameter: 'SERVER'",
        "resume|Missing required parameter: 'INSTANCE'",
        "explain|Missing required parameter: 'INSTANCE'",
        "weight web a x|WEIGHT: \"x\" is not a whole number, or is too large",
        "weight web a 99999999999|WEIGHT: \"99999999999\" is not a whole number, or is too large",
        "events --after x|--after: \"x\" is not a whole number, or is too large",
        "status --watch x|--watch: \"x\" is not a number, or is too large",
      })
  void aMissingOrNonNumericArgumentIsNamed(String line, String said) {
    assertThat(execute(line.split(" ", -1))).isEqualTo(ExitStatus.CONFIGURATION.code());
    assertThat(err.toString())
        .startsWith("holdfast " + line.split(" ", -1)[0] + ": " + said + "\n");
  }

  @Test
  void runTakesTheDocumentedDefaults() {
    assertThat(execute("run")).isZero();

    assertThat(runs)
        .containsExactly(
            new RunOptions(
                Reading.of(Path.of("/etc/holdfast/holdfast.yaml")),
                Path.of("/run/holdfast/control.sock"),
                false));
  }

  @Test
  void keepalivedsFileIsReadIfThereIsNoOther(@TempDir Path root) throws IOException {
    var own = root.resolve("etc/holdfast/holdfast.yaml");
    var keepalived = root.resolve("etc/keepalived/keepalived.conf");
    assertThat(CommandParts.standard(root)).isEqualTo(own);
    Files.createDirectories(keepalived.getParent());
    Files.createFile(keepalived);
    assertThat(CommandParts.standard(root)).isEqualTo(keepalived);
    Files.createDirectories(own.getParent());
    Files.createFile(own);
    assertThat(CommandParts.standard(root)).isEqualTo(own);
  }

  @Test
  void runTakesWhatItIsGiven() {
    assertThat(execute("run", "-c", "a.yaml", "--control-socket", "b.sock", "-D")).isZero();

    assertThat(runs)
        .containsExactly(new RunOptions(Reading.of(Path.of("a.yaml")), Path.of("b.sock"), true));
    assertThat(out.toString() + err).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Scope.class)
  void aParentPassesTheSameOptionsToTheAgent(Scope scope) {
    var options =
        new RunOptions(
            new Reading(
                Path.of("a.conf"),
                "lvs1",
                true,
                new Overrides(
                    new ProcessConfig("/run/a.pid", "blue", null),
                    scope,
                    true,
                    true,
                    true,
                    new Overrides.Snmp(
                        true, new MasterSocket(MasterSocket.Kind.TCP, "localhost", 705)))),
            Path.of("a.sock"),
            true,
            new RunOptions.Extras(true, true, true));
    assertThat(execute(options.arguments().toArray(String[]::new))).isZero();
    assertThat(runs).containsExactly(options);
  }

  @Test
  void aRelativePidFileIsInTheWorkingDirectory() {
    assertThat(execute("run", "--pid-file", "a.pid")).isZero();
    assertThat(runs.getFirst().reading().overrides().process().pidFile())
        .isEqualTo(Path.of("a.pid").toAbsolutePath().toString());
  }

  @Test
  void checkAsJsonTellsEachProblemWithItsPlace(@TempDir Path directory) throws IOException {
    var file = Files.writeString(directory.resolve("x.yaml"), "router-id: a\nwhat: 1\n");
    assertThat(execute("check", "--json", "-c", file.toString())).isEqualTo(2);
    var report = Json.object(out.toString());
    assertThat(report).containsEntry("file", file.toString()).containsEntry("ok", false);
    assertThat(report.get("problems"))
        .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
        .last()
        .satisfies(problem -> {
          assertThat(problem.get("line")).isEqualTo(2);
          assertThat(problem.get("severity")).isEqualTo("error");
          assertThat(problem.get("message")).asString().contains("unknown key \"what\"");
        });
  }

  @Test
  void theFaultsAndStatusesAreTheSameInJson(@TempDir Path directory) throws IOException {
    var sound = KEEPALIVED.replace("  @^lvs2 skip_check_adv_addr\n", "");
    var script =
        sound.replace("  virtual_router_id", "  notify /usr/bin/true\n  virtual_router_id");
    var files =
        Map.of(
            "sound.conf",
            sound,
            "wrong.conf",
            sound.replace("51", "351"),
            "unknown.conf",
            sound.replace("interface", "intreface"),
            "insecure.conf",
            script);
    var statuses = new TreeMap<String, Integer>();
    for (var file : files.entrySet()) {
      var path = Files.writeString(directory.resolve(file.getKey()), file.getValue()).toString();
      for (var option : new String[] {"--strict", "--as-keepalived"}) {
        err.getBuffer().setLength(0);
        int status = execute("check", "-c", path, option);
        var lines = err.toString().lines().toList();
        out.getBuffer().setLength(0);
        assertThat(execute("check", "-c", path, option, "--json")).as(path).isEqualTo(status);
        var report = Json.object(out.toString());
        assertThat(report).containsEntry("status", status).containsEntry("ok", status == 0);
        assertThat(report.get("problems"))
            .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
            .extracting(problem -> problem.get("message"))
            .hasSameSizeAs(lines)
            .zipSatisfy(lines, (message, line) -> assertThat(line).endsWith(": " + message));
        statuses.put(file.getKey() + " " + option, status);
      }
    }
    var missing = directory.resolve("missing.conf").toString();
    assertThat(execute("check", "-c", missing, "--as-keepalived", "--json")).isEqualTo(4);
    assertThat(statuses)
        .containsEntry("sound.conf --as-keepalived", 0)
        .containsEntry("wrong.conf --as-keepalived", 5)
        .containsEntry("unknown.conf --as-keepalived", 5)
        .containsEntry("insecure.conf --as-keepalived", 6);
  }

  @Test
  void strictTreatsWarningsAsErrorsAndDoesNotStart(@TempDir Path directory) throws IOException {
    var conf = Files.writeString(directory.resolve("k.conf"), KEEPALIVED);
    assertThat(execute("check", "-c", conf.toString(), "--strict")).isOne();
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("k.conf:5:", "warning:");

    assertThat(execute("check", "-c", conf.toString())).isZero();
    assertThat(out.toString()).contains("ok, 1 VRRP instance, 1 warning");
  }

  @Test
  void checkRefusesWhatRunWouldRefuse(@TempDir Path directory) throws IOException {
    var script = Files.writeString(directory.resolve("s.sh"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxrwxrwx"));
    var file =
        Files.writeString(directory.resolve("a.yaml"), tracking(script, "user: nobody-here"));
    assertThat(execute("check", "-c", file.toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains("error: vrrp.scripts.s.command: user nobody-here: no such user");

    Files.writeString(file, tracking(script, "weight: 1"));
    assertThat(execute("check", "-c", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains(script + " is writable by everyone");
  }

  @Test
  void checkRefusesAMissingNetworkNamespace(@TempDir Path directory) throws IOException {
    var file =
        Files.writeString(
            directory.resolve("a.yaml"),
            """
            net-namespace: nosuch-namespace
            vrrp:
              instances:
                VI_1: {interface: lo, virtual-router-id: 51, addresses: [10.9.0.100/24]}
            """);
    assertThat(execute("check", "-c", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("network namespace nosuch-namespace does not exist");
    assertThat(execute("check", "-c", file.toString(), "--offline")).isZero();
  }

  /**
   * Writes a configuration with an instance and a virtual server, in which {@code line} replaces
   * the line of {@code place}.
   */
  private static Path service(Path directory, String place, String line) throws IOException {
    var text =
        """
        vrrp_instance VI {
          interface lo
          virtual_router_id 51
          virtual_ipaddress {
            10.9.0.100/24
          }
          #instance
        }
        virtual_server 10.9.0.100 80 {
          lb_algo rr
          lb_kind NAT
          protocol TCP
          #service
          real_server 10.9.0.2 80 {
            #server
          }
        }
        """;
    assertThat(text).contains(place);
    return Files.writeString(directory.resolve("k.conf"), text.replace(place, line));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "#instance                 | prioity 100           | Unknown keyword 'prioity'; ignored",
        "#instance                 | priority 300          | priority 300 (expected: ",
        "#instance                 | track_script { none } | track script none not found",
        "10.9.0.100/24             | 10.9.0.999            | 10.9.0.999 is not an address",
        "lb_algo rr                | lb_algo wlcc          | unknown scheduler wlcc; ignored",
        "real_server 10.9.0.2 80 { | real_server 10.9.0.2 80800 { | real_server 80800 (expected: ",
        "#service                  | }                     | Extra '}' found; ignored",
        "#server                   | HTTP_GET {            | there are missing '}'s",
      })
  void checkRefusesAKeepalivedConfWithAnUnreadablePart(
      String place, String line, String why, @TempDir Path directory) throws IOException {
    var conf = service(directory, place, line);
    assertThat(execute("check", "-c", conf.toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains("warning: " + why)
        .contains("that cannot be understood, so check refuses the file, as keepalived -t does");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "#instance     | skip_check_adv_addr",
        "#instance     | unicast_peer { fd09::2 }",
        "#instance     | virtual_routes { 10.1.2.3/24 via 10.9.0.254 }",
        "10.9.0.100/24 | 10.9.0.100 label eth0:verylonglabelname",
        "#service      | sorry_server fd09::1 80",
        "#server       | HTTP_GET { url { path index.html } }",
        "#server       | HTTP_GET { url { path / status_code 2xx } }",
      })
  void checkWarnsOfValuesThatAreUnderstoodButDoNotFit(
      String place, String line, @TempDir Path directory) throws IOException {
    var conf =
        service(
            directory, place, line.replace(" }", "\n}").replace("{ ", "{\n").replace(" s", "\ns"));
    assertThat(execute("check", "-c", conf.toString())).as("%s", err).isZero();
    assertThat(execute("check", "-c", conf.toString(), "--strict")).isOne();
    assertThat(err.toString()).contains("warning: ").doesNotContain("cannot be understood");
  }

  private static String tracking(Path script, String more) {
    return """
    vrrp:
      scripts:
        s: {command: %s, %s}
      instances:
        VI_1: {interface: eth0, virtual-router-id: 51, addresses: [10.9.0.100/24],
          track: {scripts: [s]}, authentication: {type: hmac, active-key: 1,
          keys: [{id: 1, secret: "file:/nowhere/secret"}]}}
    """
        .formatted(script, more);
  }

  @Test
  void offlineChecksOnlyTheFileAndSaysWhatItSkipped(@TempDir Path directory) throws IOException {
    var text = tracking(Path.of("/nowhere/s.sh"), "user: nobody-here");
    var file = Files.writeString(directory.resolve("a.yaml"), text);
    assertThat(execute("check", "-c", file.toString(), "--offline")).isZero();
    assertThat(out.toString())
        .contains("ok, 1 VRRP instance")
        .contains("not looked at: 1 program, 1 user, 1 file, interfaces, the host's name");
  }

  @Test
  void aMissingLinkIsAWarningUnlessOffline(@TempDir Path directory) throws IOException {
    var file =
        Files.writeString(
            directory.resolve("a.yaml"),
            "vrrp: {instances: {V: {interface: eth7, virtual-router-id: 5,"
                + " addresses: [10.9.0.100/24]}}}");
    var lack = "(V) interface eth7 does not exist";

    assertThat(executeWhereIsMissing(lack, "check", "-c", file.toString())).isZero();
    assertThat(err.toString()).isEqualTo(file + ": warning: " + lack + "\n");
    assertThat(out.toString()).isEqualTo(file + ": ok, 1 VRRP instance, 1 warning\n");

    assertThat(executeWhereIsMissing(lack, "check", "-c", file.toString(), "--strict")).isOne();

    err.getBuffer().setLength(0);
    assertThat(executeWhereIsMissing(lack, "check", "-c", file.toString(), "--offline")).isZero();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void theConfigIdSelectsTheLinesThatApply(@TempDir Path directory) throws IOException {
    var conf = Files.writeString(directory.resolve("k.conf"), KEEPALIVED);
    assertThat(execute("check", "-c", conf.toString(), "--config-id", "lvs2", "--strict")).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void theStatusOfTheAgentIsTheExitStatus(ExitStatus status) {
    assertThat(execute(status, "run")).isEqualTo(status.code());
  }

  @Test
  void exitStatusesKeepTheirNumbers() {
    assertThat(ExitStatus.documented().keySet())
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "rnu       | holdfast: no such command: \"rnu\"; did you mean \"run\"?",
        "stauts    | holdfast: no such command: \"stauts\"; did you mean \"status\"?",
        "frobnicate| holdfast: no such command: \"frobnicate\"",
      })
  void anUnknownCommandIsOneLineWithTheNearestOne(String command, String line) {
    assertThat(execute(command)).isEqualTo(2);

    assertThat(err.toString().lines()).containsExactly(line, "Try \"holdfast --help\".");
    assertThat(out.toString()).isEmpty();
    assertThat(runs).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "run --nonsense | holdfast run: Unknown option: '--nonsense'",
        "run extra      | holdfast run: unexpected argument \"extra\"; the configuration is named"
            + " with -c",
        "run -c         | holdfast run: Missing required parameter for option '--config' (FILE)",
        "status --jsno  | holdfast status: Unknown option: '--jsno'",
        "check a b      | holdfast check: unexpected arguments \"a\", \"b\"; the configuration is"
            + " named with -c",
      })
  void aMisusedCommandSaysWhatIsWrongAndWhereHelpIs(String line, String complaint) {
    var command = line.split(" ", -1);

    assertThat(execute(command)).isEqualTo(2);

    assertThat(err.toString().lines())
        .containsExactly(complaint, "Try \"holdfast " + command[0] + " --help\".");
    assertThat(runs).isEmpty();
  }

  @Test
  void noCommandIsMisuseToo() {
    assertThat(execute()).isEqualTo(2);

    assertThat(err.toString().lines())
        .containsExactly("holdfast: Missing required subcommand", "Try \"holdfast --help\".");
  }

  @ParameterizedTest
  @CsvSource({"--version", "version", "-V"})
  void theVersionIsOneLine(String argument) {
    assertThat(execute(argument)).isZero();

    assertThat(out.toString()).isEqualTo("holdfast " + Version.current() + "\n");
  }

  @Test
  void helpNamesEveryCommandAndEveryExitStatus() {
    assertThat(execute("--help")).isZero();

    assertThat(out.toString()).contains("  run ", "  check ", "  status ", "  version ");
    ExitStatus.documented()
        .forEach((code, meaning) -> assertThat(out.toString()).contains(code + "   " + meaning));
  }

  @Test
  void checkCountsWhatItHasRead(@TempDir Path directory) throws IOException {
    var file =
        Files.writeString(
            directory.resolve("good.yaml"),
            """
            router-id: lvs1
            vrrp:
              instances:
                VI_1: {interface: eth0, virtual-router-id: 51, addresses: [203.0.113.10/24]}
            """);

    assertThat(execute("check", "-c", file.toString())).isZero();

    assertThat(out.toString()).startsWith(file + ": ok, 1 VRRP instance");
  }

  @Test
  void checkPrintsEveryErrorWithItsPlace(@TempDir Path directory) throws IOException {
    var file =
        Files.writeString(
            directory.resolve("bad.yaml"),
            """
            vrrp:
              instances:
                VI_1: {interface: eth0, virtual-router-id: 300, addresses: [203.0.113.333/24]}
            """);

    assertThat(execute("check", "-c", file.toString())).isEqualTo(2);

    assertThat(err.toString().lines())
        .hasSize(2)
        .anyMatch(line -> line.startsWith(file + ":3:") && line.contains("virtual-router-id"))
        .anyMatch(line -> line.startsWith(file + ":3:") && line.contains("203.0.113.333"));
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void statusWithoutAnAgentNamesTheSocket(@TempDir Path directory) {
    var socket = directory.resolve("control.sock");

    assertThat(execute("status", "--control-socket", socket.toString())).isEqualTo(3);

    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("holdfast: no agent answers on " + socket + ": ");
  }

  @Test
  void convertPrintsYaml(@TempDir Path folder) throws IOException {
    var file = folder.resolve("keepalived.conf");
    Files.writeString(
        file,
        """
        vrrp_instance A {
          interface eth0
          virtual_router_id 1
          skip_check_adv_addr
        }
        """);

    assertThat(execute("convert", file.toString())).isZero();
    assertThat(out.toString())
        .startsWith("# Converted from " + file + ".\nvrrp:\n")
        .contains("# line 4: skip_check_adv_addr is not carried over: ");
    assertThat(err.toString())
        .startsWith(file + ":4:3: warning: skip_check_adv_addr is not carried over: ");
    assertThat(execute("convert", "--strict", file.toString())).isEqualTo(ExitStatus.FAILED.code());
    assertThat(execute("check", "-c", file.toString())).isZero();
  }

  @Test
  void convertPrintsYamlInTheCanonicalForm(@TempDir Path folder) throws IOException {
    var file =
        Files.writeString(
            folder.resolve("a.yaml"),
            """
            # lost
            vrrp:
              instances:
                A: {virtual-router-id: 1, interface: eth0, priority: 100, preempt: no}
            router-id: a
            """);

    assertThat(execute("convert", file.toString())).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            router-id: a
            vrrp:
              instances:
                A: {interface: eth0, virtual-router-id: 1, preempt: false}
            """);
    assertThat(execute("convert", "--defaults", file.toString())).isZero();
    assertThat(out.toString())
        .contains("      priority: 100\n", "    # version: 2 for IPv4, 3 for IPv6\n");
  }

  @Test
  void convertRefusesAnInvalidFile(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("a.yaml"), "router-id: a\n");

    assertThat(execute("convert", file.toString())).isEqualTo(ExitStatus.CONFIGURATION.code());
    assertThat(err.toString()).contains("configures nothing");
  }
}
