package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.keepalived.KeepalivedConf;
import org.holdfast.agent.config.keepalived.KeepalivedWords;
import org.holdfast.agent.config.load.ConfigFile.Loaded;
import org.holdfast.agent.config.table.Report;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading a keepalived.conf again gives what reading the whole file gives. */
class TranslatedReadingTest {

  private static final int STEPS = 60;

  /** The lines of a real server, some of them with mistakes or notes. */
  private static final List<String> SERVER_LINES =
      List.of(
          "    weight 3",
          "    weight 7 # a comment with a }",
          "    weight 0",
          "    inhibit_on_failure",
          "    TCP_CHECK {\n      connect_timeout 2\n    }",
          "    TCP_CHECK {\n      connect_timeout 3\n      retry 1\n    }",
          "    HTTP_GET {\n      url {\n path \"/a b\"\n status_code 200\n }\n }",
          "    MISC_CHECK {\n      misc_path \"/bin/check 1\"\n    }",
          "    MISC_CHECK {\n      misc_path /missing/check\n    }",
          "    SSL_GET {\n      url {\n        path /\n      }\n    }",
          "    notify_up /bin/up",
          "    notify_down \"/writable/down x\"",
          "    weight many",
          "    nonsense 3");

  private static final List<String> SERVICE_LINES =
      List.of(
          "  lvs_sched rr",
          "  lvs_sched wlc",
          "  lvs_method NAT",
          "  delay_loop 5",
          "  protocol UDP",
          "  persistence_timeout 50",
          "  quorum 1",
          "  quorum_up /bin/quorum",
          "  ha_suspend",
          "  alpha",
          "  ip_family inet",
          "  unknown_word");

  private static final List<String> REST =
      List.of(
          "global_defs {\n  router_id r1\n}",
          "global_defs {\n  router_id r2\n  vrrp_garp_master_repeat 1\n}",
          "global_defs {\n  enable_script_security\n}",
          "vrrp_instance VI_1 {\n  interface eth0\n  virtual_router_id 51\n  priority 100\n"
              + "  virtual_ipaddress {\n    10.0.0.1\n  }\n}",
          "virtual_server_group web {\n  10.1.0.1 80\n  10.1.0.2 80\n}",
          "virtual_server_group web {\n  10.1.0.3 80\n}",
          "vrrp_script s {\n  script /bin/s\n}",
          "# a comment",
          "",
          "static_routes {\n}");

  /** For each seed, how often the file was not read as a whole. */
  private static final List<Integer> INCREMENTAL = new ArrayList<>();

  private final FakeHost host = new FakeHost();

  private static @Nullable Loaded again(FakeHost host, String text, Loaded earlier) {
    return new TranslatedReading("k.conf", host, null)
        .again(text.getBytes(StandardCharsets.UTF_8), earlier.pieces());
  }

  private static Loaded whole(FakeHost host, String text) throws ConfigException {
    return new TranslatedReading("k.conf", host, null)
        .whole(text.getBytes(StandardCharsets.UTF_8), new Report("k.conf", KeepalivedWords.ALL));
  }

  private static void assertSame(Loaded again, Loaded whole) {
    assertThat(again.config()).isEqualTo(whole.config());
    assertThat(again.warnings()).isEqualTo(whole.warnings());
    assertThat(again.yaml()).isEqualTo(whole.yaml());
    assertThat(again.mistakes()).isEqualTo(whole.mistakes());
    assertThat(again.source()).isEqualTo(whole.source());
  }

  private static String server(int number, String... lines) {
    return "  real_server 10.2.0.%d 80 {\n%s\n  }".formatted(number, String.join("\n", lines));
  }

  private static String service(String address, String... servers) {
    return "virtual_server %s {\n  lvs_sched wlc\n  lvs_method NAT\n  protocol TCP\n%s\n}\n"
        .formatted(address, String.join("\n", servers));
  }

