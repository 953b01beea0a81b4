package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.holdfast.it.interop.BesideKeepalived.Director;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabUsers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests as which user each VRRP command of a keepalived.conf runs, and which commands do not run,
 * beside keepalived with the same file. Those of virtual servers are in {@code
 * ServerCommandScenarios}.
 */
final class ScriptUsersIT {

  /** The users that commands name, by the names of their instances. */
  private static final Map<String, String> OWN =
      Map.of(
          "NONE",
          "",
          "USER",
          LabUsers.OTHER,
          "GROUP",
          LabUsers.OTHER + " " + LabUsers.GROUP,
          "MISSING",
          "nosuch",
          "GROUPLESS",
          LabUsers.OTHER + " nosuch");

  private static final String GLOBAL =
      """
      global_defs {
        KEYWORDS
        notify_fifo RUN/fifo OWN
        notify_fifo_script "RECORD fifo-reader" OWN
        vrrp_notify_fifo RUN/vrrp-fifo
        vrrp_notify_fifo_script "RECORD vrrp-fifo-reader"
        startup_script "RECORD startup" OWN
        shutdown_script "RECORD shutdown" OWN
      }
      """;

  private static final String INSTANCE =
      """
      vrrp_script NAME {
        script "RECORD NAME-script"
        interval 5
        WHO
      }
      vrrp_instance NAME {
        interface eth0
        virtual_router_id VRID
        version 3
        advert_int 0.2
        track_script {
          NAME
        }
        virtual_ipaddress {
          10.9.0.VRID/24
        }
        notify "RECORD NAME-any" OWN
        notify_master "RECORD NAME-master" OWN
        notify_backup "RECORD NAME-backup" OWN
        notify_fault "RECORD NAME-fault" OWN
        notify_stop "RECORD NAME-stop" OWN
      }
      vrrp_sync_group G-NAME {
        group {
          NAME
        }
        notify "RECORD NAME-group-any" OWN
        notify_master "RECORD NAME-group-master" OWN
        notify_backup "RECORD NAME-group-backup" OWN
        notify_fault "RECORD NAME-group-fault" OWN
        notify_stop "RECORD NAME-group-stop" OWN
      }
      """;

  @BeforeEach
  void needsRoot() {
    assumeTrue(Files.isWritable(Path.of("/etc/passwd")), "needs root, to run as other users");
  }

  private static String conf(String keywords, String globalUser, String record, String run) {
    var conf = new StringBuilder(GLOBAL.replace("KEYWORDS", keywords).replace("OWN", globalUser));
    int vrid = 51;
    for (var own : OWN.entrySet()) {
      conf.append(
          INSTANCE
              .replace("WHO", own.getValue().isEmpty() ? "" : "user " + own.getValue())
              .replace("OWN", own.getValue())
              .replace("NAME", own.getKey())
              .replace("VRID", Integer.toString(vrid++)));
    }
    return conf.toString().replace("RECORD", record).replace("RUN", run);
  }

  private static String run(BesideKeepalived both, String name) {
    var directory = "/run/" + name;
    both.lab().run("mkdir", "-m", "755", directory);
    return directory;
  }

  /** Returns the owner and the mode of both FIFOs; of one that does not exist, why. */
  private static String fifos(Director director, String run) {
    return director
        .node()
        .run("sh", "-c", "cd " + run + "; stat -c '%n %u %g %a' fifo vrrp-fifo 2>&1 || :");
  }

