package org.holdfast.agent.config.keepalived;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.words.RouteKeywords;
import org.jspecify.annotations.Nullable;

/** Resolves the names of routing tables, protocols and the like as {@code ip} does. */
final class RouteTables {

  /** keepalived's keywords for the directories of names, and the directories without them. */
  static final String ETC_WORD = "iproute_etc_dir";

  static final String USR_WORD = "iproute_usr_dir";
  private static final String ETC = "/etc/iproute2";
  private static final String USR = "/usr/share/iproute2";

  private static final long LARGEST_REALM = 0xffff;

  private final HostEnvironment world;
  private final BlockTranslation global;

  /** What was found on the host, because many routes may use names. */
  private final Map<String, List<String>> matching = new HashMap<>();

  private final Map<String, List<String[]>> read = new HashMap<>();

  /**
   * @param global the translation of global_defs, which may name the directories
   */
  RouteTables(HostEnvironment world, BlockTranslation global) {
    this.world = world;
    this.global = global;
  }

  /**
   * Returns the table's number, or its name if every host knows it, or null if the table is not
   * known.
   */
  @Nullable String find(String name) {
    return List.of("main", "default", "local").contains(name)
        ? name
        : number("rt_tables", name, RouteKeywords.TABLE);
  }

  /** Returns the number of a program that adds routes, or null. */
  @Nullable String protocol(String name) {
    return number("rt_protos", name, RouteKeywords.PROTOCOL);
  }

  /** Returns the number of a scope, or its name if every host knows it, or null. */
  @Nullable String scope(String name) {
    return List.of("global", "site", "link", "host", "nowhere").contains(name)
        ? name
        : number("rt_scopes", name, RouteKeywords.SCOPE);
  }

  /** Returns the number of a TOS, or null. */
  @Nullable String tos(String name) {
    return number("rt_dsfield", name, RouteKeywords.TOS);
  }

  /** Returns the number of a group of interfaces, or null. */
  @Nullable String group(String name, Key<Long> key) {
    return number("group", name, key);
  }

  /** Returns {@code REALM} or {@code FROM/TO}, or null. */
  @Nullable String realms(String text) {
    int slash = text.indexOf('/');
    var from = slash < 0 ? null : realm(text.substring(0, slash));
    var to = realm(text.substring(slash + 1));
    if (to == null || (slash >= 0 && from == null)) {
      return null;
    }
    return from == null || from.equals("0") ? to : from + "/" + to;
  }

  private @Nullable String realm(String name) {
    var number = Numbers.parse(name);
    if (number == null) {
      number = named("rt_realms", name);
    }
    return number == null || number < 0 || number > LARGEST_REALM ? null : number.toString();
  }

  /** Returns the number of a protocol over IP, or null. */
  @Nullable String ipProtocol(String name, Key<Long> key) {
    var number = Numbers.parse(name, key);
    if (number == null && Numbers.parse(name) == null) {
      number = ipProtocolNamed(name.toLowerCase(Locale.ROOT));
    }
    return number == null ? null : number.toString();
  }

  private @Nullable Long ipProtocolNamed(String name) {
    switch (name) {
      case "icmp" -> {
        return 1L;
      }
      case "tcp" -> {
        return 6L;
      }
      case "udp" -> {
        return 17L;
      }
      default -> {}
    }
    for (var words : lines("/etc/protocols")) {
      if (words.length >= 2 && words[0].equals(name)) {
        return Numbers.parse(words[1]);
      }
    }
    return null;
  }

  private @Nullable String number(String file, String name, Key<Long> key) {
    var number = Numbers.parse(name) == null ? named(file, name) : Numbers.parse(name);
    var within = number == null ? null : Numbers.parse(number.toString(), key);
    return within == null ? null : within.toString();
  }

  /** Looks a name up in the administrator's directory, and then in that of the packages. */
  private @Nullable Long named(String file, String name) {
    for (var directory : List.of(directory(ETC_WORD, ETC), directory(USR_WORD, USR))) {
      var files = new ArrayList<String>();
      files.add(directory + "/" + file);
      files.addAll(matching(directory + "/" + file + ".d/*.conf"));
      for (var path : files) {
        for (var words : read.computeIfAbsent(path, this::lines)) {
          if (words.length >= 2 && words[1].equals(name)) {
            return Numbers.parse(words[0]);
          }
        }
      }
    }
    return null;
  }

  private String directory(String word, String standard) {
    var said = global.said(word);
    return said == null || !said.word(1).startsWith("/") ? standard : said.word(1);
  }

  private List<String> matching(String pattern) {
    var found = matching.get(pattern);
    if (found == null) {
      try {
        found = world.matching(pattern);
      } catch (IOException noNames) {
        found = List.of();
      }
      matching.put(pattern, found);
    }
    return found;
  }

  private List<String[]> lines(String file) {
    try {
      return world
          .read(file)
          .lines()
          .map(line -> line.strip().split("\\s+", -1))
          .filter(words -> !words[0].startsWith("#"))
          .toList();
    } catch (IOException noNames) {
      return List.of();
    }
  }
}