  private static String large() {
    return IntStream.rangeClosed(1, 50)
        .mapToObj(i ->
            service(
                "10.0.1.%d 80".formatted(i), server(1, "    weight 1"), server(2, "  weight 2")))
        .collect(Collectors.joining("", REST.get(0) + "\n" + REST.get(3) + "\n", ""));
  }

  @Test
  void aNewWeightIsReadWithoutTheOthers() throws ConfigException {
    var before = whole(host, large());
    var text = large().replaceFirst("(?s)(10\\.0\\.1\\.30 80.*?weight )1", "$19");
    var again = again(host, text, before);

    assertThat(again).isNotNull();
    assertSame(again, whole(host, text));
    assertThat(again.config()).isNotEqualTo(before.config());
    var servers = again.config().virtualServers();
    for (int i = 1; i < servers.size(); i++) { // the first one is always read
      var other = before.config().virtualServers().get(i);
      if (i == 29) {
        assertThat(servers.get(i)).isNotEqualTo(other);
      } else {
        assertThat(servers.get(i)).isSameAs(other);
      }
    }
  }

  @Test
  void addedAndRemovedVirtualServersAreReadWithoutTheOthers() throws ConfigException {
    var before = whole(host, large());
    var more =
        large()
            .replace(
                "virtual_server 10.0.1.9 80",
                service("10.0.2.1 53", server(1, "    weight 1")) + "virtual_server 10.0.1.9 80");
    var again = again(host, more, before);

    assertThat(again).isNotNull();
    assertSame(again, whole(host, more));
    var fewer = again(host, large(), again);
    assertThat(fewer).isNotNull();
    assertSame(fewer, whole(host, large()));
  }

