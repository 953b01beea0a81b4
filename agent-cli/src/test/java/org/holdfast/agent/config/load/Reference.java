package org.holdfast.agent.config.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.agent.config.keepalived.KeepalivedWords;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.MapType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.Keywords;
import org.jspecify.annotations.Nullable;

/**
 * The reference page of the configuration. Each chapter is an example and one table. A row that
 * several blocks have in common is there once and names them all; neighbouring keys with the same
 * value and default share a row.
 */
final class Reference {

  private static final String INTRODUCTION =
      """
      # Configuration reference

      The configuration is one YAML file. This page is generated from the table of keywords with which the agent reads the file; do
      not edit the page. Each example is a whole file, and a test gives it to the agent. `holdfast.yaml(5)` lists the same keys block
      by block; `docs/holdfast.schema.json` is the same table as a JSON Schema: if a file begins with
      `# yaml-language-server: $schema=PATH/holdfast.schema.json`, the editor completes and checks it.

      A file with an error anywhere is not applied at all. `holdfast check` reports all errors at once, one per line, as
      `FILE:LINE:COLUMN: error: WHERE: WHAT`. Warnings have the same form, and a file with warnings is applied.

      - An unknown or a repeated key is an error. Anchors, aliases and merge keys (`<<: *anchor`) work; tags do not.
      - A value is read as its key requires: `010`, `1:20` and `no` have no meaning of their own. Booleans are `true` or `false`;
        `yes`, `no`, `on` and `off` mean the same.
      - **time**: a number with a unit (`us`, `ms`, `s`, `m`, `h`) and perhaps a fraction: `100ms`, `1.5s`, `2m`. `0` needs no unit.
      - **command**: a list of arguments, or one text that is split at blanks; quotes keep words together. The program is an absolute
        path and runs without a shell. Where a user may be named: `{command: [/bin/x, a], user: nobody, group: nogroup}`.
      - **interface**: the name of a link, at most 15 characters. **name**: at most 255 characters. **IP address**: IPv4 or IPv6.
      - The column "block" says to which mapping a key belongs. Where a block has a short form, `addresses: [10.0.0.1/24]` for
        `addresses: [{address: 10.0.0.1/24}]`, the value says "or its `address` alone". Keys in one row have the same value and default;
        their keywords in keepalived follow in the same order.

      """;

  private static final String FURTHER_PAGE =
      """
      # %s

      This page goes on with [configuration.md](configuration.md), which explains the columns. It is generated from the same table.

      """;

  /** A page of the reference. */
  enum Page {
    ALL_ELSE("configuration.md", INTRODUCTION),
    CHECKS("check-keys.md", FURTHER_PAGE.formatted("The keys of checks")),
    ROUTES("routes-and-rules.md", FURTHER_PAGE.formatted("Routes and rules"));

    private final String file;
    private final String introduction;

    Page(String file, String introduction) {
      this.file = file;
      this.introduction = introduction;
    }

    private List<Chapter> chapters() {
      return switch (this) {
        case ALL_ELSE -> Chapter.REFERENCE;
        case CHECKS -> Chapter.CHECKS;
        case ROUTES -> Chapter.ROUTES;
      };
    }

    String file() {
      return file;
    }

    /** The page in Markdown. */
    String markdown() {
      return new Reference(this).written();
    }

    static Page of(Chapter chapter) {
      return Stream.of(values())
          .filter(page -> page.chapters().contains(chapter))
          .findFirst()
          .orElseThrow();
    }
  }

  private static final String TRACKED = "tracked ";

  /** The checks that packets of the network answer, and those among them that can be tracked. */
  static final Map<String, List<String>> FAMILIES = families();

  private static Map<String, List<String>> families() {
    var kinds = List.of("tcp", "http", "https", "smtp", "dns", "udp", "ping", "agent");
    var families = new LinkedHashMap<String, List<String>>();
    families.put("network checks", kinds.stream().map(kind -> kind + " check").toList());
    families.put(
        "tracked checks",
        kinds.stream()
            .filter(kind -> !kind.equals("agent"))
            .map(kind -> TRACKED + kind + " check")
            .toList());
    return families;
  }

