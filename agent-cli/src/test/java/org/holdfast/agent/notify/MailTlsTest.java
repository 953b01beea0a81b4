package org.holdfast.agent.notify;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.holdfast.agent.notify.MailConfig.Security;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests mail with a relay that offers STARTTLS and, only after encryption has started, AUTH. */
class MailTlsTest {

  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-01-02T12:00:00Z"), ZoneOffset.UTC);

  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  private final ServerSocket relay;
  private @Nullable SSLContext context;
  private volatile boolean isSecureFromTheStart;
  @TempDir private Path directory;

  MailTlsTest() throws IOException {
    relay = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @BeforeEach
  void serve() throws IOException, GeneralSecurityException, InterruptedException {
    context = TlsIdentity.in(directory).context();
    Files.writeString(directory.resolve("password"), "sesame\n");
    Thread.startVirtualThread(() -> {
      while (!relay.isClosed()) {
        try (var client = relay.accept()) {
          if (isSecureFromTheStart) {
            var tls = secure(client);
            say(tls, "220 relay");
            talk(tls, true);
          } else {
            talk(client, false);
          }
        } catch (IOException e) {
          heard.add("closed");
        }
      }
    });
  }

  @AfterEach
  void close() throws IOException {
    relay.close();
  }

  @Test
  void thePasswordGoesOnlyThroughTls() {
    try (var mail = mail(directory.resolve("ca.pem").toString())) {
      mail.report(news());
    }
    var secret =
        Base64.getEncoder()
            .encodeToString("lvs1\0lvs1\0sesame".getBytes(StandardCharsets.US_ASCII));
    assertThat(heard)
        .containsSubsequence("STARTTLS", "AUTH PLAIN " + secret, "DATA")
        .contains("Subject: [lvs1] VRRP Instance VI_1 - Entering MASTER state");
  }

  @Test
  void anUntrustedRelayGetsNeitherPasswordNorMail() {
    try (var mail = mail(null)) {
      mail.report(news());
      Awaitility.await().until(() -> heard.contains("STARTTLS"));
    }
    assertThat(heard).noneMatch(line -> line.startsWith("AUTH")).doesNotContain("DATA");
  }

  private static Notice news() {
    return new Notice.Moved(
        new Transition(Transition.Kind.INSTANCE, "VI_1", Transition.State.MASTER, 150));
  }

  @Test
  void aRelayMayBeSecureFromTheFirstByte() {
    isSecureFromTheStart = true;
    try (var mail = mail(directory.resolve("ca.pem").toString(), Security.TLS)) {
      mail.report(news());
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> heard.contains("."));
    }
    assertThat(heard).doesNotContain("STARTTLS").anyMatch(line -> line.startsWith("AUTH PLAIN"));
  }

  private Mail mail(@Nullable String ca) {
    return mail(ca, Security.STARTTLS);
  }

  private Mail mail(@Nullable String ca, Security security) {
    var config =
        new MailConfig(
            "127.0.0.1",
            relay.getLocalPort(),
            security,
            "lvs1",
            directory.resolve("password").toString(),
            "lvs1@example.org",
            List.of("ops@example.org"),
            "lvs1.example.org",
            Duration.ofSeconds(10),
            new TrustConfig(ca, false),
            true,
            Set.of());
    return new Mail(config, "lvs1", Duration.ofSeconds(20), NOON);
  }

  private void talk(Socket client, boolean secured) throws IOException {
    var in =
        new BufferedReader(
            new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
    if (!secured) {
      say(client, "220 relay");
    }
    boolean data = false;
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      heard.add(line);
      if (data) {
        data = !line.equals(".");
        if (!data) {
          say(client, "250 taken");
        }
      } else if (line.equals("STARTTLS")) {
        say(client, "220 go on");
        talk(secure(client), true);
        return;
      } else if (line.startsWith("EHLO")) {
        say(client, secured ? "250-relay\r\n250 AUTH PLAIN" : "250-relay\r\n250 STARTTLS");
      } else {
        data = line.equals("DATA");
        say(client, data ? "354 go on" : line.startsWith("AUTH") ? "235 welcome" : "250 ok");
      }
    }
  }

  private Socket secure(Socket client) throws IOException {
    var tls =
        (SSLSocket)
            requireNonNull(context)
                .getSocketFactory()
                .createSocket(client, "127.0.0.1", relay.getLocalPort(), true);
    tls.setUseClientMode(false);
    return tls;
  }

  private static void say(Socket client, String line) throws IOException {
    client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }
}