  /** A command depends on the host, which may give another answer the next time. */
  @Test
  void commandsAreLookedUpAgain() throws ConfigException {
    var text = large() + service("10.0.3.1 80", server(1, SERVER_LINES.get(7)));
    host.withoutUser.remove("keepalived_script");
    var before = whole(host, text);
    host.withoutUser.add("keepalived_script");

    var again = again(host, text, before);

    assertThat(again).isNotNull();
    assertSame(again, whole(host, text));
    assertThat(again.config()).isNotEqualTo(before.config());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "include other.conf",
        "$X=3",
        "@other router_id x",
        "~SEQ(A, 1, 2) x",
        "virtual_server 10.9.9.9 80\n{\n}",
        "virtual_server 10.0.1.1 80 {\n  protocol TCP\n  real_server 10.2.0.9 80 {\n  }\n}",
      })
  void whatCannotBeReadLineByLineIsReadAsAWhole(String line) throws ConfigException {
    var text = large() + line + "\n";

    assertThat(again(host, text, whole(host, text))).isNull();
    assertThat(again(host, text, whole(host, large()))).isNull();
  }

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("holdfast.seeds", 40));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverChangesTheResultIsThatOfTheWholeFile(long seed) throws ConfigException {
    var random = new Random(seed);
    boolean tidy = random.nextInt(3) > 0; // otherwise files have mistakes
    var parts = new ArrayList<String>();
    if (tidy) {
      parts.addAll(List.of(REST.get(0), REST.get(3), REST.get(4), REST.get(6)));
    }
    for (int i = 0; i < 12; i++) {
      parts.add(part(random, tidy));
    }
    Loaded earlier = null;
    int incremental = 0;
    for (int step = 0; step < STEPS; step++) {
      var text = String.join("\n", parts) + (random.nextInt(5) == 0 ? "" : "\n");
      Loaded whole;
      try {
        whole = whole(host, text);
      } catch (ConfigException refused) {
        assertThat(earlier == null ? null : again(host, text, earlier)).isNull();
        change(random, parts, tidy);
        continue;
      }
      var again = earlier == null ? null : again(host, text, earlier);
      if (again != null) {
        assertSame(again, whole);
        incremental++;
      }
      earlier = again != null && random.nextBoolean() ? again : whole;
      if (random.nextInt(6) == 0) {
        toggleUser();
      }
      change(random, parts, tidy);
    }
    INCREMENTAL.add(incremental);
  }

  @AfterAll
  static void manyOfThemWereIncremental() {
    if (!INCREMENTAL.isEmpty()) {
      assertThat(INCREMENTAL.stream().mapToInt(i -> i).sum())
          .isGreaterThan(INCREMENTAL.size() * STEPS / 8);
    }
  }

  private void toggleUser() {
    if (!host.withoutUser.remove("keepalived_script")) {
      host.withoutUser.add("keepalived_script");
    }
  }

  private static void change(Random random, List<String> parts, boolean tidy) {
    int at = random.nextInt(parts.size());
    switch (random.nextInt(12)) {
      case 0 -> parts.add(at, part(random, tidy));
      case 1 -> {
        if (parts.size() > 3 && (!tidy || !REST.contains(parts.get(at)))) {
          parts.remove(at);
        }
      }
      case 2 -> parts.set(at, tidy ? parts.get(at) : broken(random, parts.get(at)));
      case 3 -> {
        if (!tidy || random.nextInt(10) == 0) {
          parts.add(at, parts.get(random.nextInt(parts.size())));
        }
      }
      case 4 -> {
        if (!tidy || parts.get(at).startsWith("virtual_server 1")) {
          parts.set(at, part(random, tidy));
        }
      }
      default -> {
        for (int i = 0; i < parts.size(); i++) {
          int one = (at + i) % parts.size();
          if (parts.get(one).startsWith("virtual_server 1")) {
            parts.set(
                one, parts.get(one).replaceFirst("weight \\d", "weight " + random.nextInt(1, 9)));
            break;
          }
        }
      }
    }
  }

  private static String broken(Random random, String text) {
    if (text.isEmpty()) {
      return "}";
    }
    int at = random.nextInt(text.length());
    var inserted = List.of("{", "}", "\n", "\"", "#", "$", "\\", " ").get(random.nextInt(8));
    return random.nextBoolean()
        ? text.substring(0, at) + inserted + text.substring(at)
        : text.substring(0, at) + text.substring(at + 1);
  }

  private static String part(Random random, boolean tidy) {
    if (random.nextInt(4) == 0) {
      return tidy ? REST.get(random.nextInt(7, 9)) : REST.get(random.nextInt(REST.size()));
    }
    var block = new StringBuilder("virtual_server " + address(random, tidy) + " {\n");
    if (random.nextInt(8) > 0) {
      block.append("  lvs_method NAT\n  protocol TCP\n");
    }
    for (int i = random.nextInt(2); i > 0; i--) {
      block.append(pick(random, SERVICE_LINES, tidy ? 1 : 0)).append('\n');
    }
    for (int i = random.nextInt(tidy ? 1 : 0, 4); i > 0; i--) {
      block.append("  real_server 10.2.0.").append(random.nextInt(1, 5)).append(" 80 {\n");
      block.append("    weight ").append(random.nextInt(1, 9)).append('\n');
      for (int j = random.nextInt(2); j > 0; j--) {
        block.append(pick(random, SERVER_LINES, tidy ? 3 : 0)).append('\n');
      }
      block.append("  }\n");
    }
    return block.append("}").toString();
  }

  private static String pick(Random random, List<String> lines, int without) {
    return lines.get(random.nextInt(lines.size() - without));
  }

  private static String address(Random random, boolean tidy) {
    return switch (random.nextInt(tidy ? 2 : 0, 12)) {
      case 3 -> "fwmark " + random.nextInt(1, 400);
      case 0 -> "group web";
      case 1 -> "2001:db8::" + random.nextInt(1, 900) + " 80";
      default -> "10.0.%d.%d 80".formatted(random.nextInt(200), random.nextInt(1, 200));
    };
  }

  /** Empty lines take the place of blocks, so they must not change anything. */
  @Test
  void emptyLinesMakeNoDifference() {
    var text = large();
    var spaced = text.replace("\n", "\n\n");
    var environment = new LocalEnvironment(host, null);

    assertThat(KeepalivedConf.read("k.conf", spaced, environment).notes())
        .hasSameSizeAs(KeepalivedConf.read("k.conf", text, environment).notes());
  }
}
