package org.holdfast.agent.notify;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Mail by a relay.
 *
 * @param username null for no AUTH
 * @param passwordFile read for each mail, so that a password may change; null without a username
 * @param from an address such as {@code lvs1@example.org}, or a name followed by the address in
 *     angle brackets
 * @param helo the name in the greeting
 * @param timeout time limit of each step of the exchange
 * @param trust the certificates that TLS trusts
 * @param faults whether faults are also mailed
 * @param subjects who is mailed of
 */
public record MailConfig(
    String server,
    int port,
    Security security,
    @Nullable String username,
    @Nullable String passwordFile,
    String from,
    List<String> to,
    String helo,
    Duration timeout,
    TrustConfig trust,
    boolean faults,
    Subjects subjects) {

  /** The encryption of the exchange. */
  public enum Security {
    NONE,
    /** Starts in plain text; a relay that does not offer STARTTLS gets no mail. */
    STARTTLS,
    /** TLS from the first byte. */
    TLS
  }

  /**
   * Those whose turns are mailed, by name.
   *
   * @param servers as {@link #server} calls them
   */
  public record Subjects(
      Set<String> instances, Set<String> groups, Set<String> virtualServers, Set<String> servers) {

    public Subjects {
      instances = Set.copyOf(instances);
      groups = Set.copyOf(groups);
      virtualServers = Set.copyOf(virtualServers);
      servers = Set.copyOf(servers);
    }

    /** What a virtual server's server is called: {@code web/10.0.0.1:80}. */
    public static String server(String virtualServer, String server) {
      return virtualServer + '/' + server;
    }
  }

  public MailConfig {
    to = List.copyOf(to);
  }
}
