package org.holdfast.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.vrrp.AgentPair.configuration;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.lab.SshServer;
import org.holdfast.it.lab.Tools;
import org.holdfast.it.lab.VirtualTerminal;
import org.holdfast.it.lab.VirtualTerminal.Screen;
import org.holdfast.it.vrrp.AgentPair;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests {@code holdfast top} in a terminal. */
final class TopIT {

  private static final int TERM = 15;
  private static final String SERVICES =
      """
      virtual-servers:
        web:
          address: 10.9.0.100:80
          real-servers:
            - {address: 127.0.0.1:9, check: {tcp: {}, interval: 500ms}}
            - 10.78.0.11:80
            - 10.78.0.12:80
      """;

  private static boolean shows(Screen screen, String words) {
    return screen.text().contains(words);
  }

  private static void start(AgentPair pair) {
    pair.a().start(configuration(150, "") + SERVICES);
    pair.b().start(configuration(100, ""));
    pair.awaitMaster(pair.a(), "VI_1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"xterm", "screen", "linux"})
  void ordersAreAskedForAndTheScreenFollows(String type) {
    try (AgentPair pair = AgentPair.open()) {
      start(pair);
      try (VirtualTerminal top = pair.a().inTerminal(type, 80, 24, "top")) {
        Screen first = top.await("the list", screen -> shows(screen, "MASTER"));
        assertThat(first.lines()).hasSize(24).anyMatch(line -> line.startsWith("> VI_1"));
        assertThat(first.alternate()).isTrue();
        assertThat(first.cursor()).isFalse();
        top.type("s");
        top.await("a question", screen -> shows(screen, "Step VI_1 down until it is resumed? y/n"));
        top.type("n");
        top.await("no order", screen -> shows(screen, "Nothing was ordered."));
        assertThat(pair.a().state("VI_1")).isEqualTo("MASTER");
        top.type("s");
        top.type("y");
        top.await("the transition", screen -> shows(screen, "BACKUP"));
        top.await("the answer", screen -> shows(screen, "VI_1 is stepped down"));

        top.type("\033[B\033[B"); // to the server that is down
        top.await(
            "a server is selected", s -> s.lines().stream().anyMatch(l -> l.startsWith(">   1")));
        top.await("the reason is shown below", screen -> shows(screen, "connection refused"));
        top.type("\r");
        top.await("its details", screen -> shows(screen, "server web/"));
        top.type("\033");
        top.await("the list again", screen -> shows(screen, "NAME"));
        top.type("/10.78\r");
        top.await(
            "filtered", screen -> shows(screen, "filter 10.78") && !shows(screen, "127.0.0.1:9 "));

        top.resize(120, 40);
        top.await(
            "forty rows", s -> s.lines().size() == 40 && s.lines().get(39).contains("q quit"));

        top.type("q");
        assertRestored(top.await("the end", screen -> screen.status() >= 0), 0);
      }
    }
  }

  @Test
  void theTerminalIsRestoredByEveryEnd() {
    try (AgentPair pair = AgentPair.open()) {
      start(pair);
      try (VirtualTerminal top = pair.a().inTerminal("xterm", 80, 24, "top")) {
        top.await("the list", screen -> shows(screen, "MASTER"));
        top.type("\u0003");
        assertRestored(top.await("the end by ^C", screen -> screen.status() != -1), 0);
      }
      try (VirtualTerminal top = pair.a().inTerminal("xterm", 80, 24, "top")) {
        top.await("the list", screen -> shows(screen, "MASTER"));
        top.signal(TERM);
        assertRestored(top.await("the end by kill", screen -> screen.status() != -1), 143);
      }
    }
  }

  @Test
  void anAgentThatIsGoneAndBackIsSeenAndNothingFlickers() {
    try (AgentPair pair = AgentPair.open()) {
      start(pair);
      try (VirtualTerminal top = pair.a().inTerminal("xterm", 80, 24, "top")) {
        top.await("the list", screen -> shows(screen, "MASTER"));
        int clears = top.screen().clears();
        pair.a().stop();
        top.await("it says so", screen -> shows(screen, "no agent answers"));
        assertThat(top.screen().text()).contains("VI_1");
        pair.a().start(configuration(150, "") + SERVICES);
        top.await("the agent is back", s -> !shows(s, "no agent answers") && shows(s, "MASTER"));
        assertThat(top.screen().clears()).isEqualTo(clears);
      }
    }
  }

  @Test
  void aTerminalThatCannotPlaceTextIsRefused() {
    try (AgentPair pair = AgentPair.open()) {
      start(pair);
      try (VirtualTerminal top = pair.a().inTerminal("dumb", 120, 24, "top")) {
        Screen end = top.await("the refusal", screen -> screen.status() >= 0);
        assertThat(end.status()).isNotZero();
        assertThat(end.text()).contains("TERM is dumb", "holdfast status --watch");
      }
      assertThat(pair.a().refusal("top")).contains("must be a terminal");
    }
  }

  @Test
  void ordersAreGivenOverSshOnASmallTerminalThatBecomesLarge() {
    Needs.tools(Tools.SSH);
    assumeTrue(Files.isWritable(Path.of("/etc/shadow")), "needs root: sshd changes its user");
    try (AgentPair pair = AgentPair.open()) {
      start(pair);
      var server = SshServer.start(pair.a().node(), IpAddress.of(PairLab.ADDRESS_OF_A));
      try (VirtualTerminal top =
          pair.a().overSsh(server, pair.lab().client(), "xterm", 80, 24, "top")) {
        Screen first = top.await("the list", screen -> shows(screen, "MASTER"));
        assertThat(first.lines()).hasSize(24).allMatch(line -> line.length() <= 80);
        assertThat(first.alternate()).isTrue();

        top.type("s");
        top.await("a question", screen -> shows(screen, "Step VI_1 down until it is resumed? y/n"));
        top.type("y");
        top.await("the transition", screen -> shows(screen, "BACKUP"));
        top.await("the answer", screen -> shows(screen, "VI_1 is stepped down"));

        top.type("\033[B\033[B\033[B"); // to the server that is up
        top.await(
            "a server is selected",
            s -> s.lines().stream().anyMatch(l -> l.startsWith(">") && l.contains("10.78.0.11")));
        top.type("d");
        top.await("a question", screen -> shows(screen, "Drain web/10.78.0.11:80, and remove it"));
        top.type("n");
        top.await("no order", screen -> shows(screen, "Nothing was ordered."));
        top.type("dy");
        top.await("the answer", screen -> shows(screen, "10.78.0.11:80 is being drained by root"));

        top.resize(120, 40);
        top.await(
            "forty rows", s -> s.lines().size() == 40 && s.lines().get(39).contains("q quit"));
        top.resize(80, 24);
        top.await("24 rows", s -> s.lines().size() == 24 && s.lines().get(23).contains("q quit"));

        top.type("q");
        assertRestored(top.await("the end", screen -> screen.status() >= 0), 0);
      }
    }
  }

  private static void assertRestored(Screen end, int status) {
    assertThat(end.status()).as(end.text()).isEqualTo(status);
    assertThat(end.alternate()).isFalse();
    assertThat(end.cursor()).isTrue();
    assertThat(end.restored()).as(end.flags()).isTrue();
  }
}
