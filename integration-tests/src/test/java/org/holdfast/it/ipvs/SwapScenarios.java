package org.holdfast.it.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.holdfast.it.lab.HoldfastDirector;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Swaps the directors of a live pair from keepalived to Holdfast and back, by the commands of
 * docs/migration.md, word for word. Only {@code systemctl} is a script of the test's.
 */
final class SwapScenarios {

  private static final String KEEPALIVED =
      """
      global_defs {
        router_id NAME
        lvs_sync_daemon eth1 VI_1 id 51
      }
      vrrp_instance VI_1 {
        state BACKUP
        interface eth0
        virtual_router_id 51
        priority PRIORITY
        advert_int 1
        virtual_ipaddress {
          10.9.0.100/24
          10.9.1.100/24 dev eth1
        }
      }
      virtual_server 10.9.0.100 80 {
        delay_loop 1
        lb_algo rr
        lb_kind NAT
        protocol TCP
        real_server 10.9.1.11 80 { TCP_CHECK { connect_timeout 2 } }
        real_server 10.9.1.12 80 { TCP_CHECK { connect_timeout 2 } }
        real_server 10.9.1.13 80 { TCP_CHECK { connect_timeout 2 } }
      }
      """;

  private static final String SYSTEMCTL =
      """
      #!/bin/sh
      set -eu
      for unit; do :; done
      pid=/run/units/$unit.pid
      case $1 in
        start | enable)
          case $unit in
            holdfast) set -- holdfast run ;;
            keepalived)
              set -- keepalived --dont-fork --log-console --pid=/run/units/k.pid \\
                --vrrp_pid=/run/units/v.pid --checkers_pid=/run/units/c.pid
              ;;
          esac
          setsid "$@" </dev/null >>"/run/units/$unit.log" 2>&1 &
          echo $! >"$pid"
          # The unit of holdfast is of the type "notify".
          while [ "$unit" = holdfast ] && ! [ -S /run/holdfast/control.sock ]; do
            sleep 0.1
          done
          ;;
        stop | disable)
          kill -TERM "$(cat "$pid")"
          while grep -q '^State:[[:space:]]*[^Z]' "/proc/$(cat "$pid")/status" 2>/dev/null; do
            sleep 0.1
          done
          ;;
      esac
      """;

  private static final Path PAGE = Path.of("..", "docs", "migration.md");

  private LvsLab lab;
  private Client client;
  private Host a;
  private Host b;

  @BeforeEach
  void open() throws IOException {
    Needs.tools(Tools.HOLDFAST, Tools.IPVSADM, Tools.KEEPALIVED);
    lab = LvsLab.open();
    client = lab.client();
    a = Host.of(lab.a().node(), 150);
    b = Host.of(lab.b().node(), 100);
  }

  @AfterEach
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  /** A director with an /etc and a /run of its own. */
  private record Host(Node node, Path files) {
    /** Where the directories of a host are mounted. */
    private static final Map<String, String> PLACES =
        Map.of(
            "keepalived", "/etc/keepalived",
            "holdfast", "/etc/holdfast",
            "run", "/run/holdfast",
            "units", "/run/units",
            "state", "/var/lib/holdfast");

    static Host of(Node node, int priority) throws IOException {
      Path files = node.lab().directory().resolve("host-" + node.name());
      for (String name : PLACES.keySet()) {
        Files.createDirectories(files.resolve(name));
      }
      Files.writeString(
          files.resolve("keepalived/keepalived.conf"),
          KEEPALIVED.replace("NAME", node.name()).replace("PRIORITY", Integer.toString(priority)));
      Path programs = Files.createDirectories(files.resolve("bin"));
      Files.createSymbolicLink(programs.resolve("holdfast"), HoldfastDirector.launcher());
      Path systemctl = Files.writeString(programs.resolve("systemctl"), SYSTEMCTL);
      Files.setPosixFilePermissions(systemctl, PosixFilePermissions.fromString("rwxr-xr-x"));
      return new Host(node, files);
    }

    /** Runs commands of the page, as root on this host would. */
    String run(String commands) {
      var script = new StringBuilder("set -e\n");
      PLACES.forEach((name, place) ->
          script.append(
              "mkdir -p %2$s; mount --bind %1$s %2$s\n".formatted(files.resolve(name), place)));
      script.append("export PATH=%s:$PATH\n".formatted(files.resolve("bin"))).append(commands);
      return node.run("unshare", "--mount", "sh", "-c", script.toString());
    }

    boolean holds() {
      return node.run("ip", "-o", "address", "show", "dev", "eth0").contains(LvsLab.NAT + "/");
    }
  }

  /** Returns the commands under a heading of the page. */
  private static String commands(String heading) throws IOException {
    var block =
        Pattern.compile(
                "^## " + Pattern.quote(heading) + "$.*?^```sh\n(.*?)^```$",
                Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    assertThat(block.find()).as(heading).isTrue();
    return block.group(1);
  }

  @Test
  void aPairMovesToHoldfastAndBackUnderTraffic() throws Exception {
    a.run("systemctl enable --now keepalived");
    b.run("systemctl enable --now keepalived");
    lab.awaitThat(
        "keepalived serves",
        () ->
            assertThat(client.tcp(LvsLab.NAT, 80, 3)).containsExactlyInAnyOrder("s1", "s2", "s3"));
    var outcomes = Collections.synchronizedList(new ArrayList<String>());
    int stopped;
    int served;
    var done = new AtomicBoolean();
    var traffic =
        CompletableFuture.runAsync(() -> {
          while (!done.get()) {
            outcomes.addAll(client.tcp(LvsLab.NAT, 80, 1));
          }
        });

    try (var open = client.connect(LvsLab.NAT, 80)) {
      for (Host each : List.of(a, b)) {
        assertThat(each.run("holdfast migrate")).contains("systemctl disable --now keepalived");
      }
      assertThat(b.run(commands("The swap, on the backup"))).contains("holdfast");
      lab.await("b is backup", () -> b.run("holdfast status").contains("BACKUP since"));
      answers(open, "b has Holdfast");

      stopped = outcomes.size();
      a.run(commands("Let it take over"));
      lab.await("b has taken over", b::holds);
      answers(open, "Holdfast is master");
      served = outcomes.size() + 1; // and the connection that is being tried

      a.run("systemctl enable --now holdfast");
      lab.await("a is master again", () -> a.holds() && !b.holds());
      answers(open, "both have Holdfast");

      a.run(commands("The way back"));
      lab.await("keepalived is master", () -> a.holds() && !b.holds());
      answers(open, "a has keepalived");

      b.run(commands("The way back"));
      answers(open, "both have keepalived");
    }
    done.set(true);
    traffic.join();

    System.out.println("during the swap and the way back: " + Client.count(outcomes));
    // A keepalived that stops may empty its table some milliseconds before it removes its
    // addresses.
    var whileKeepalivedStops = outcomes.subList(stopped, served);
    assertThat(whileKeepalivedStops).filteredOn(SwapScenarios::isFailure).hasSizeLessThan(100);
    whileKeepalivedStops.clear();
    assertThat(outcomes).hasSizeGreaterThan(100).doesNotContain(Client.REFUSED);
    assertThat(outcomes).filteredOn(Client.LOST::equals).hasSizeLessThan(2);
  }

  private static boolean isFailure(String outcome) {
    return outcome.equals(Client.LOST) || outcome.equals(Client.REFUSED);
  }

  private static void answers(Client.Connection open, String step) throws IOException {
    assertThat(open.ask(step)).as(step).isEqualTo(open.server() + " " + step);
  }
}
