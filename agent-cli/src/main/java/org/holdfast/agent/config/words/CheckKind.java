package org.holdfast.agent.config.words;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.Section;
import org.holdfast.health.Probe;
import org.jspecify.annotations.Nullable;

/** The kinds of checks. The names are the keys of which a check has exactly one. */
public enum CheckKind {
  TCP("tcp", ProbeKeywords.TCP, 1, "a connection is accepted"),
  HTTP("http", HttpKeywords.HTTP, 1, "an HTTP request gets the expected answer"),
  HTTPS("https", HttpKeywords.HTTPS, 1, "an HTTPS request gets the expected answer"),
  SMTP("smtp", ProbeKeywords.SMTP, 1, "a mail server sends its greeting and answers ours"),
  DNS("dns", ProbeKeywords.DNS, 3, "a name server answers a query"),
  UDP("udp", ProbeKeywords.UDP, 1, "a datagram is not refused by ICMP, or is answered"),
  PING("ping", ProbeKeywords.PING, 1, "an echo request is answered"),
  AGENT("agent", ProbeKeywords.AGENT, 1, "the server reports its own state"),
  SCRIPT("script", ProbeKeywords.SCRIPT, 0, "a program succeeds"),
  FILE("file", ProbeKeywords.FILE, 0, "a number in a file changes the server's weight"),
  BFD("bfd", ProbeKeywords.BFD, 0, "a BFD session is up");

  @SuppressWarnings("ImmutableEnumChecker") // a key is immutable, which the checker cannot see
  private final Key<Fields> key;

  private final int retries;

  CheckKind(String name, Section section, int retries, String meaning) {
    this.key = Key.optional(name, section, "one of these", meaning);
    this.retries = retries;
  }

  public Key<Fields> key() {
    return key;
  }

  /** Returns the section under {@link #key}: the keys of this kind, without the timing. */
  public Section section() {
    return (Section) key.type();
  }

  /** Returns the default number of retries, as in keepalived. */
  public int retries() {
    return retries;
  }

  /**
   * Whether changes of the checked object are reported to the agent, so that the check has no
   * schedule.
   */
  public boolean isReported() {
    return this == FILE || this == BFD;
  }

  /**
   * Whether instances and sync groups may track such a check. Scripts, files and BFD sessions have
   * their own kinds of tracks; an agent report concerns only the server that sends it.
   */
  public boolean canBeTracked() {
    return switch (this) {
      case TCP, HTTP, HTTPS, SMTP, DNS, UDP, PING -> true;
      case AGENT, SCRIPT, FILE, BFD -> false;
    };
  }

  /**
   * Returns the kind of a check by its keys, or null if it has none or the kind's value is invalid.
   */
  public static @Nullable CheckKind of(Fields check) {
    for (var kind : values()) {
      if (check.find(kind.key) != null) {
        return kind;
      }
    }
    return null;
  }

  public static CheckKind of(Probe probe) {
    return switch (probe) {
      case Probe.Tcp _ -> TCP;
      case Probe.Http http -> http.tls() == null ? HTTP : HTTPS;
      case Probe.Smtp _ -> SMTP;
      case Probe.Dns _ -> DNS;
      case Probe.Udp _ -> UDP;
      case Probe.Ping _ -> PING;
      case Probe.Agent _ -> AGENT;
      case Probe.Script _ -> SCRIPT;
      case Probe.FileValue _ -> FILE;
      case Probe.Bfd _ -> BFD;
    };
  }

  static List<Key<Fields>> keys() {
    var keys = new ArrayList<Key<Fields>>();
    for (var kind : values()) {
      keys.add(kind.key);
    }
    return keys;
  }
}