  private static void end(Director director) {
    var pid = Long.toString(director.daemon().pid());
    // keepalived is the child of unshare, which does not hand signals on
    director
        .node()
        .run("sh", "-c", "kill $(pgrep -P " + pid + " -x keepalived || echo " + pid + ")");
    assertThat(director.daemon().exitStatus()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "''                      | true  | lab_b",
        "script_user lab_a lab_g | false | lab_b lab_g",
        "script_user nosuch      | true  | lab_b nosuch",
        "enable_script_security  | false | ''",
      })
  void eachCommandHasTheUserThatKeepalivedGivesIt(
      String keywords, boolean withDefault, String globalUser) {
    try (var both = BesideKeepalived.open()) {
      var users = LabUsers.in(both.lab(), withDefault);
      var theirRun = run(both, "theirs");
      var ourRun = run(both, "ours");
      var theirs =
          both.startTheirsAsFirstProcess(
              conf(keywords, globalUser, users.recorder("theirs"), theirRun));
      var ours = both.startOurs(conf(keywords, globalUser, users.recorder("ours"), ourRun));
      both.awaitLogged("Entering MASTER STATE", OWN.size());
      awaitSame(users, "USER-group-master");
      assertThat(fifos(ours, ourRun)).isEqualTo(fifos(theirs, theirRun));

      both.directors().forEach(d -> d.node().run("ip", "link", "set", "eth0", "down"));
      both.awaitLogged("Entering FAULT STATE", OWN.size());
      awaitSame(users, "USER-group-fault");
      both.directors().forEach(d -> d.node().run("ip", "link", "set", "eth0", "up"));
      both.awaitLogged("Entering MASTER STATE", 2 * OWN.size());

      both.directors().forEach(ScriptUsersIT::end);
      awaitSame(users, "USER-any");
      var records = users.records("ours");
      assertThat(records)
          .containsEntry("GROUP-any", "4344 4350 4350")
          .containsEntry("USER-script", "4344 4344 4344")
          .doesNotContainKey("MISSING-any");
      assertThat(endingWith("-stop", records)).isEqualTo(endingWith("-any", records));
    }
  }

  /**
   * Waits for the same records. Those of the commands at the stop are left out: they end together
   * with keepalived, the first process of their PID namespace, before they have written any.
   */
  private static void awaitSame(LabUsers users, String last) {
    Awaitility.await("the same commands and users")
        .atMost(Lab.PATIENCE)
        .untilAsserted(() -> {
          var theirs = beforeTheStop(users.records("theirs"));
          assertThat(theirs).containsKey(last);
          assertThat(beforeTheStop(users.records("ours"))).isEqualTo(theirs);
        });
  }

  /** Returns the records whose names have that ending, by their names without it. */
  private static Map<String, String> endingWith(String ending, Map<String, String> records) {
    var some = new TreeMap<String, String>();
    records.forEach((name, users) -> {
      if (name.endsWith(ending)) {
        some.put(name.substring(0, name.length() - ending.length()), users);
      }
    });
    return some;
  }

  private static Map<String, String> beforeTheStop(Map<String, String> records) {
    var others = new TreeMap<>(records);
    others.keySet().removeIf(name -> name.endsWith("-stop"));
    return others;
  }

  /** Programs that users other than root might change, and some that may not be run at all. */
  private static final String PROGRAMS =
      """
      set -e
      mkdir -m 755 /run/programs
      cd /run/programs
      make() {
        mkdir -p $1
        cp /run/users/record $1/program
      }
      for each in plain group rootgroup world owner dirgroup dirworld dirowner sticky noexec; do
        make $each
      done
      chgrp lab_g group/program dirgroup
      chmod g+w group/program rootgroup/program dirgroup
      chmod o+w world/program dirworld
      chown lab_a owner/program dirowner
      chmod 1777 sticky
      chmod 644 noexec/program
      mkdir link
      ln -s ../world/program link/program
      ln -s plain linkdir
      ln -s dirworld linkworld
      """;

  /** What a program of that directory is called in the file, as root and as another user. */
  private static final String SCRIPT =
      """
      vrrp_script root-NAME {
        script "/run/programs/NAME/program PLACE root-NAME"
        interval 60
        weight 1
      }
      vrrp_script user-NAME {
        script "/run/programs/NAME/program PLACE user-NAME"
        interval 60
        weight 1
        user lab_a
      }
      """;

  private static final List<String> DIRECTORIES =
      List.of(
          "plain",
          "group",
          "rootgroup",
          "world",
          "owner",
          "dirgroup",
          "dirworld",
          "dirowner",
          "sticky",
          "noexec",
          "link",
          "linkdir",
          "linkworld",
          "missing");

