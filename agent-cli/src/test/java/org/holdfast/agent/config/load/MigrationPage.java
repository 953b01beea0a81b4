package org.holdfast.agent.config.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import org.holdfast.agent.config.keepalived.KeepalivedConf;
import org.holdfast.agent.config.keepalived.Keyword;

/** Generates the documentation page on migrating from keepalived. */
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
      # Migrating from keepalived

      `holdfast run -c /etc/keepalived/keepalived.conf` runs keepalived's file as it is, and `holdfast check -c` checks it.
      The language of a file is recognised by its first line that is valid in only one of the two. This page is partly
      generated from the agent's table of keywords; do not edit it.

      ## Replacing a director

      [migration.md](migration.md) gives the steps for a pair, and the way back. `holdfast migrate` translates the file and reports
      what differs; `holdfast convert` only prints the translation: repaired, omitted and unsupported statements appear as comments in
      their places, and with `--strict` the exit status is 1 if there is such a comment. The file's own comments stay with the
      statements that they stand before, beside or behind.

      ## The command keepalived

      What calls `keepalived` by name finds the packages' `/usr/lib/holdfast/bin/keepalived`, which translates the options:
      Ansible's `validate: keepalived -t -f %s`, Puppet, init scripts, containers. It does not replace Debian's program; link
      it to where it is called, and called by the name `genhash` it is `holdfast genhash`:

      ```sh
      ln -s /usr/lib/holdfast/bin/keepalived /usr/local/sbin/keepalived
      ln -s /usr/lib/holdfast/bin/keepalived /usr/local/bin/genhash
      ```

      | option | becomes |
      |---|---|
      | `-f` | `--config`; without it `/etc/keepalived/keepalived.conf` |
      | `-t` | `holdfast check --as-keepalived`: status 0; 2 where keepalived would not start; 4 no such file; 5 an error, or what keepalived mends; 6 commands without `enable_script_security`, or with `-e` an include without a file |
      | `-n` | `holdfast run --as-keepalived` in the foreground; without it a daemon that logs by logger(1) with the facility of `-S` |
      | `-P`, `-C` | `--vrrp-only`, `--checks-only` |
      | `-V`, `-I` | `--keep-addresses`, `--keep-ipvs` |
      | `-D`, `-a`, `-e`, `-i`, `-s`, `-p`, `-m` | `--log-detail`, `--log-addresses`, `--all-config`, `--config-id`, `--net-namespace`, `--pid-file`, `--core-dump` |
      | `-x`, `-A` | `--snmp`, `--snmp-socket` |
      | `-R` | no `--supervise`, without which the agent is not started again; systemd starts it again itself |
      | `-d` | `holdfast convert --defaults` is printed first |
      | `-u`, `-T`, `--signum`, `-v`, `-h` | the same |
      | `-g FILE`, `-l`, `-G` | the whole log is appended to FILE (`/tmp/keepalived.log` without one), as the agent is one process; `-l` for standard error too; `-G`: no syslog |
      | `-B`, `-b`, `-c`, `-r`, `-X`, `-M`, `--all` | accepted; a line on standard error says why it has no effect |

      `holdfast run --as-keepalived` writes `/run/keepalived.pid` and, on keepalived's signals, its files in `/tmp`
      ([notifications.md](notifications.md#signals-files-namespace)), unless the configuration names others. In `check -t` an
      empty or missing file is an error here, and so is a command that users other than root can modify.

      ## What is the same

      - The language: double quotes (single quotes and backslashes are special only in commands), `#` and `!`, blocks,
        `include` and its variants, `@id` and `@^id` (the id is the host's name up to its first dot, unless `--config-id`
        gives another), `$NAME=value`, also over several lines that may contain comments, `@id` lines, definitions and
        sequences, `${_PWD}`, `${_INSTANCE}`, `${_RANDOM}`, `${_ENV NAME}`, `${_HASH}`, `${_BANG}`, `~SEQ`, `~SEQx`, `~LST`.
        Each of them may be used in an `include`. An `include` without a match prevents the start only with `--all-config`.
      - The defaults: a check every 60 s with 5 s to connect, HTTP checks in version 1.0 with 3 s before a retry,
        certificates are not verified, version 2, five announcements and five more after 5 s.
      - The start: the first failed check after the start removes its server at once, without retries; see
        [health-checks.md](health-checks.md#timing).
      - An address without a prefix length is a host's: /32 in IPv4, /128 in IPv6. `check` does not remark on it.
      - Repairs: the following are reported with their line and repaired as keepalived does: an unknown keyword, a value out
        of range, a missing brace (inserted after a keyword that takes a block), a superfluous brace (ignored), tracking an
        object that does not exist, and a quorum that the weights cannot reach.
      - A bad value does not invalidate the file: statements that the agent cannot use, and those that depend on them, are
        skipped with a warning at their line, and the rest is served. Messages about the file name keepalived's keywords.

      ## What differs

      - The following prevent the agent from starting, as they end keepalived: an instance without a virtual router id or an
        interface, two instances with one id on a link, a keyword such as `priority` without its value, and authentication
        that cannot be read. Nothing in the file is then applied.
      - An interface that does not exist puts its instances into FAULT until it appears; keepalived without
        `dynamic_interfaces` does not start.
      - If the link beneath a virtual MAC address is renamed, both remove the macvlan link, are in FAULT, and use the next link
        that gets the name. keepalived leaves its settings (`arp_ignore`, `arp_filter`) on the renamed link, and on a link that
        has been renamed or created again they stay when it stops; here they are restored. keepalived 2.2 stays BACKUP for good
        if the link gets its name back without having been down; here the instance becomes master.
      - An address that another program removes is put back; keepalived gives up mastership.
      - A virtual route or rule that another program removes is put back, and the instance stays master. keepalived 2.2 gives
        up mastership, and does not notice that a route without an interface is gone.
      - Routes and rules are marked with the agent's number, 72, instead of keepalived's, 18. A direct IPv4 route without
        `scope` has scope link, as with `ip route`; keepalived gives it scope global, so that the kernel refuses gateways
        behind it, and refuses `local`, `broadcast` and `anycast` routes without `scope`.
      - `dev` together with `or` or `nexthop` counts for each next hop; the kernel refuses keepalived's form. A single port
        after `sport` or `dport` counts, with a warning; keepalived 2.2 adds the rule without it. `inet` and `inet6` do not hide the word
        after them, as in keepalived 2.2.
      - `append`, `prepend` and `add` have the meaning of `ip route`.
      - A static route without an interface is put back too; keepalived 2.2 does not notice that it is gone. An address, route
        or rule of a `track_group` that cannot be put back is a fault after 50 ms.
      - A stopping master continues to serve until it hears its successor.
      - Each run of an HTTP check requests all URLs; keepalived requests one in each run.
      - A timeout covers the whole check; keepalived restarts it at every read.
      - A command that users other than root can modify is not run, with or without `enable_script_security`; keepalived runs
        it without that keyword.
      - When a real-time thread exceeds `vrrp_rlimit_rttime`, the kernel kills keepalived's process, and its parent starts
        another one. The agent logs the reason and hands over before it ends, and systemd starts it again.
      - A virtual server has one family: a group with addresses of both becomes two virtual servers.
      - With `nftables_ipvs`, an entry of a group without a port stands for every port, as it does without `nftables_ipvs`;
        keepalived then gives the mark only to packets to port 0.
      - A check of a server without a port uses the usual port (80, 443, 25, 53) if it has none of its own; keepalived
        connects to port 0 and fails.
      - An instance with IPv6 addresses and `version 2` uses version 3; keepalived sends version 2.
      """;
}
