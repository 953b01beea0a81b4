package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.table.Form;
import org.holdfast.agent.config.table.Report;
import org.holdfast.vrrp.NotifyCommand;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that every command of a keepalived.conf runs as the same user as in keepalived 2.2.7. */
class KeepalivedUsersTest {

  private static final String COMMANDS =
      """
      vrrp_script plain {
       script "/bin/x plain"
      }
      vrrp_script own {
       script "/bin/x own"
       user daemon sys
      }
      vrrp_script lost {
       script "/bin/x lost"
       user nosuch
      }
      vrrp_instance A {
       interface eth0
       virtual_router_id 1
       track_script {
        plain
        own
        lost
       }
       notify "/bin/x any"
       notify_master "/bin/x master" daemon
       notify_backup "/bin/x backup" daemon sys
       notify_fault "/bin/x fault" nosuch
       notify_stop "/bin/x stop" daemon nosuch
      }
      vrrp_sync_group G {
       group {
        A
       }
       notify "/bin/x group"
      }
      virtual_server 10.0.0.9 80 {
       protocol TCP
       quorum_up "/bin/x quorum-up"
       quorum_down "/bin/x quorum-down" daemon
       real_server 10.0.0.2 80 {
        notify_up "/bin/x up"
        notify_down "/bin/x down" daemon
        MISC_CHECK {
         misc_path "/bin/x misc"
        }
        MISC_CHECK {
         misc_path "/bin/x misc-own"
         user daemon
        }
       }
      }
      """;

  private final FakeHost host = new FakeHost();

  /** Returns the users by the last words of their commands; "-" means the agent's own user. */
  private Map<String, String> users(String globals) throws ConfigException {
    var config =
        host.load("global_defs {\n" + globals.replace(" ; ", "\n") + "\n}\n" + COMMANDS).config();
    var users = new TreeMap<String, String>();
    config
        .vrrp()
        .scripts()
        .forEach(script -> put(users, script.command(), script.user(), script.group()));
    var notify = config.vrrp().instances().getFirst().notifications();
    var commands = new ArrayList<@Nullable NotifyCommand>();
    commands.add(notify.master());
    commands.add(notify.backup());
    commands.add(notify.fault());
    commands.add(notify.stop());
    commands.add(notify.any());
    config.vrrp().syncGroups().forEach(group -> commands.add(group.notifications().any()));
    for (var service : config.virtualServers()) {
      commands.add(service.notifications().quorumUp());
      commands.add(service.notifications().quorumDown());
    }
    config.notifications().fifos().forEach(fifo -> commands.add(fifo.command()));
    for (var command : commands) {
      if (command != null) {
        put(users, command.words(), command.user(), command.group());
      }
    }
    return users;
  }

  private static void put(
      Map<String, String> users,
      List<String> words,
      @Nullable String user,
      @Nullable String group) {
    users.put(words.getLast(), user == null ? "-" : group == null ? user : user + ":" + group);
  }

  private String yaml(String globals) throws ConfigException {
    var conf = "global_defs {\n" + globals.replace(" ; ", "\n") + "\n}\n" + COMMANDS;
    return ConfigFile.convert(
            conf.getBytes(StandardCharsets.UTF_8), new Report("f.conf"), host, Form.FILE)
        .yaml();
  }

