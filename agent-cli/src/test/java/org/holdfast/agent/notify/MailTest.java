package org.holdfast.agent.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.holdfast.agent.notify.MailConfig.Security;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests mail with a relay that behaves as the test determines. */
class MailTest {

  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-01-02T12:00:00Z"), ZoneOffset.UTC);
  private static final Duration STOP_WAIT = Duration.ofSeconds(20);

  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  private final ServerSocket relay;

  MailTest() throws IOException {
    relay = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    relay.close();
  }

  @Test
  void oneTransitionIsAMailWithKeepalivedsSubject() {
    serve("250 ok");
    try (var mail = mail(Security.NONE)) {
      mail.report(moved("VI_1"));
    }
    assertThat(heard)
        .contains(
            "EHLO lvs1.example.org",
            "MAIL FROM:<lvs1@example.org>",
            "RCPT TO:<ops@example.org>",
            "Subject: [lvs1] VRRP Instance VI_1 - Entering MASTER state",
            "=> VRRP Instance is now owning VRRP VIPs <=");
  }

  @Test
  void aRackThatFailsCausesOneMail() {
    serve("250 ok");
    try (var mail = mail(Security.NONE)) {
      for (int i = 0; i < 40; i++) {
        mail.report(
            new Notice.ServerTurned("[192.0.2.1]:tcp:80", "[10.0.0." + i + "]:tcp:80", false, ""));
      }
    }
    assertThat(heard.stream().filter("DATA"::equals)).hasSize(1);
    assertThat(heard.stream().filter(line -> line.endsWith("- DOWN"))).hasSize(40);
    assertThat(heard)
        .filteredOn(line -> line.startsWith("Subject: "))
        .singleElement()
        .asString()
        .startsWith("Subject: [lvs1] Realserver [10.0.0.0]:tcp:80");
  }

  @Test
  void aRelayWithoutStarttlsGetsNoMailIfStarttlsIsRequired() {
    serve("250 ok");
    try (var mail = mail(Security.STARTTLS)) {
      mail.report(moved("VI_1"));
      Awaitility.await().until(() -> heard.contains("EHLO lvs1.example.org"));
    }
    assertThat(heard).doesNotContain("DATA");
  }

  @Test
  void aRelayThatRefusesIsTriedAgain() {
    serve("451 later");
    try (var mail = mail(Security.NONE)) {
      mail.report(moved("VI_1"));
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> heard.stream().filter(line -> line.startsWith("EHLO")).count() >= 2);
    }
    assertThat(heard).doesNotContain("DATA");
  }

  @Test
  void aRefusedRecipientDoesNotCostTheOthersTheMail() {
    serve("250 ok");
    try (var mail = mail(Security.NONE, "ops@example.org", "gone@example.org")) {
      mail.report(moved("VI_1"));
      Awaitility.await().until(() -> heard.contains("."));
    }
    assertThat(heard).contains("RCPT TO:<gone@example.org>");
    assertThat(heard.stream().filter("DATA"::equals)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"220 a line without end", "220-a reply without end\r\n"})
  void aReplyWithoutEndIsNotCollected(String piece) {
    var sent = new AtomicLong();
    var cutOff = new CountDownLatch(1);
    Thread.startVirtualThread(() -> {
      var bytes = piece.repeat(1000).getBytes(StandardCharsets.US_ASCII);
      try (var client = relay.accept()) {
        while (sent.addAndGet(bytes.length) < 64 << 20) {
          client.getOutputStream().write(bytes);
        }
      } catch (IOException e) {
        cutOff.countDown();
      }
    });
    try (var mail = mail(Security.NONE)) {
      mail.report(moved("VI_1"));
      Awaitility.await().until(() -> cutOff.getCount() == 0);
      mail.abandon();
    }
    assertThat(sent.get()).as("with what the sockets' buffers hold").isLessThan(16 << 20);
  }

  private static Notice moved(String instance) {
    return new Notice.Moved(
        new Transition(Transition.Kind.INSTANCE, instance, Transition.State.MASTER, 150));
  }

  private Mail mail(Security security) {
    return mail(security, "ops@example.org");
  }

  private Mail mail(Security security, String... to) {
    var config =
        new MailConfig(
            "127.0.0.1",
            relay.getLocalPort(),
            security,
            null,
            null,
            "lvs1@example.org",
            List.of(to),
            "lvs1.example.org",
            Duration.ofSeconds(5),
            TrustConfig.STANDARD,
            true,
            Set.of());
    return new Mail(config, "lvs1", STOP_WAIT, NOON);
  }

  /** Answers every command except DATA and QUIT with this. */
  private void serve(String answer) {
    Thread.startVirtualThread(() -> {
      while (!relay.isClosed()) {
        try (var client = relay.accept()) {
          talk(client, answer);
        } catch (IOException e) {
          heard.add("closed");
        }
      }
    });
  }

  private void talk(Socket client, String answer) throws IOException {
    var in =
        new BufferedReader(
            new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
    say(client, "220 relay");
    boolean data = false;
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      heard.add(line);
      if (data) {
        data = !line.equals(".");
        if (!data) {
          say(client, "250 taken");
        }
      } else if (line.equals("DATA")) {
        data = true;
        say(client, "354 go on");
      } else if (line.equals("QUIT")) {
        say(client, "221 bye");
      } else {
        say(
            client,
            line.startsWith("EHLO")
                ? "250 relay"
                : line.contains("gone@") ? "550 no such user" : answer);
      }
    }
  }

  private static void say(Socket client, String line) throws IOException {
    client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }
}