  private final StringBuilder text = new StringBuilder();
  private final Map<Section, Chapter> chapters = new LinkedHashMap<>();

  private final Page page;

  private Reference(Page page) {
    this.page = page;
    var all = sections();
    for (var chapter : Chapter.all()) {
      for (var root : chapter.roots()) {
        all.stream()
            .filter(section -> section.name().equals(root))
            .findFirst()
            .ifPresentOrElse(
                section -> chapters.put(section, chapter),
                () -> {
                  throw new IllegalStateException("no section is called " + root);
                });
      }
    }
    for (var entry : new LinkedHashMap<>(chapters).entrySet()) {
      below(entry.getKey()).forEach(section -> spread(section, entry.getValue()));
    }
  }

  private void spread(Section section, Chapter chapter) {
    if (chapters.putIfAbsent(section, chapter) == null) {
      below(section).forEach(next -> spread(next, chapter));
    }
  }

  private String written() {
    text.append(page.introduction);
    page.chapters().forEach(this::write);
    return text.toString().stripTrailing() + "\n";
  }

  /** Returns the sections that the chapter describes. */
  static List<Section> sectionsOf(Chapter chapter) {
    return new Reference(Page.of(chapter)).in(chapter);
  }

  private List<Section> in(Chapter chapter) {
    return chapters.entrySet().stream()
        .filter(entry -> entry.getValue().equals(chapter))
        .map(Map.Entry::getKey)
        .toList();
  }

  private void write(Chapter chapter) {
    text.append("## ").append(chapter.title()).append("\n\n").append(chapter.about());
    text.append("\n\n```yaml\n").append(chapter.example()).append("```\n\n");
    text.append("| key | block | value | default | meaning | keepalived |\n");
    text.append("|---|---|---|---|---|---|\n");
    var blocksOf = new LinkedHashMap<Row, List<String>>();
    for (var section : in(chapter)) {
      for (var key : section.keys()) {
        blocksOf.computeIfAbsent(row(chapter, key), _ -> new ArrayList<>()).add(section.name());
      }
    }
    var lines = new ArrayList<Line>();
    blocksOf.forEach((row, blocks) -> {
      var line = new Line(named(blocks), List.of(row));
      if (!lines.isEmpty() && lines.getLast().takes(line)) {
        line = lines.removeLast().with(row);
      }
      lines.add(line);
    });
    lines.forEach(line -> text.append(line.text()));
    text.append('\n');
  }

  /** Returns the names of blocks; one name stands for a family of checks, or all of it but one. */
  private static String named(List<String> blocks) {
    var left = new LinkedHashSet<>(blocks);
    var families = new ArrayList<String>();
    for (var family : FAMILIES.entrySet()) {
      var missing = new ArrayList<>(family.getValue());
      missing.removeAll(left);
      if (missing.size() <= 1) {
        left.removeAll(family.getValue());
        families.add(family.getKey() + (missing.isEmpty() ? "" : " but " + missing.getFirst()));
      }
    }
    var names = new ArrayList<String>();
    for (var block : left) {
      if (left.contains(TRACKED + block)) {
        names.add(block + " (tracked too)");
      } else if (!block.startsWith(TRACKED) || !left.contains(block.substring(TRACKED.length()))) {
        names.add(block);
      }
    }
    names.addAll(families);
    return String.join(", ", names);
  }

  private record Row(String key, String value, String standard, String meaning, String words) {

    String name() {
      return "`" + key + "`";
    }
  }

  /** Neighbouring rows that differ in their keys and meanings only. */
  private record Line(String blocks, List<Row> rows) {

    /** The longest text of several meanings in one cell, and the longest for each of them. */
    private static final int MOST = 300;

    private static final int MOST_EACH = 90;

