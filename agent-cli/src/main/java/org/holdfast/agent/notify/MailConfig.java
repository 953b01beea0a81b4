package org.holdfast.agent.notify;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of mail through a relay.
 *
 * @param username null for no AUTH
 * @param passwordFile read for each mail, so that a password may change; null without a username
 * @param from an address such as {@code lvs1@example.org}, or a name followed by the address in
 *     angle brackets
 * @param helo the name in the greeting
 * @param timeout time limit of each step of the exchange
 * @param trust the certificates that TLS trusts
 * @param faults whether transitions to FAULT are also mailed
 * @param subjects the kinds of news that are mailed for an instance, group or server without its
 *     own setting
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
    Set<Subject> subjects) {

  /** The encryption of the exchange. */
  public enum Security {
    NONE,
    /**
     * Begins in plain text and switches to TLS; a relay that does not offer STARTTLS gets no mail.
     */
    STARTTLS,
    /** TLS from the first byte. */
    TLS
  }

  /** Kinds of news that are mailed. */
  public enum Subject {
    /** Transitions of instances. */
    INSTANCES,
    /** Transitions of sync groups. */
    GROUPS,
    /** Gains and losses of a quorum. */
    VIRTUAL_SERVERS,
    /** Servers that come up or go down. */
    SERVERS
  }

  public MailConfig {
    to = List.copyOf(to);
    subjects = Set.copyOf(subjects);
  }
}