  @Test
  void isTheAgentsOwnWithoutAKeyword() throws ConfigException {
    assertThat(users(""))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("plain", "-"),
                Map.entry("own", "daemon:sys"),
                Map.entry("any", "-"),
                Map.entry("master", "daemon"),
                Map.entry("backup", "daemon:sys"),
                Map.entry("group", "-"),
                Map.entry("quorum-up", "-"),
                Map.entry("quorum-down", "daemon")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "script_user nobody | nobody",
        "script_user nobody sys | nobody:sys",
        "script_user nobody :sys | nobody:sys",
        "enable_script_security ; script_user nobody | nobody",
      })
  void isThatOfScriptUser(String globals, String user) throws ConfigException {
    assertThat(users(globals))
        .containsEntry("plain", user)
        .containsEntry("any", user)
        .containsEntry("group", user)
        .containsEntry("quorum-up", user)
        .containsEntry("master", "daemon")
        .containsEntry("backup", "daemon:sys");
    assertThat(yaml(globals).replaceAll("\\s+", " "))
        .contains("command: [/bin/x, up] user: nobody")
        .contains("command: [/bin/x, down] user: daemon")
        .contains("command: [/bin/x, misc] user: nobody")
        .contains("command: [/bin/x, misc-own] user: daemon");
  }

  @Test
  void isKeepalivedScriptIfTheHostHasIt() throws ConfigException {
    host.withoutUser.remove("keepalived_script");
    for (var globals : List.of("", "enable_script_security")) {
      assertThat(users(globals))
          .containsEntry("plain", "keepalived_script")
          .containsEntry("any", "keepalived_script")
          .containsEntry("group", "keepalived_script")
          .containsEntry("quorum-up", "keepalived_script");
    }
    assertThat(users("script_user root")).containsEntry("plain", "root");
  }

  /** keepalived skips commands without a known user, and runs the others. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "enable_script_security | enable_script_security, and neither script_user nor a user"
            + " keepalived_script",
        "script_user nosuch | script_user: user nosuch does not exist",
        "script_user nobody nosuch | script_user: group nosuch does not exist",
      })
  void thatDoesNotExistLeavesTheCommandOut(String globals, String word) throws ConfigException {
    assertThat(users(globals).keySet())
        .containsExactlyInAnyOrder("own", "master", "backup", "quorum-down");
    assertThat(host.problems("global_defs {\n" + globals + "\n}\n" + COMMANDS))
        .anyMatch(line -> line.contains(word))
        .anyMatch(
            line -> line.endsWith("notify: there is no user to run its command; it is not run"))
        .anyMatch(line -> line.endsWith("notify_fault: user nosuch does not exist"))
        .noneMatch(line -> line.contains(": error: "));
  }

  /** One invalid script does not prevent the file from being served. */
  @Test
  void doesNotAllowAScriptThatOthersCanWrite() throws ConfigException {
    var conf =
        COMMANDS.replace("/bin/x own", "/writable/x own").replace("/bin/x any", "/writable/x");
    assertThat(host.load(conf).config().vrrp().scripts())
        .singleElement()
        .satisfies(script -> assertThat(script.name()).isEqualTo("plain"));
    assertThat(host.problems(conf))
        .anyMatch(line -> line.contains("notify: /writable/x: /writable/x is writable by everyone"))
        .anyMatch(line -> line.contains("/writable/x is writable by everyone; it is not run"))
        .noneMatch(line -> line.contains(": error: "));
  }

  @Test
  void aFifoHasTheUserDefinedBeforeIt() throws ConfigException {
    var fifo = "notify_fifo /run/f ; notify_fifo_script \"/bin/x fifo\"";
    assertThat(users("script_user nobody ; " + fifo)).containsEntry("fifo", "nobody");
    assertThat(users(fifo + " ; script_user nobody"))
        .containsEntry("fifo", "-")
        .containsEntry("plain", "nobody");
    assertThat(users(fifo + " daemon sys")).containsEntry("fifo", "daemon:sys");
    assertThat(users("enable_script_security ; " + fifo)).doesNotContainKey("fifo");
  }

  @Test
  void aConversionKeepsTheUserOfTheFile() throws ConfigException {
    host.isUnknown = true;
    assertThat(yaml("script_user nosuch")).contains("command: [/bin/x, plain]", "user: nosuch");
    assertThat(yaml(""))
        .contains(
            "# commands that name no user run as the agent's own; with keepalived they run as"
                + " keepalived_script where the host has that user")
        .contains("command: [/bin/x, lost]");
    assertThat(yaml("enable_script_security")).contains("user: keepalived_script");
  }
}
