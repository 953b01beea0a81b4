package org.holdfast.it.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares for which failures of a check keepalived and Holdfast log a line, with and without the
 * words that ask for all of them.
 */
final class FailureLogScenarios {

  /** keepalived's lines about failures, of which the last one of a TCP_CHECK changes the state. */
  private static final List<String> THEIRS =
      List.of(
          "TCP connection to \\[10.9.1.12\\]:tcp:80 failed",
          "TCP_CHECK on service \\[10.9.1.12\\]:tcp:80 failed after 2 retries",
          "Misc check for .* failed(?:, will do 2 retries| on retry 1/2) ",
          "Misc check for .* failed after 2 retries ");

  private static final List<String> OURS =
      List.of(
          "tcp 10.9.1.12:80 failed, retry [12] of 2 follows",
          "tcp 10.9.1.12:80 failed after 2 retries",
          "script .* failed, retry [12] of 2 follows",
          "script .* failed after 2 retries");

  private LvsLab lab;

  @BeforeEach
  void open() {
    Needs.tools(Tools.HOLDFAST, Tools.KEEPALIVED, Tools.IPVSADM);
    lab = LvsLab.open();
  }

  @AfterEach
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  private static String conf(String general, String own, Path check) {
    return """
    global_defs {
      script_user root
      %s
    }
    virtual_server 10.9.0.100 80 {
      delay_loop 1
      protocol TCP
      lvs_sched rr
      lvs_method NAT
      real_server 10.9.1.12 80 {
        TCP_CHECK {
          connect_timeout 1
          retry 2
          delay_before_retry 1
          %2$s
        }
      }
      real_server 10.9.1.13 80 {
        MISC_CHECK {
          misc_path %3$s
          retry 2
          delay_before_retry 1
          %2$s
        }
      }
    }
    """
        .formatted(general, own, check);
  }

  /**
   * Each of the three failed runs has a line, or only the last one, which takes the server down.
   */
  @ParameterizedTest
  @CsvSource({
    "'', '', 0, 0",
    "checker_log_all_failures, '', 3, 2",
    "'', log_all_failures, 3, 2",
  })
  @Timeout(200)
  void theSameFailuresAreLogged(String general, String own, int theirTcp, int tolerated)
      throws IOException {
    var directory = lab.b().node().lab().directory();
    var healthy = Files.createFile(directory.resolve("healthy"));
    var check = Files.writeString(directory.resolve("check"), "#!/bin/sh\ntest -e " + healthy);
    Files.setPosixFilePermissions(check, PosixFilePermissions.fromString("rwxr-xr-x"));
    var conf = conf(general, own, check);
    var file = Files.writeString(directory.resolve("failures.conf"), conf);
    var keepalived =
        lab.b().node().start("keepalived", "-n", "-l", "-D", "-C", "-f", file.toString());
    lab.a().start(conf);
    lab.awaitThat(
        "the checks have passed",
        () -> {
          assertThat(keepalived.log()).contains("80 success.", "succeeded.");
          assertThat(ourLog()).contains("tcp 10.9.1.12:80 succeeds", "script " + check + " succ");
        });

    fail(healthy);
    var theirs = List.of(theirTcp, 1, tolerated, 1);
    var ours = List.of(tolerated, 1, tolerated, 1);
    lab.awaitThat(
        "the servers are down",
        () -> {
          assertThat(counts(THEIRS, keepalived.log())).as(keepalived.log()).isEqualTo(theirs);
          assertThat(counts(OURS, ourLog())).isEqualTo(ours);
        });
  }

  private void fail(Path healthy) throws IOException {
    lab.kill(2);
    Files.delete(healthy);
  }

  private String ourLog() {
    return String.join("\n", lab.a().log());
  }

  private static List<Integer> counts(List<String> patterns, String log) {
    return patterns.stream()
        .map(pattern -> (int) Pattern.compile(pattern).matcher(log).results().count())
        .toList();
  }
}