    boolean takes(Line next) {
      var ours = rows.getFirst();
      var theirs = next.rows.getFirst();
      return blocks.equals(next.blocks)
          && ours.value.equals(theirs.value)
          && ours.standard.equals(theirs.standard)
          && ours.words.isEmpty() == theirs.words.isEmpty()
          && with(theirs).isBrief();
    }

    private boolean isBrief() {
      return haveOneMeaning() || meaning().length() <= Math.min(MOST, rows.size() * MOST_EACH);
    }

    Line with(Row row) {
      return new Line(blocks, Stream.concat(rows.stream(), Stream.of(row)).toList());
    }

    private boolean haveOneMeaning() {
      return rows.stream().map(Row::meaning).distinct().count() == 1;
    }

    private String meaning() {
      return haveOneMeaning()
          ? rows.getFirst().meaning
          : joined(". ", row -> row.name() + ": " + row.meaning);
    }

    private String joined(String mark, Function<Row, String> part) {
      return rows.stream().map(part).collect(Collectors.joining(mark));
    }

    String text() {
      var row = rows.getFirst();
      var words = row.words.isEmpty() ? "" : joined("; ", Row::words);
      var keys = joined(", ", Row::name);
      return "| "
          + String.join(" | ", keys, blocks, row.value, row.standard, meaning(), words)
          + " |\n";
    }
  }

  private Row row(Chapter chapter, Key<?> key) {
    var below = sectionIn(key.type());
    if (below != null
        && FAMILIES.getOrDefault("tracked checks", List.of()).contains(below.name())) {
      return new Row(
          key.name(),
          "one or a list of " + linked("tracked checks", Chapter.CHECKS.getFirst()),
          standard(key),
          "the checks of this kind that the instance watches",
          "");
    }
    return new Row(
        key.name(),
        below == null ? brief(key.type().expected()) : kind(key.type()) + link(chapter, below),
        standard(key),
        key.meaning(),
        words(key));
  }

  /** Returns the value's description in the words that the introduction explains. */
  private static String brief(String expected) {
    return expected
        .replace("a whole number from ", "")
        .replace("a time from ", "time, ")
        .replace(", such as 1s or 100ms", "")
        .replace("the name of an interface, at most 15 characters", "interface")
        .replace("a name of at most 255 characters", "name")
        .replace("a program's absolute path and its arguments, as a list or as one text", "command")
        .replace(", or a mapping of command, user and group", ", perhaps with a user")
        .replace("an IPv4 or IPv6 address of a host", "IP address")
        .replace(
            "an IPv4 or IPv6 address, such as 203.0.113.10/24 or 2001:db8::10/64",
            "IP address with a length, such as 10.0.0.1/24")
        .replace(
            "an address with an optional port, such as 10.0.0.1:80 or [2001:db8::1]:80",
            "IP address, perhaps with a port")
        .replace("the absolute path of a file", "absolute path");
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

  /** Names a block; one in another chapter with a link to that. */
  private String link(Chapter from, Section section) {
    var to = Objects.requireNonNull(chapters.get(section));
    var name = from.equals(to) ? section.name() : linked(section.name(), to);
    var shorthand = section.shorthand();
    return shorthand == null ? name : name + ", or its `" + shorthand.name() + "` alone";
  }

  private String linked(String words, Chapter to) {
    var other = Page.of(to);
    return "[%s](%s#%s)".formatted(words, other == page ? "" : other.file, anchor(to.title()));
  }

  private static String anchor(String title) {
    return title.toLowerCase(Locale.ROOT).replace(",", "").replace(' ', '-');
  }

  /** Returns every section of the file. */
  static Set<Section> sections() {
    var all = new LinkedHashSet<Section>();
    collect(Keywords.ROOT, all);
    return all;
  }

  private static void collect(Section section, Set<Section> into) {
    if (into.add(section)) {
      below(section).forEach(next -> collect(next, into));
    }
  }

  private static List<Section> below(Section section) {
    var below = new ArrayList<Section>();
    for (var key : section.keys()) {
      var next = sectionIn(key.type());
      if (next != null) {
        below.add(next);
      }
    }
    return below;
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
