package org.holdfast.it.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Mail relays on a node, whose output is what they hear. */
public final class MailRelay {

  private static final String OPEN =
      """
      say 220 relay
      hear
      say 250 relay
      hear
      """;

  private static final String MAIL =
      """
      say 250 ok
      hear
      say 250 ok
      hear
      say 354 go on
      hear .
      say 250 taken
      hear
      say 221 bye
      """;

  private MailRelay() {}

  /**
   * Starts a relay that takes mail only over STARTTLS and from a client with a password.
   *
   * @param certificate an {@link Authority#bundle}; the relay's script is written beside it
   */
  public static Daemon start(Node node, int port, Path certificate) {
    return start(node, port, certificate.resolveSibling("relay-talk"), talk(certificate));
  }

  /**
   * Starts a relay that takes mail from every client, without encryption.
   *
   * @param directory where the relay's script is written
   */
  public static Daemon startOpen(Node node, int port, Path directory) {
    return start(node, port, directory.resolve("talk"), OPEN + MAIL);
  }

  private static Daemon start(Node node, int port, Path file, String talk) {
    try {
      Files.writeString(file, talk);
      return ScriptedServer.start(node, "tcp:" + port + ":" + file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks for the password only after TLS is established. */
  private static String talk(Path certificate) {
    return """
    say 220 relay
    hear
    say 250-relay
    say 250 STARTTLS
    hear
    say 220 go on
    tls %s
    hear
    say 250-relay
    say 250 AUTH PLAIN
    hear
    say 235 welcome
    hear
    """
            .formatted(certificate)
        + MAIL;
  }
}
