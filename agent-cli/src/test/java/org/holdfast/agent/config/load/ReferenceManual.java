package org.holdfast.agent.config.load;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.holdfast.agent.config.keepalived.KeepalivedWords;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.MapType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.pages.ManualPage;

/** The manual page of the configuration file, {@code holdfast.yaml(5)}. */
final class ReferenceManual {

  private static final String VIRTUAL_ADDRESS =
      """
      vrrp:
        instances:
          VI_1:
            interface: eth0
            virtual-router-id: 51
            priority: 150
            addresses: [203.0.113.10/24]
      """;

  private static final String VIRTUAL_SERVER =
      """
      virtual-servers:
        web:
          address: 203.0.113.10:80
          scheduler: wlc
          forwarding: dr
          check: {http: {path: /healthz}}
          real-servers: [10.0.0.11, 10.0.0.12]
      """;

  private static final String TRACKED_SCRIPT =
      """
      vrrp:
        scripts:
          proxy: {command: [/usr/bin/systemctl, is-active, --quiet, haproxy], interval: 2s}
        instances:
          VI_1:
            interface: eth0
            virtual-router-id: 51
            addresses: [203.0.113.10/24]
            track: {scripts: [{script: proxy, weight: -60}]}
            notify: {any: [/etc/holdfast/on-change]}
      """;

  private final ManualPage page =
      new ManualPage(
          "holdfast.yaml", 5, "File Formats Manual", "the configuration of the holdfast agent");
  private final Set<Section> written = new LinkedHashSet<>();

  private ReferenceManual() {}

  /** Returns the examples on the page, each a whole file. */
  static List<String> examples() {
    return List.of(VIRTUAL_ADDRESS, VIRTUAL_SERVER, TRACKED_SCRIPT);
  }

  /** Returns the page. */
  static String text() {
    var manual = new ReferenceManual();
    manual
        .page
        .section("DESCRIPTION")
        .paragraph(
            "The configuration of holdfast(8) is one YAML file, /etc/holdfast/holdfast.yaml by"
                + " default. A file with an error anywhere is not applied at all; holdfast check"
                + " reports all errors with their places. Times have a unit (us, ms, s, m, h):"
                + " 100ms, 1.5s. A command is a list of arguments, or one text that is split at"
                + " blanks. The agent also reads the file of keepalived, keepalived.conf(5).");
    manual
        .page
        .section("EXAMPLES")
        .paragraph("A virtual address:")
        .example(VIRTUAL_ADDRESS)
        .gap()
        .paragraph("A virtual server with two real servers:")
        .example(VIRTUAL_SERVER)
        .gap()
        .paragraph("A script that lowers the priority, and a command that reports changes:")
        .example(TRACKED_SCRIPT);
    manual.page.section("KEYS");
    manual.write(Keywords.ROOT);
    return manual
        .page
        .section("FILES")
        .item("/etc/holdfast/holdfast.yaml", "The configuration.")
        .item("/usr/share/doc/holdfast/holdfast.schema.json", "The keys as a JSON Schema.")
        .section("SEE ALSO")
        .paragraph("holdfast(8), holdfast-metrics(7), keepalived.conf(5)")
        .text();
  }

  private void write(Section section) {
    if (!written.add(section)) {
      return;
    }
    page.subsection(section.name()).paragraph(plain(section.about()));
    section.keys().forEach(this::item);
    for (var key : section.keys()) {
      var below = Reference.sectionIn(key.type());
      if (below != null) {
        write(below);
      }
    }
  }

  private void item(Key<?> key) {
    var words = String.join(", ", KeepalivedWords.of(key));
    var standard = key.standard() == null ? key.otherwise() : key.standard();
    page.item(
        key.name() + ": " + value(key.type()),
        sentence(plain(key.meaning()))
            + (key.required()
                ? " Required."
                : standard.isEmpty() ? "" : " Default: " + plain(standard) + ".")
            + (words.isEmpty() ? "" : " In keepalived.conf: " + words + "."));
  }

  private static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT)
        + text.substring(1)
        + (text.endsWith(".") ? "" : ".");
  }

  private static String value(ValueType<?> type) {
    var below = Reference.sectionIn(type);
    if (below == null) {
      return plain(type.expected());
    }
    if (type instanceof ListType<?> list) {
      return (list.takesOne() ? "one or a list of " : "a list of ") + below.name();
    }
    return (type instanceof MapType ? "by name, " : "") + below.name();
  }

  /** Removes the marks of Markdown. */
  private static String plain(String text) {
    return text.replace("`", "").replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1");
  }
}
