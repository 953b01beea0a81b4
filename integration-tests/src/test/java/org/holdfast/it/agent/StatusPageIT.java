package org.holdfast.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.vrrp.AgentPair.configuration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.holdfast.agent.screen.Problems;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.agent.status.VirtualServerStatus;
import org.holdfast.it.lab.Browser;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.LabException;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Tools;
import org.holdfast.it.vrrp.AgentPair;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The status page in a browser. With {@code -Dholdfast.screenshots=DIRECTORY} the pictures are kept
 * there, to be looked at.
 */
final class StatusPageIT {

  private static final String METRICS = "metrics: {listen: 127.0.0.1:9650, page: true}\n";
  private static final String PAGE = "http://127.0.0.1:9650/";
  private static final String HOSTILE = "<script>document.title='bad'</script>";

  /** A member of every kind; nothing listens at port 9 of the loopback, so two servers are down. */
  private static final String MIXED =
      """
      virtual-servers:
        web:
          address: 10.9.0.100:80
          instance: VI_1
          real-servers:
            - {address: 127.0.0.1:9, weight: 50, check: {tcp: {}, interval: 500ms}}
            - {address: 10.78.0.11:80, weight: 50}
        mail:
          address: 10.9.0.100:25
          instance: VI_1
          real-servers:
            - {address: 127.0.0.1:9, check: {tcp: {}, interval: 500ms}}
        "%s":
          address: 10.9.0.100:8080
          real-servers: [10.78.0.13:80]
      """
          .formatted(HOSTILE);

  @Test
  void thePageShowsWhatStatusSaysAndFollowsATransition() {
    Needs.tools(Tools.HOLDFAST, Tools.BROWSER);
    try (AgentPair pair = AgentPair.open();
        Browser browser = Browser.start(pair.lab().a())) {
      pair.a().start(METRICS + configuration(150, "") + MIXED);
      pair.b().start(configuration(100, ""));
      pair.awaitMaster(pair.a(), "VI_1");
      pair.await("the checks have failed", () -> down(pair.a()) == 2);

      awaitServed(pair);
      browser.open(PAGE, 1280, 800);
      browser.await("the page is loaded", "document.querySelectorAll('tr.service').length === 3");
      browser.await("it says that it is live", text("#contact") + " === 'live'");

      assertThat(cells(browser)).containsExactlyInAnyOrderElementsOf(cells(pair.a()));
      assertThat(browser.evaluate(text("[data-instance=VI_1] td"))).isEqualTo("MASTER");
      assertThat(browser.evaluate(text("#problems")))
          .asString()
          .contains("mail: 1 of 1 server down", "connection refused");
      assertThat(problems(browser)).isEqualTo(problems(pair.a()));
      assertThat(problems(browser)).anyMatch(each -> each.startsWith("outage mail: "));
      shoot(browser, "light", false);
      shoot(browser, "dark", true);
      browser.resize(390, 844, true);
      browser.await("it fits a phone", "document.documentElement.scrollWidth <= 390");
      shoot(browser, "small-phone", false);
      shoot(browser, "small-phone-dark", true);
      browser.resize(1280, 800, false);

      browser.evaluate("window.sameDocument = true");
      pair.a().stepDown("VI_1");
      browser.await(
          "the page shows the transition", text("[data-instance=VI_1] td") + " === 'BACKUP'");
      assertThat(browser.evaluate("window.sameDocument")).isEqualTo(true);
      assertThat(browser.evaluate(text("#events"))).asString().contains("VI_1");

      assertThat(browser.evaluate("document.title")).asString().doesNotContain("bad");
      assertThat(browser.evaluate("document.scripts.length")).isEqualTo(1);
      assertThat(browser.errors()).isEmpty();

      pair.a().stop();
      browser.await(
          "the page says that the agent is gone", text("#contact") + ".startsWith('no answer')");
      shoot(browser, "gone", false);
    }
  }

  @Test
  void twoThousandServersFitAScreenAndAPhone() {
    Needs.tools(Tools.HOLDFAST, Tools.BROWSER);
    try (AgentPair pair = AgentPair.open();
        Browser browser = Browser.start(pair.lab().a())) {
      pair.a().start(METRICS + configuration(150, "") + large());
      pair.await("master", () -> pair.a().state("VI_1").equals("MASTER"));
      pair.await("one service is down", () -> down(pair.a()) == 10);

      awaitServed(pair);
      browser.open(PAGE, 1280, 800);
      browser.await("all services", "document.querySelectorAll('tr.service').length === 200");
      browser.await("trouble comes first", text("tr.service th") + " === 'svc-137'");
      assertThat(browser.evaluate("document.querySelectorAll('tr.server').length")).isEqualTo(10);
      shoot(browser, "large", false);
      shoot(browser, "large-dark", true);

      browser.evaluate(
          "document.getElementById('filter').value = 'svc-42';"
              + "document.getElementById('filter').dispatchEvent(new Event('input'))");
      assertThat(browser.evaluate(text("tr.service th"))).isEqualTo("svc-42");
      browser.evaluate("document.querySelector('tr.service').click()");
      assertThat(browser.evaluate("document.querySelectorAll('tr.server').length")).isEqualTo(10);

      browser.evaluate(
          "document.getElementById('filter').value = '';"
              + "document.getElementById('filter').dispatchEvent(new Event('input'))");
      browser.resize(390, 844, true);
      // A busy browser lays the page out some time after it has answered.
      browser.await("it fits a phone", "document.documentElement.scrollWidth <= 390");
      shoot(browser, "phone", false);
      shoot(browser, "phone-dark", true);
      assertThat(browser.errors()).isEmpty();
    }
  }

