package org.holdfast.agent.config.keepalived;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.holdfast.agent.config.document.Tree;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Walks every place where keepalived 2.4.3 knows a keyword: 533 places of 363 names. In each of
 * them, a small file is translated with and without the keyword.
 *
 * <p>{@code places.txt} has a line for each place: the block, the keyword, what becomes of it, the
 * statements that it needs beside it, and a statement with the keyword. The names of blocks are
 * those of {@link Vocabulary}; a url has its check before it, because keepalived registers its
 * keywords for both kinds. What becomes of a keyword is one of these words:
 *
 * <ul>
 *   <li>{@code carried}: the translation with the keyword differs from the one without it;
 *   <li>{@code harmless}: it has no effect, because the agent always does what the keyword asks
 *       for, or has no such thing; the table of {@link Vocabulary} has the reason.
 * </ul>
 *
 * <p>With {@code -Dholdfast.docs=rewrite} the test writes {@code carried} where the translations
 * differ now, and {@code missing} where a keyword has lost its effect, which is not allowed.
 */
class KeywordWalkTest {

  private static final Path FILE =
      Path.of("src/test/resources/org/holdfast/agent/config/keepalived/places.txt");

  /** A file with what any sample can refer to; {@code %s} stands at the end of each block. */
  private static final String DEFINITIONS =
      """
      track_file load {
        file /run/load
      }
      track_file other {
        file /run/other
      }
      vrrp_script chk {
        script /bin/true
      }
      vrrp_track_process proc {
        process x
      }
      bfd_instance session {
        neighbor_ip 10.9.9.1
      }
      bfd_instance other {
        neighbor_ip 10.9.9.2
      }
      vrrp_instance B {
        interface eth0
        virtual_router_id 52
        virtual_ipaddress {
          10.0.0.52/24
        }
      }
      """;

  private static final String INSTANCE =
      """
      vrrp_instance A {
        interface eth0
        virtual_router_id 51
        virtual_ipaddress {
          10.0.0.51/24
        }
      %s
      }
      """;

  private static final String SERVER =
      """
      virtual_server 10.0.0.90 80 {
        lvs_sched rr
        lvs_method NAT
        protocol TCP
        real_server 10.1.0.1 80 {
          weight 1
      %s
        }
        real_server 10.1.0.2 80 {
        }
      }
      """;

  private static final String SERVICE = SERVER.replace("%s", "").replaceFirst("\\}\\n$", "%s\n}\n");

