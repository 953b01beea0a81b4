package org.holdfast.agent.doctor.look;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.holdfast.agent.doctor.HostFacts.ConnectionTable;
import org.holdfast.agent.doctor.Network.Bridge;
import org.holdfast.agent.doctor.Setting;
import org.holdfast.agent.doctor.Settings;
import org.holdfast.linux.route.Link;

/** Reads the kernel's files. Anything unreadable is left out. */
final class KernelFiles {

  private static final Path SETTINGS = Path.of("/proc/sys");
  private static final Path CLASS_NET = Path.of("/sys/class/net");

  /** The kernel's table of IPVS as text. */
  static final Path TABLE = Path.of("/proc/net/ip_vs");

  private static final Pattern SIZE = Pattern.compile("\\(size=(\\d{1,10})\\)");
  private static final Pattern SERVER =
      Pattern.compile("\\s*->\\s.*\\s(\\d{1,10})\\s+(\\d{1,10})\\s*");
  private static final int DROPPED_COLUMN = 1;
  private static final int LARGEST = 16 << 20;

  private static final List<String> GLOBAL =
      List.of(
          "net/ipv4/ip_forward",
          "net/ipv4/ip_nonlocal_bind",
          "net/ipv6/conf/all/forwarding",
          "net/ipv4/vs/conntrack",
          "net/ipv4/vs/expire_nodest_conn",
          "net/netfilter/nf_conntrack_count",
          "net/netfilter/nf_conntrack_max",
          "net/netfilter/nf_conntrack_buckets",
          "net/netfilter/nf_conntrack_tcp_timeout_established",
          "net/ipv4/tcp_syncookies",
          "net/ipv4/tcp_max_syn_backlog",
          "net/core/netdev_max_backlog",
          "net/core/somaxconn");

  private static final Map<String, List<String>> OF_LINKS =
      Map.of(
          "ipv4", List.of("rp_filter", "arp_ignore", "arp_announce", "promote_secondaries"),
          "ipv6", List.of("disable_ipv6", "accept_dad"));

  private KernelFiles() {}

  static Settings settings(List<Link> links) {
    var values = new HashMap<Setting, Integer>();
    GLOBAL.forEach(path -> read(values, path));
    readLink(values, "all");
    links.forEach(link -> readLink(values, link.name()));
    return new Settings(values);
  }

  private static void readLink(Map<Setting, Integer> values, String link) {
    OF_LINKS.forEach((family, names) ->
        names.forEach(name -> read(values, "net/" + family + "/conf/" + link + "/" + name)));
  }

  private static void read(Map<Setting, Integer> values, String path) {
    text(SETTINGS.resolve(path))
        .map(String::strip)
        .filter(value -> value.matches("-?\\d{1,9}"))
        .ifPresent(value -> values.put(new Setting(path), Integer.valueOf(value)));
  }

  /** Returns a file's text; empty if it cannot be read. */
  static Optional<String> text(Path file) {
    // The kernel returns a setting only in the first read, but Files.readString first reads a
    // single byte.
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(new String(in.readNBytes(LARGEST), StandardCharsets.UTF_8));
    } catch (IOException notThereOrNotOurs) {
      return Optional.empty();
    }
  }

  static List<Bridge> bridges(List<Link> links) {
    return links.stream()
        .filter(link -> Files.isDirectory(CLASS_NET.resolve(link.name()).resolve("bridge")))
        .map(link ->
            new Bridge(
                link.index(), isOn(link, "multicast_snooping"), isOn(link, "multicast_querier")))
        .toList();
  }

  private static boolean isOn(Link bridge, String name) {
    return text(CLASS_NET.resolve(bridge.name()).resolve("bridge").resolve(name))
        .filter(value -> !value.strip().equals("0"))
        .isPresent();
  }

  /**
   * Returns the number of packets dropped because of a full backlog, from /proc/net/softnet_stat,
   * which has one line of hexadecimal numbers per processor.
   */
  static long backlogDrops() {
    long drops = 0;
    for (var line : text(Path.of("/proc/net/softnet_stat")).orElse("").lines().toList()) {
      var columns = line.strip().split("\\s+", -1);
      if (columns.length > DROPPED_COLUMN) {
        drops += Long.parseLong(columns[DROPPED_COLUMN], 16);
      }
    }
    return drops;
  }

  /**
   * Returns the size of IPVS's connection table and the number of connections, from {@link #TABLE}:
   * {@code IP Virtual Server version 1.2.1 (size=4096)}, and for each server a line {@code ->
   * 0A4E000A:0050 Masq 1 12 30} that ends with the active and the inactive connections.
   */
  static Optional<ConnectionTable> connectionTable(String table) {
    var size = SIZE.matcher(table);
    if (!size.find()) {
      return Optional.empty();
    }
    long entries = 0;
    for (var line : table.lines().toList()) {
      var server = SERVER.matcher(line);
      if (server.matches()) {
        entries += Long.parseLong(server.group(1)) + Long.parseLong(server.group(2));
      }
    }
    return Optional.of(new ConnectionTable(Long.parseLong(size.group(1)), entries));
  }

  /**
   * Returns for each module whether the kernel has it or can load it; contains ip_vs modules only
   * if this is known.
   */
  static Map<String, Boolean> modules(Set<String> wanted) {
    var found = new HashMap<String, Boolean>();
    if (wanted.isEmpty()) {
      return found;
    }
    var release = text(Path.of("/proc/sys/kernel/osrelease")).orElse("").strip();
    var folder = Path.of("/lib/modules", release);
    var loadable = text(folder.resolve("modules.dep"));
    var files = loadable.orElse("") + text(folder.resolve("modules.builtin")).orElse("");
    for (var module : wanted) {
      boolean isThere =
          Files.exists(Path.of("/sys/module", module)) || files.contains("/" + module + ".ko");
      // A kernel without a module list may have the schedulers built in.
      if (isThere || loadable.isPresent() || Files.notExists(TABLE)) {
        found.put(module, isThere || (module.equals("ip_vs") && Files.exists(TABLE)));
      }
    }
    return found;
  }
}