  @Test
  void healthIsForLoadBalancersAndTheRootForReaders() {
    Needs.tools(Tools.HOLDFAST);
    try (AgentPair pair = AgentPair.open()) {
      pair.a().start("metrics:\n" + configuration(150, ""));
      pair.await("ready", () -> curl(pair, "/readyz").equals("ready 200"));
      assertThat(curl(pair, "/healthz")).isEqualTo("alive 200");
      assertThat(curl(pair, "/")).contains("/metrics", "/readyz").endsWith("200");
      assertThat(curl(pair, "/state")).endsWith("404");

      pair.lab().a().unplug("eth0");
      pair.await(
          "not ready at fault", () -> curl(pair, "/readyz").startsWith("VI_1 is at fault: "));
      assertThat(curl(pair, "/healthz")).isEqualTo("alive 200");

      pair.a().configure(METRICS + configuration(150, ""));
      assertThat(pair.a().reload().errors()).isEmpty();
      pair.await("the page is on", () -> curl(pair, "/state").endsWith("200"));
    }
  }

  private static void awaitServed(AgentPair pair) {
    pair.await("the port is served", () -> curl(pair, "/healthz").equals("alive 200"));
  }

  private static String curl(AgentPair pair, String path) {
    try {
      return pair.a()
          .node()
          .run("curl", "-s", "-w", " %{http_code}", "http://127.0.0.1:9650" + path)
          .replace("\n ", " ");
    } catch (LabException _) {
      return ""; // the port is not open yet
    }
  }

  private static String large() {
    var text = new StringBuilder("virtual-servers:\n");
    for (int i = 0; i < 200; i++) {
      text.append(
          "  svc-%d:\n    address: 10.9.0.100:%d\n    instance: VI_1\n".formatted(i, 1000 + i));
      text.append("    real-servers:\n");
      for (int j = 0; j < 10; j++) {
        text.append(
            i == 137
                ? "      - {address: 127.0.0.%d:9, check: {tcp: {}, interval: 500ms}}\n"
                    .formatted(j + 1)
                : "      - 10.78.%d.%d:80\n".formatted(i, j + 1));
      }
    }
    return text.toString();
  }

  private static long down(LabAgent agent) {
    return agent.report().stream()
        .flatMap(report -> report.virtualServers().stream())
        .flatMap(service -> service.servers().stream())
        .filter(server -> server.state().equals("down"))
        .count();
  }

  private static String text(String selector) {
    return "document.querySelector(\"" + selector + "\").textContent";
  }

  /** Returns names, states and weights as the page shows them. */
  private static List<String> cells(Browser browser) {
    return list(
        browser.evaluate(
            "[...document.querySelectorAll('#instances tr, tr.service, tr.server')].map(tr =>"
                + " [0, 1, 3].map(i => tr.children[i].textContent).join(' | '))"));
  }

  /** Returns the same as {@code status --json} gives it. */
  private static List<String> cells(LabAgent agent) {
    StatusReport report = agent.report().orElseThrow();
    var cells = new ArrayList<String>();
    for (var instance : report.instances()) {
      cells.add(
          instance.name() + " | " + instance.state() + " | " + instance.priority().effective());
    }
    for (var service : report.virtualServers()) {
      cells.add(cell(service));
      for (var server : service.servers()) {
        boolean up = server.state().equals("up");
        cells.add(
            server.name()
                + " | "
                + (up ? server.state() : server.state().toUpperCase(Locale.ROOT))
                + " | "
                + (server.inTable() ? server.weight() : "–"));
      }
    }
    return cells;
  }

  /** Returns the severities and texts of the problems, in the order of the page. */
  private static List<String> problems(Browser browser) {
    return list(
        browser.evaluate(
            "[...document.querySelectorAll('#problems li')].map(li =>"
                + " li.children[0].textContent + ' ' + li.children[1].textContent)"));
  }

  /** Returns the same as {@code status --problems} finds it. */
  private static List<String> problems(LabAgent agent) {
    return Problems.of(agent.report().orElseThrow()).stream()
        .map(each -> each.severity().name().toLowerCase(Locale.ROOT) + " " + each.text())
        .toList();
  }

  private static List<String> list(@Nullable Object values) {
    assertThat(values).isInstanceOf(List.class);
    return ((List<?>) values).stream().map(String::valueOf).toList();
  }

  private static String cell(VirtualServerStatus service) {
    var state = service.state().replace('_', ' ').toUpperCase(Locale.ROOT);
    return service.name()
        + " | "
        + state
        + " "
        + service.serversUp()
        + "/"
        + service.servers().size()
        + " | "
        + service.weight()
        + (service.quorum() ? "" : " of " + service.needed());
  }

  private static void shoot(Browser browser, String name, boolean dark) {
    browser.prefersDark(dark);
    var ground = browser.evaluate("getComputedStyle(document.body).backgroundColor");
    assertThat(ground).isEqualTo(dark ? "rgb(20, 23, 28)" : "rgb(245, 246, 248)");
    var directory = System.getProperty("holdfast.screenshots");
    if (directory != null) {
      browser.screenshot(Path.of(directory, name + ".png"));
    }
  }
}
