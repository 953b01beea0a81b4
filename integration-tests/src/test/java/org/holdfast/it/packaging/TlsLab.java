package org.holdfast.it.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.holdfast.it.lab.Authority;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.MailRelay;
import org.holdfast.it.lab.Nginx;
import org.holdfast.it.lab.PairLab;

/**
 * A director that talks to three servers by TLS: a mail relay and, in nginx, a web server that it
 * checks and one that receives its events. Their certificates have keys of both kinds (EC and RSA),
 * and the system's root certificates are those of the lab's authority.
 */
final class TlsLab implements AutoCloseable {
  private static final String SERVERS = "10.9.0.3";

  private final PairLab pair;
  private final Nginx nginx;
  private final Path password;
  private final Daemon relay;

  TlsLab(Path directory) throws IOException {
    pair = PairLab.open();
    var authority = new Authority(directory);
    authority.issue("ec", "IP:" + SERVERS);
    authority.issueRsa("rsa", "IP:" + SERVERS);
    pair.a()
        .lab()
        .run("mount", "--bind", authority.root().toString(), "/etc/ssl/certs/ca-certificates.crt");
    password = Files.writeString(directory.resolve("password"), "sesame\n");
    relay = MailRelay.start(pair.client(), 2525, authority.bundle("rsa"));
    nginx = new Nginx(pair.client());
    nginx.publish("/ok", "ok");
    nginx.start(
        """
        server {
          listen 8443 ssl;
          ssl_certificate %1$s/ec.pem;
          ssl_certificate_key %1$s/ec.key;
          location /hook {
            access_log %2$s;
            return 204;
          }
        }
        server {
          listen 9443 ssl;
          ssl_certificate %1$s/rsa.pem;
          ssl_certificate_key %1$s/rsa.key;
        }
        """
            .formatted(directory, hooks()));
  }

  PairLab pair() {
    return pair;
  }

  /**
   * Returns the configuration of the director; its instance is master only if the check succeeds.
   */
  String configuration() {
    return """
    router-id: lvs1
    notifications:
      mail:
        server: %1$s
        port: 2525
        security: starttls
        username: lvs1
        password-file: %2$s
        from: lvs1@example.org
        to: ops@example.org
      webhooks:
        - {url: "https://%1$s:8443/hook"}
    vrrp:
      instances:
        VI_1:
          interface: eth0
          version: 3
          virtual-router-id: 51
          advertisement-interval: 100ms
          addresses: [%3$s]
          track:
            https: {address: %1$s, port: 9443, path: /ok, interval: 500ms}
    """
        .formatted(SERVERS, password, PairLab.VIP);
  }

  /** Returns whether a mail with these words in it has arrived. */
  boolean hasMail(String words) {
    return relay.log().contains(words);
  }

  /** Returns whether an event was posted and accepted. */
  boolean hasEvent() throws IOException {
    return Files.exists(hooks())
        && Files.readString(hooks()).contains("\"POST /hook HTTP/1.1\" 204");
  }

  private Path hooks() {
    return nginx.directory().resolve("hooks");
  }

  /** Ends the web servers, so that the check fails. */
  void endWebServers() {
    nginx.kill();
  }

  @Override
  public void close() {
    pair.close();
  }
}