  private record PlaceOfKeyword(
      String block, String name, String becomes, String beside, String statement) {

    static PlaceOfKeyword of(String line) {
      var parts = line.split(" \\| ", 5);
      return new PlaceOfKeyword(parts[0], parts[1], parts[2], parts[3].strip(), parts[4]);
    }

    String line() {
      return String.join(" | ", block, name, becomes, beside.isEmpty() ? " " : beside, statement);
    }

    String place() {
      return block + " " + name;
    }

    /** Returns the block in the table. */
    String vocabulary() {
      return switch (block) {
        case "HTTP_GET url", "SSL_GET url" -> "url";
        case "SMTP_CHECK host" -> "SMTP_CHECK";
        case "vrrp_track_file" -> "track_file";
        default -> block;
      };
    }

    boolean hasEffect() {
      return !tree(beside).equals(tree(beside + "\n" + statement));
    }

    private String tree(String statements) {
      var lines = statements.replace(" ; ", "\n");
      var host = new FakeEnvironment();
      host.files.put("/opt/iproute2/rt_tables", "77 uplink\n");
      var read = KeepalivedConf.read("f.conf", DEFINITIONS + contextOf(lines), host);
      return canonical(read.root());
    }

    /**
     * Returns the block with these lines, and what makes the block itself have an effect; a few
     * keywords have one only in a block of another form.
     */
    private String contextOf(String lines) {
      return switch (name) {
        case "ip_family" ->
            """
            virtual_server fwmark 7 {
              lvs_sched rr
              lvs_method TUN
              protocol TCP
              real_server 10.1.0.1 80 {
              }
            %s
            }
            """
                .formatted(lines);
        case "vrf" ->
            """
            vrrp_instance A {
              virtual_router_id 51
              unicast_src_ip 10.0.0.5
              unicast_peer {
                10.0.0.6
              }
              virtual_ipaddress {
                10.0.0.51/24 dev eth0
              }
            %s
            }
            """
                .formatted(lines);
        case "default_interface" -> "static_ipaddress {\n10.8.0.1/24\n}\n" + context(lines);
        case "iproute_usr_dir", "iproute_etc_dir" ->
            INSTANCE.formatted(
                    "virtual_routes {\n10.5.0.0/16 via 10.0.0.9 dev eth0 table uplink\n}\n")
                + "global_defs {\n"
                + lines
                + "\n}\n";
        case "data_use_instance" -> "instance one\n" + context(lines);
        default -> context(lines);
      };
    }

    /** Returns the block with these lines, and what makes the block itself have an effect. */
    private String context(String lines) {
      return switch (block) {
        case "top" -> INSTANCE.formatted("") + SERVER.formatted("") + lines + "\n";
        case "vrrp_instance" -> INSTANCE.formatted(lines) + SERVER.formatted("");
        case "authentication" ->
            INSTANCE.formatted(
                "authentication {\nauth_type PASS\nauth_pass sesame\n" + lines + "\n}");
        case "auth_hmac" ->
            INSTANCE.formatted(
                "version 3\nauth_hmac {\nkey 1 "
                    + "01".repeat(16)
                    + "\nkey 2 "
                    + "02".repeat(16)
                    + "\n"
                    + lines
                    + "\n}");
        case "vrrp_sync_group" ->
            INSTANCE.formatted("") + "vrrp_sync_group G {\ngroup {\nA\n}\n" + lines + "\n}\n";
        case "vrrp_script" -> "vrrp_script more {\nscript /bin/true\n" + lines + "\n}\n";
        case "vrrp_track_process" -> "vrrp_track_process more {\nprocess y\n" + lines + "\n}\n";
        case "track_file", "vrrp_track_file" ->
            block + " more {\nfile /run/more\n" + lines + "\n}\n";
        case "bfd_instance" ->
            INSTANCE.formatted("track_bfd {\nmore\n}")
                + "bfd_instance more {\nneighbor_ip 10.9.9.3\n"
                + lines
                + "\n}\n";
        case "garp_group" ->
            INSTANCE.formatted("")
                + "garp_group {\n"
                + (name.startsWith("interface") ? "garp_interval 0.1" : "interface eth0")
                + "\n"
                + lines
                + "\n}\n";
        case "track_group" -> INSTANCE.formatted("") + "track_group T {\n" + lines + "\n}\n";
        case "SSL" ->
            "SSL {\n" + lines + "\n}\n" + SERVER.formatted("SSL_GET {\nurl {\npath /\n}\n}");
        case "global_defs" ->
            "global_defs {\n" + lines + "\n}\n" + INSTANCE.formatted("") + SERVER.formatted("");
        case "virtual_server" -> SERVICE.formatted(lines);
        case "real_server" -> SERVER.formatted(lines);
        case "HTTP_GET url", "SSL_GET url" ->
            SERVER.formatted(block.replace(" url", "") + " {\nurl {\npath /\n" + lines + "\n}\n}");
        case "SMTP_CHECK host" ->
            SERVER.formatted("SMTP_CHECK {\nhost {\nconnect_port 25\n" + lines + "\n}\n}");
        case "HTTP_GET", "SSL_GET" ->
            SERVER.formatted(block + " {\nurl {\npath /\n}\n" + lines + "\n}");
        case "MISC_CHECK" -> SERVER.formatted(block + " {\nmisc_path /bin/true\n" + lines + "\n}");
        case "FILE_CHECK" -> SERVER.formatted(block + " {\ntrack_file load\n" + lines + "\n}");
        case "BFD_CHECK" -> SERVER.formatted(block + " {\nname session\n" + lines + "\n}");
        default -> SERVER.formatted(block + " {\n" + lines + "\n}");
      };
    }
  }

