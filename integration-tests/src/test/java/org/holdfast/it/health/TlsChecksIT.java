package org.holdfast.it.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.holdfast.it.lab.Authority;
import org.holdfast.it.lab.Nginx;
import org.holdfast.it.lab.ScriptedServer;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.Test;

/** Tests certificates that a check accepts or rejects, with nginx as the server. */
final class TlsChecksIT {

  private static String servers(Path folder) {
    return """
    server {
      listen 8443 ssl;
      ssl_certificate %1$s/server.pem;
      ssl_certificate_key %1$s/server.key;
    }
    server {
      listen 9443 ssl;
      ssl_certificate %1$s/good.pem;
      ssl_certificate_key %1$s/good.key;
      ssl_client_certificate %1$s/ca.pem;
      ssl_verify_client on;
    }
    """
        .formatted(folder);
  }

  /** The reason for each rejected certificate. */
  private static final Map<String, String> REASONS =
      Map.of("expired", "expired", "other", "www.example.com", "self", "trust");

  private static String service(String name, int number, String port, String tls) {
    return """
      %s:
        address: 203.0.113.1:%d
        start: down
        check-timing: {interval: 500ms, timeout: 10s, retries: 1, retry-delay: 200ms, warmup: 0}
        check: {https: {path: /ok, host: www.example.com, tls: {%s}}}
        real-servers: ["10.9.0.10:%s"]
    """
        .formatted(name, number, tls, port);
  }

  @Test
  void aCertificateMustBeTrustedInTimeAndForTheHost() throws IOException {
    try (var lab = ServerLab.open(Tools.SERVERS)) {
      var nginx = lab.owning(new Nginx(lab.servers()));
      var authority = new Authority(nginx.directory());
      authority.issue("good", "DNS:www.example.com");
      authority.issueExpired("expired", "DNS:www.example.com");
      authority.issue("other", "DNS:mail.example.com");
      authority.issue("client", "DNS:lb.example.com");
      authority.selfSigned("self", "www.example.com");
      nginx.publish("/ok", "ok");
      use(authority, "good");
      nginx.start(servers(nginx.directory()));
      var ca = "ca: " + authority.root();
      var locked = nginx.directory().resolve("locked.key");
      lab.servers()
          .run(
              "openssl",
              "pkcs8",
              "-topk8",
              "-in",
              authority.key("client").toString(),
              "-out",
              locked.toString(),
              "-passout",
              "pass:sesame");
      lab.agent()
          .start(
              "virtual-servers:\n"
                  + service("verified", 1, "8443", ca)
                  + service("insecure", 2, "8443", "insecure: true")
                  + service("stranger", 3, "9443", ca)
                  + service(
                      "known",
                      4,
                      "9443",
                      ca
                          + ", certificate: %s, key: %s"
                              .formatted(authority.certificate("client"), authority.key("client")))
                  + service(
                      "locked",
                      5,
                      "9443",
                      ca
                          + ", certificate: %s, key: %s, key-password: sesame"
                              .formatted(authority.certificate("client"), locked)));

      lab.awaitUp("verified");
      lab.awaitUp("insecure");
      lab.awaitUp("known");
      lab.awaitUp("locked");
      lab.awaitDown(
          "stranger", "https 10.9.0.10:9443/ok: response has status 400, expected 200-299");

      for (var bad : new String[] {"expired", "other", "self"}) {
        use(authority, bad);
        nginx.restart();
        lab.await("the certificate is refused", () -> isRefused(lab, "verified"));
        System.out.println(bad + ": " + lab.server("verified").why());
        assertThat(lab.server("verified").why()).contains(REASONS.get(bad));
        lab.awaitUp("insecure");
        use(authority, "good");
        nginx.restart();
        lab.awaitUp("verified");
      }
    }
  }

  /**
   * Returns the script of a mail server that switches to TLS with this certificate, if it offers
   * TLS.
   */
  private static String mail(Path bundle) {
    return """
    say 220 mail.example.com
    hear
    say 250-mail.example.com
    say 250 STARTTLS
    hear
    say 220 go on
    tls %s
    hear
    say 250 mail.example.com
    hear
    say 221 bye
    """
        .formatted(bundle);
  }

  /** OpenSSL's default cipher suites with RSA key exchange, which only legacy checks offer. */
  private static final List<String> LEGACY_SUITES =
      List.of(
          "AES256-GCM-SHA384",
          "AES128-GCM-SHA256",
          "AES256-SHA256",
          "AES128-SHA256",
          "AES256-SHA",
          "AES128-SHA");

