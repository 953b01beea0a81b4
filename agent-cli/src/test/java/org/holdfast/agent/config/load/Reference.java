package org.holdfast.agent.config.load;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.holdfast.agent.config.keepalived.KeepalivedWords;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.MapType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.Keywords;
import org.jspecify.annotations.Nullable;

/** The reference page of the configuration. */
final class Reference {

  private final StringBuilder page = new StringBuilder();
  private final Set<Section> written = new LinkedHashSet<>();

  private Reference() {}

  /** The page, in Markdown. */
  static String markdown() {
    var reference = new Reference();
    reference.page.append(
        """
        # Configuration reference

        The configuration is one YAML file. This page is generated from the table of keywords with
        which the agent reads the file; do not edit the page.

        ```yaml
        router-id: lvs1
        vrrp:
          scripts:
            web-alive: {command: [/usr/bin/curl, -fsS, "http://127.0.0.1/healthz"], interval: 2s}
          track-processes:
            nginx: {command: nginx, terminate-delay: 500ms}
          instances:
            VI_1:
              interface: eth0
              virtual-router-id: 51
              priority: 150
              addresses: [203.0.113.10/24]
              track: {interfaces: [eth1], scripts: [{script: web-alive, weight: -60}], processes: [nginx]}
              notify: {any: [/etc/holdfast/on-change]}
        ```

        A file with an error anywhere is not applied at all. All errors are reported at once, one per
        line, as `FILE:LINE:COLUMN: error: WHERE: WHAT`. Warnings have the same form, and a file with
        warnings is applied.

        - Every key is written in kebab-case; an unknown or a repeated key is an error.
        - A value is read as its key requires: `010`, `1:20` and `no` have no meaning of their own.
          Booleans are `true` or `false`; `yes`, `no`, `on` and `off` mean the same.
        - A time has a unit (`us`, `ms`, `s`, `m`, `h`) and may have a fraction: `100ms`, `1.5s`, `2m`.
          `0` needs no unit.
        - A command is a list of arguments, or one text that is split at blanks; quotes keep words
          together. The program is an absolute path and runs without a shell. Commands that report
          changes may also name their user: `{command: [/bin/x, a], user: nobody, group: nogroup}`.
        - Anchors, aliases and merge keys (`<<: *anchor`) work; tags do not.
        - `docs/holdfast.schema.json` is the same table as a JSON Schema: if a file begins with
          `# yaml-language-server: $schema=PATH/holdfast.schema.json`, the editor completes and checks it.

        """);
    reference.write(Keywords.ROOT);
    return reference.page.toString().stripTrailing() + "\n";
  }

  private void write(Section section) {
    if (!written.add(section)) {
      return;
    }
    page.append("## ").append(section.name()).append("\n\n").append(section.about()).append('\n');
    if (section.shorthand() != null) {
      page.append("The value of `")
          .append(section.shorthand())
          .append("` alone may stand for the whole mapping.\n");
    }
    page.append("\n| key | value | default | meaning | keepalived |\n|---|---|---|---|---|\n");
    for (var key : section.keys()) {
      row(key);
    }
    page.append('\n');
    for (var key : section.keys()) {
      var below = sectionIn(key.type());
      if (below != null) {
        write(below);
      }
    }
  }

  private void row(Key<?> key) {
    var below = sectionIn(key.type());
    var value = below == null ? key.type().expected() : kind(key.type()) + link(below);
    page.append("| `")
        .append(key.name())
        .append("` | ")
        .append(value)
        .append(" | ")
        .append(standard(key))
        .append(" | ")
        .append(key.meaning())
        .append(" | ")
        .append(words(key))
        .append(" |\n");
  }

  private static String words(Key<?> key) {
    return KeepalivedWords.of(key).stream()
        .map(word -> "`" + word + "`")
        .collect(Collectors.joining(", "));
  }

  private static String standard(Key<?> key) {
    if (key.required()) {
      return "**required**";
    }
    return key.standard() == null ? key.otherwise() : "`" + key.standard() + "`";
  }

  private static String kind(ValueType<?> type) {
    if (type instanceof ListType<?> list) {
      return list.takesOne() ? "one or a list of " : "a list of ";
    }
    return type instanceof MapType ? "by name, " : "";
  }

  private static String link(Section section) {
    return "["
        + section.name()
        + "](#"
        + section.name().toLowerCase(Locale.ROOT).replace(' ', '-')
        + ")";
  }

  static @Nullable Section sectionIn(ValueType<?> type) {
    if (type instanceof Section section) {
      return section;
    }
    if (type instanceof ListType<?> list) {
      return sectionIn(list.element());
    }
    return type instanceof MapType<?> map ? sectionIn(map.element()) : null;
  }
}
