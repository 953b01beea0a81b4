package org.holdfast.agent.config.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import org.holdfast.agent.config.keepalived.KeepalivedConf;
import org.holdfast.agent.config.keepalived.Keyword;

/** The page about the change from keepalived. */
final class MigrationPage {

  private MigrationPage() {}

  /** The page, in Markdown. */
  static String markdown() {
    var page = new StringBuilder(INTRODUCTION);
    page.append("\n## Keywords that are not carried over\n\n");
    table(page, "why", keywords(false), Keyword::reason);
    page.append("\n## Keywords that are carried over\n\n");
    table(page, "becomes", keywords(true), Keyword::becomes);
    return page.toString();
  }

  private static List<Keyword> keywords(boolean carried) {
    return KeepalivedConf.keywords().stream()
        .filter(keyword -> keyword.isCarried() == carried)
        .toList();
  }

  private static void table(
      StringBuilder page, String heading, List<Keyword> keywords, Function<Keyword, String> text) {
    page.append("| block | keywords | ").append(heading).append(" |\n|---|---|---|\n");
    var rows = new LinkedHashMap<List<String>, StringBuilder>();
    for (var keyword : keywords) {
      var names =
          rows.computeIfAbsent(
              List.of(keyword.block(), text.apply(keyword)), _ -> new StringBuilder());
      names.append(names.isEmpty() ? "`" : ", `").append(keyword.name()).append('`');
    }
    rows.forEach((row, names) ->
        page.append("| ")
            .append(row.get(0))
            .append(" | ")
            .append(names)
            .append(" | ")
            .append(row.get(1))
            .append(" |\n"));
  }

  private static final String INTRODUCTION =
      """
      # From keepalived

      `holdfast run -c /etc/keepalived/keepalived.conf` runs keepalived's file as it is, and `holdfast check -c` checks
      it: the first line that belongs to one of the two languages alone tells them apart. Generated in part from the
      table of keywords that the agent reads the file by; do not edit.

      ## To swap a director

      1. `holdfast check -c /etc/keepalived/keepalived.conf` says what is wrong, what is mended as keepalived mends it,
         and what has no counterpart. Look at the last kind: a line below says why, and what to do instead.
      2. On the backup: `systemctl stop keepalived`, then `holdfast run -c /etc/keepalived/keepalived.conf`. Both speak the
         same protocol with the same defaults, so that one director of each kind is a pair like any other.
      3. `holdfast status` on it: BACKUP, and the packets of the master are counted. Let it take over, then do the same
         with the other director.
      4. When you like: `holdfast convert /etc/keepalived/keepalived.conf > /etc/holdfast/holdfast.yaml`. The YAML makes the
         same configuration; what was mended, left out or not carried over stands in it as a comment in its place. With
         `--strict` the exit status is 1 if there is such a comment.

      ## What is the same

      - The language: double quotes (single quotes and backslashes have a meaning only in commands), `#` and `!`, blocks,
        `include` and its relatives, `@id` and `@^id` (the id is the host's name up to its first dot, unless `--config-id`
        gives another), `$NAME=value` over several lines too, with comments, `@id` lines, definitions and sequences in it,
        `${_PWD}`, `${_INSTANCE}`, `${_RANDOM}`, `${_ENV NAME}`, `${_HASH}`, `${_BANG}`, `~SEQ`, `~SEQx`, `~LST`. Each of
        them may stand in an `include`, which never stops the start when it finds nothing.
      - Defaults: a check every 60 s with 5 s to connect, HTTP checks in version 1.0 with 3 s before a retry, certificates
        that nobody looks at, version 2, five announcements and five more after 5 s.
      - The start: the first failed check after the start takes its server out at once, without retries; see
        [health-checks.md](health-checks.md#timing).
      - Repairs: an unknown keyword, a value out of range, a missing brace (one is supplied behind a keyword with a block,
        and one behind any other word is ignored), a track of what does not exist, a quorum that the weights cannot reach
        and the like are warned of, with the line, and mended as keepalived mends them.
      - One bad value does not refuse the file: what the agent cannot use is left out with a warning at its line, together
        with what makes no sense without it, and the rest is served.

      ## What differs

      - An instance without a virtual router id or an interface, two instances with one id on a link, and a keyword such
        as `priority` without its value stop the agent, as they end keepalived, and so does an authentication that cannot
        be read: nothing of the file is applied then.
      - An interface that does not exist puts its instances into FAULT until it appears; keepalived without
        `dynamic_interfaces` does not start.
      - An address that another program removes is put back; keepalived gives the mastership up.
      - A virtual route or rule that another program removes is put back, and the mastership stays; keepalived 2.2 gives
        the mastership up, and does not notice that a route without an interface is gone.
      - A master that stops serves on until its successor is heard.
      - All URLs of an HTTP check are requested in each run; keepalived requests one in each.
      - A time limit holds for a whole check; keepalived's starts again at every read.
      - A command that others than root can change is not run, with or without `enable_script_security`; keepalived runs
        it where that keyword is missing.
      - A virtual server has one family: a group with addresses of both becomes two virtual servers.
      - A check without a port, of a server without a port, uses the usual port (80, 443, 25, 53); keepalived uses 0 and fails.
      - An instance with IPv6 addresses and `version 2` uses version 3; keepalived sends version 2.
      """;
}