  /** OpenSSL's other default cipher suites for TLS 1.2 that work with an RSA certificate. */
  private static final List<String> SUITES =
      List.of(
          "ECDHE-RSA-AES256-GCM-SHA384",
          "ECDHE-RSA-CHACHA20-POLY1305",
          "ECDHE-RSA-AES128-GCM-SHA256",
          "ECDHE-RSA-AES256-SHA384",
          "ECDHE-RSA-AES128-SHA256",
          "ECDHE-RSA-AES256-SHA",
          "ECDHE-RSA-AES128-SHA",
          "DHE-RSA-AES256-GCM-SHA384",
          "DHE-RSA-CHACHA20-POLY1305",
          "DHE-RSA-AES128-GCM-SHA256",
          "DHE-RSA-AES256-SHA256",
          "DHE-RSA-AES128-SHA256",
          "DHE-RSA-AES256-SHA",
          "DHE-RSA-AES128-SHA");

  private static String server(int port, String suite, Path folder, String parameters) {
    return """
    server {
      listen %1$d ssl;
      ssl_protocols TLSv1.2;
      ssl_ciphers %2$s;
      ssl_dhparam %3$s/%4$s;
      ssl_certificate %3$s/rsa.pem;
      ssl_certificate_key %3$s/rsa.key;
    }
    """
        .formatted(port, suite, folder, parameters);
  }

  @Test
  void everyDefaultSuiteOfOpenSslWorksAndTheCertificateIsVerified() {
    try (var lab = ServerLab.open(Tools.SERVERS)) {
      var nginx = lab.owning(new Nginx(lab.servers()));
      var authority = new Authority(nginx.directory());
      authority.issueRsa("rsa", "DNS:www.example.com");
      lab.servers()
          .run("openssl", "dhparam", "-dsaparam", "-out", nginx.directory() + "/dh", "2048");
      nginx.publish("/ok", "ok");
      var servers = new StringBuilder();
      var services = new StringBuilder("virtual-servers:\n");
      var suites = new ArrayList<>(SUITES);
      suites.addAll(LEGACY_SUITES);
      for (int i = 0; i < suites.size(); i++) {
        servers.append(server(7000 + i, suites.get(i), nginx.directory(), "dh"));
        services.append(
            service(
                "s" + i,
                1 + i,
                Integer.toString(7000 + i),
                "ca: " + authority.root() + (i < SUITES.size() ? "" : ", legacy: true")));
      }
      nginx.start(servers.toString());
      lab.agent().start(services.toString());
      for (int i = 0; i < suites.size(); i++) {
        lab.awaitUp("s" + i);
      }
    }
  }

  /** Events go to a server that offers only RSA key exchange, and to one that offers more. */
  private static final String NOTIFICATIONS =
      """
      notifications:
        mail: {server: 10.9.0.10, port: 7001, security: tls, insecure: true, to: [ops@example.com]}
        webhooks:
          - {url: "https://10.9.0.10:7001/hook", insecure: true}
          - {url: "https://10.9.0.10:7002/hook", insecure: true}
      """;

  @Test
  void onlyALegacyCheckUsesRsaKeyExchangeAndNoneUsesAWeakGroup() throws IOException {
    try (var lab = ServerLab.open(Tools.SERVERS)) {
      var nginx = lab.owning(new Nginx(lab.servers()));
      var authority = new Authority(nginx.directory());
      authority.issueRsa("rsa", "DNS:www.example.com");
      var folder = nginx.directory();
      lab.servers().run("openssl", "dhparam", "-dsaparam", "-out", folder + "/dh2048", "2048");
      nginx.publish("/ok", "ok");
      nginx.start(
          server(7001, "AES128-SHA", nginx.directory(), "dh2048")
              + server(7002, "DHE-RSA-AES128-SHA", nginx.directory(), "dh2048"));
      lab.write("weak", "tls %s\nhear\n".formatted(authority.bundle("rsa")));
      lab.owning(
          ScriptedServer.startWeak(
              lab.servers(),
              lab.file("java.security"),
              "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
              "tcp:7003:" + lab.file("weak")));
      var services = new StringBuilder(NOTIFICATIONS + "virtual-servers:\n");
      for (int port = 7001; port <= 7003; port++) {
        services.append(service("plain" + port, port, "" + port, "ca: " + authority.root()));
        services.append(
            service("legacy" + port, port + 10, "" + port, "insecure: true, legacy: true"));
      }
      lab.agent().start(services.toString());
      lab.awaitUp("legacy7001");
      lab.awaitUp("plain7002");
      lab.awaitUp("legacy7002");
      for (var refused : List.of("plain7001", "plain7003", "legacy7003")) {
        lab.await("the handshake fails", () -> lab.server(refused).why().contains("TLS"));
        System.out.println(refused + ": " + lab.server(refused).why());
        assertThat(lab.server(refused).state()).isEqualTo("down");
      }
      lab.await(
          "a webhook and mail refuse the same server",
          () ->
              logs(lab, "Webhook https://10.9.0.10:7001/", "handshake_failure")
                  && logs(lab, "Mail to 10.9.0.10 failed: ", "handshake_failure")
                  && logs(lab, "Webhook https://10.9.0.10:7002/", "status 404"));
    }
  }

