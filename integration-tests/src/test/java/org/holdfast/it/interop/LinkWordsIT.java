package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