  private static String guarded(String place) {
    var conf = new StringBuilder("global_defs {\nscript_user root\nenable_script_security\n}\n");
    var tracks = new ArrayList<String>();
    for (var directory : DIRECTORIES) {
      conf.append(SCRIPT.replace("NAME", directory).replace("PLACE", place));
      tracks.addAll(List.of("root-" + directory, "user-" + directory));
    }
    return conf.append("vrrp_instance V {\ninterface eth0\nvirtual_router_id 51\ntrack_script {\n")
        .append(String.join("\n", tracks))
        .append("\n}\nvirtual_ipaddress {\n10.9.0.50/24\n}\n}\n")
        .toString();
  }

  /**
   * With {@code enable_script_security}, root runs the same programs as with keepalived except for
   * one in a directory in which every user can make files. As another user, keepalived runs every
   * program; here, only root and that user may be able to change it.
   */
  @Test
  void scriptSecurityRefusesWhatKeepalivedRefusesAndSomeMore() {
    try (var both = BesideKeepalived.open()) {
      var users = LabUsers.in(both.lab(), false);
      both.lab().run("sh", "-c", PROGRAMS);
      users.recorder("theirs");
      users.recorder("ours");
      both.startTheirs(guarded("theirs"));
      both.startOurs(guarded("ours"));
      both.awaitLogged("Entering MASTER STATE", 1);
      var asRoot = Set.of("root-plain", "root-rootgroup", "root-linkdir");
      var asUser =
          Set.of("user-plain", "user-rootgroup", "user-linkdir", "user-owner", "user-dirowner");
      Awaitility.await("the programs that may run have run")
          .atMost(Lab.PATIENCE)
          .untilAsserted(() -> {
            var theirs = new TreeSet<>(users.records("theirs").keySet());
            var ours = new TreeSet<>(users.records("ours").keySet());
            assertThat(ours).isEqualTo(union(asRoot, asUser));
            assertThat(theirs)
                .isEqualTo(
                    union(
                        union(ours, Set.of("root-sticky", "user-sticky")),
                        Set.of(
                            "user-group",
                            "user-world",
                            "user-dirgroup",
                            "user-dirworld",
                            "user-link",
                            "user-linkworld")));
          });
    }
  }

  /** A copy of id with root's setuid bit, and a program that records what it tells. */
  private static final String SETUID =
      """
      set -e
      mkdir -m 755 /run/programs
      cp "$(command -v id)" /run/programs/id
      chmod 4755 /run/programs/id
      cat > /run/programs/gain <<'END'
      #!/bin/sh
      echo "$(/run/programs/id -ru) $(/run/programs/id -u)" > /run/users/$1/$2
      END
      chmod 755 /run/programs/gain
      """;

  private static final String GAINING =
      """
      global_defs {
        script_user lab_a
      }
      vrrp_script S {
        script "/run/programs/gain PLACE script"
        interval 60
      }
      vrrp_instance V {
        interface eth0
        virtual_router_id 51
        track_script {
          S
        }
        virtual_ipaddress {
          10.9.0.50/24
        }
        notify_master "/run/programs/gain PLACE notify"
      }
      """;

  /** As sudo does. */
  @Test
  void aSetuidProgramGainsRootInTheCommandOfAnotherUser() {
    try (var both = BesideKeepalived.open()) {
      var users = LabUsers.in(both.lab(), false);
      both.lab().run("sh", "-c", SETUID);
      users.recorder("theirs");
      users.recorder("ours");
      both.startTheirsAsFirstProcess(GAINING.replace("PLACE", "theirs"));
      both.startOurs(GAINING.replace("PLACE", "ours"));
      var gained = Map.of("script", "4343 0", "notify", "4343 0");
      Awaitility.await("user and effective user of both commands")
          .atMost(Lab.PATIENCE)
          .untilAsserted(() -> {
            assertThat(users.records("theirs")).isEqualTo(gained);
            assertThat(users.records("ours")).isEqualTo(gained);
          });
    }
  }

  private static Set<String> union(Set<String> some, Set<String> others) {
    var all = new TreeSet<>(some);
    all.addAll(others);
    return all;
  }
}