  @Test
  void aMailServerMustSwitchToTlsWithATrustedCertificate() {
    try (var lab = ServerLab.open(Tools.SERVERS)) {
      var authority = new Authority(lab.file(""));
      authority.issue("good", "DNS:mail.example.com");
      authority.issueExpired("expired", "DNS:mail.example.com");
      var good = mail(authority.bundle("good"));
      lab.write("mail", good);
      lab.owning(ScriptedServer.start(lab.servers(), "tcp:2525:" + lab.file("mail")));
      lab.agent()
          .start(
              """
              virtual-servers:
                mail:
                  address: 203.0.113.1:25
                  start: down
                  check-timing: {interval: 500ms, timeout: 10s, retries: 0, warmup: 0}
                  check: {smtp: {starttls: {server-name: mail.example.com, ca: %s}}}
                  real-servers: ["10.9.0.10:2525"]
              """
                  .formatted(authority.root()));
      lab.awaitUp("mail");

      lab.write("mail", mail(authority.bundle("expired")));
      lab.await("the certificate is refused", () -> isRefused(lab, "mail"));
      assertThat(lab.server("mail").why()).contains("expired");
      lab.write("mail", good);
      lab.awaitUp("mail");

      lab.write("mail", "say 220 mail.example.com\nhear\nsay 250 mail.example.com\nhear");
      lab.awaitDown("mail", "smtp 10.9.0.10:2525: does not offer STARTTLS");
    }
  }

  /** keepalived's SMTP_CHECK knows no TLS, so nothing that is converted from it needs this. */
  @Test
  void aMailServerWithoutForwardSecrecyNeedsALegacyCheck() throws IOException {
    try (var lab = ServerLab.open(Tools.SERVERS)) {
      var authority = new Authority(lab.file(""));
      authority.issueRsa("rsa", "DNS:mail.example.com");
      lab.write("mail", mail(authority.bundle("rsa")));
      lab.owning(
          ScriptedServer.startWeak(
              lab.servers(),
              lab.file("java.security"),
              "TLS_RSA_WITH_AES_128_CBC_SHA",
              "tcp:2525:" + lab.file("mail")));
      var services = new StringBuilder("virtual-servers:\n");
      for (var kind : List.of("legacy", "plain")) {
        services.append(
            """
              %s:
                address: 203.0.113.1:%d
                start: down
                check-timing: {interval: 500ms, timeout: 10s, retries: 0, warmup: 0}
                check: {smtp: {starttls: {server-name: mail.example.com, ca: %s, legacy: %b}}}
                real-servers: ["10.9.0.10:2525"]
            """
                .formatted(kind, kind.length(), authority.root(), kind.equals("legacy")));
      }
      lab.agent().start(services.toString());
      lab.awaitUp("legacy");
      lab.await(
          "the handshake of the other check fails",
          () -> lab.server("plain").why().contains("TLS alert handshake failure"));
      assertThat(lab.server("plain").state()).isEqualTo("down");
    }
  }

  private static boolean logs(ServerLab lab, String begin, String why) {
    return lab.agent().log().stream().anyMatch(line -> line.contains(begin) && line.contains(why));
  }

  private static boolean isRefused(ServerLab lab, String service) {
    return lab.server(service).state().equals("down")
        && lab.report().checks().stream().anyMatch(check -> "certificate".equals(check.failure()));
  }

  private static void use(Authority authority, String name) throws IOException {
    replace(authority.key(name), authority.key("server"));
    replace(authority.certificate(name), authority.certificate("server"));
  }

  private static void replace(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }
}
