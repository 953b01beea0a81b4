package org.holdfast.it.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A mail relay on a node that takes mail only over STARTTLS and from a client with a password. */
public final class MailRelay {

  private MailRelay() {}

  /**
   * Starts a relay, whose output is what it hears.
   *
   * @param certificate an {@link Authority#bundle}; the relay's script is written beside it
   */
  public static Daemon start(Node node, int port, Path certificate) {
    try {
      Path talk = Files.writeString(certificate.resolveSibling("relay-talk"), talk(certificate));
      return ScriptedServer.start(node, "tcp:" + port + ":" + talk);
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
    say 250 ok
    hear
    say 250 ok
    hear
    say 354 go on
    hear .
    say 250 taken
    hear
    say 221 bye
    """
        .formatted(certificate);
  }
}
