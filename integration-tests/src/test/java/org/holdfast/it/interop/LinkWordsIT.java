package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.holdfast.it.interop.BesideKeepalived.Director;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The words about links of a keepalived.conf: the same changes of a link at both directors. */
@Execution(ExecutionMode.CONCURRENT)
final class LinkWordsIT {

  private static final String INSTANCE =
      """
      vrrp_instance VI_1 {
        interface eth0
        virtual_router_id 51
        priority 200
        advert_int 1
        virtual_ipaddress {
          10.9.0.100/24
        }
      }
      """;

  private static final String MASTER = "Entering MASTER STATE";
  private static final String FAULT = "Entering FAULT STATE";
  private static final String REMOVED = "removing VIPs.";
  private static final Pattern TRANSITION =
      Pattern.compile("Entering (MASTER|FAULT) STATE|(sett|remov)ing VIPs\\.|sent 0 priority");

  @Test
  void anOutageShorterThanItsDelayMovesNoInstance() {
    try (var both = BesideKeepalived.open()) {
      both.start("interface_up_down_delays {\n eth0 1.9 0.5\n}\n" + INSTANCE);
      both.awaitLogged(MASTER, 1);

      both.directors()
          .forEach(director -> {
            director.node().unplug("eth0");
            director.node().plug("eth0");
          });
      both.await("the outage was noticed", LinkWordsIT::hasDelayed);
      both.directors().forEach(director -> assertThat(director.log()).doesNotContain(FAULT));

      both.directors().forEach(director -> director.node().unplug("eth0"));
      both.awaitLogged(FAULT, 1);
      both.directors().forEach(director -> director.node().plug("eth0"));
      both.awaitLogged(MASTER, 2);
      assertThat(both.reload(INSTANCE)).contains("vrrp.interfaces");
    }
  }

  private static boolean hasDelayed(Director director) {
    return director.name().equals("keepalived")
        ? director.log().contains("Adding flags change")
        : director.log().contains("which does not count");
  }

  /** A veth link has no MII registers, so both ask its driver. */
  @Test
  void aQueriedCarrierThatIsLostIsAFault() throws IOException {
    try (var both = BesideKeepalived.open()) {
      both.start("linkbeat_interfaces {\n eth0\n}\n" + INSTANCE);
      both.awaitLogged(MASTER, 1);
      assertThat(threads(both.directors().getLast().daemon().pid())).contains("carriers");

      both.directors().forEach(director -> director.node().unplug("eth0"));
      both.awaitLogged(FAULT, 1);
      both.directors().forEach(director -> director.node().plug("eth0"));
      both.awaitLogged(MASTER, 2);
    }
  }

  /** Our instance's lines come from two threads, and keepalived's from one. */
  @Test
  void theLinesOfATransitionHaveKeepalivedsOrder() {
    try (var both = BesideKeepalived.open()) {
      both.start(INSTANCE);
      for (int times = 1; times <= 3; times++) {
        both.awaitLogged("setting VIPs", times);
        both.directors().forEach(director -> director.node().unplug("eth0"));
        int removals = times;
        both.await(
            "the addresses are removed",
            director -> transitions(director).stream().filter(REMOVED::equals).count() == removals);
        both.directors().forEach(director -> director.node().plug("eth0"));
      }

      both.directors()
          .forEach(director ->
              assertThat(transitions(director))
                  .as(director.name())
                  .startsWith(MASTER, "setting VIPs.", FAULT, "sent 0 priority", REMOVED)
                  .containsSubsequence(
                      MASTER,
                      "setting VIPs.",
                      FAULT,
                      "sent 0 priority",
                      REMOVED,
                      MASTER,
                      "setting VIPs.",
                      FAULT,
                      "sent 0 priority",
                      REMOVED,
                      MASTER));
    }
  }

  /** Returns the lines about becoming and ceasing to be master, without those of the start. */
  private static List<String> transitions(Director director) {
    return director
        .log()
        .lines()
        .dropWhile(line -> !line.contains(MASTER))
        .flatMap(line -> TRANSITION.matcher(line).results().map(MatchResult::group))
        .toList();
  }

  private static String threads(long agent) throws IOException {
    var names = new StringBuilder();
    for (var process : new long[] {agent, child(agent)}) {
      try (var tasks = Files.newDirectoryStream(Path.of("/proc/" + process + "/task"))) {
        for (var task : tasks) {
          names.append(Files.readString(task.resolve("comm")));
        }
      }
    }
    return names.toString();
  }

  /** Returns the process that a parent has started, or the process itself. */
  private static long child(long parent) {
    return ProcessHandle.of(parent)
        .flatMap(process -> process.children().findFirst())
        .map(ProcessHandle::pid)
        .orElse(parent);
  }
}