  /** Returns a text that is the same for two trees that mean the same. */
  private static String canonical(Tree tree) {
    return switch (tree) {
      case Tree.Text text -> '"' + text.text() + '"';
      case Tree.Items items ->
          items.items().stream()
              .map(KeywordWalkTest::canonical)
              .collect(Collectors.joining(",", "[", "]"));
      case Tree.Mapping mapping ->
          mapping.members().entrySet().stream()
              .map(member -> member.getKey() + ":" + canonical(member.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
    };
  }

  private static List<PlaceOfKeyword> places() {
    try (var in = KeywordWalkTest.class.getResourceAsStream("places.txt")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(PlaceOfKeyword::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Keyword> table() {
    return KeepalivedConf.keywords().stream()
        .collect(Collectors.toMap(k -> k.block() + " " + k.name(), k -> k));
  }

  /** Returns the row of a place. */
  private static @Nullable Keyword entry(Map<String, Keyword> table, PlaceOfKeyword place) {
    return table.get(place.vocabulary() + " " + place.name());
  }

  @Test
  void thePlacesAreThoseOfKeepalived() {
    var places = places();
    assertThat(places).hasSize(533);
    assertThat(places.stream().map(PlaceOfKeyword::place)).doesNotHaveDuplicates();
    assertThat(places.stream().map(PlaceOfKeyword::name).distinct()).hasSize(363);
    for (var place : places) {
      assertThat(place.statement()).matches("\\Q" + place.name() + "\\E( .*)?");
      assertThat(place.becomes()).isIn("carried", "harmless");
    }
  }

  @Test
  void noneIsUnknown() {
    var table = table();
    var unknown = new TreeSet<String>();
    for (var place : places()) {
      if (entry(table, place) == null) {
        unknown.add(place.place());
      }
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void thePageSaysOfEachWhatBecomesOfIt() throws IOException {
    var rows = Files.readAllLines(Path.of("../docs/keepalived.md"));
    var absent = new TreeSet<String>();
    for (var place : places()) {
      boolean stands =
          rows.stream()
              .anyMatch(row ->
                  row.startsWith("| " + place.vocabulary() + " |")
                      && row.contains("`" + place.name() + "`"));
      if (!stands) {
        absent.add(place.place());
      }
    }
    assertThat(absent).isEmpty();
  }

  @Test
  void noneIsKnownWhereKeepalivedDoesNotKnowIt() {
    var others = new TreeSet<>(table().keySet());
    places().forEach(place -> others.remove(place.vocabulary() + " " + place.name()));
    assertThat(others).isEmpty();
  }

  @Test
  void eachIsCarriedOrHasItsReason() throws IOException {
    var table = table();
    var found = new ArrayList<PlaceOfKeyword>();
    var wrong = new TreeSet<String>();
    var silent = new HashSet<String>();
    for (var place : places()) {
      boolean has = place.hasEffect();
      boolean carried = place.becomes().equals("carried");
      if (has != carried) {
        wrong.add(place.place() + (has ? " has an effect" : " has no effect"));
      }
      var keyword = entry(table, place);
      if (!has
          && keyword != null
          && keyword.isCarried()
          && isSaidToAct(keyword)
          && !ACT_OTHERWISE.contains(place.place())) {
        silent.add(place.place() + " becomes " + keyword.becomes());
      }
      found.add(
          new PlaceOfKeyword(
              place.block(),
              place.name(),
              has ? "carried" : carried ? "missing" : place.becomes(),
              place.beside(),
              place.statement()));
    }
    if ("rewrite".equals(System.getProperty("holdfast.docs"))) {
      Files.write(FILE, found.stream().map(PlaceOfKeyword::line).toList());
      return;
    }
    assertThat(wrong).isEmpty();
    assertThat(silent).isEmpty();
  }

  /** Keywords whose effect is not in the translation, or not in this form of their block. */
  private static final Set<String> ACT_OTHERWISE =
      Set.of("global_defs include_check", "HTTP_GET url tls_compliant");

  private static boolean isSaidToAct(Keyword keyword) {
    return !keyword.becomes().startsWith("nothing: ") && !keyword.becomes().startsWith("always on");
  }
}
