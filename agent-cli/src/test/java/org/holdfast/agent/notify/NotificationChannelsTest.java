package org.holdfast.agent.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.holdfast.vrrp.io.InstanceId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class NotificationChannelsTest {

  private static final NotificationChannels.Terms TERMS =
      new NotificationChannels.Terms(
          command -> List.of(), null, "lb1", Duration.ofSeconds(5), Clock.systemUTC());

  @TempDir private Path directory;

  private NotificationsConfig withFifo(Path path) {
    var fifo = new FifoConfig(FifoConfig.Topics.ALL, path.toString(), null, null, null);
    return new NotificationsConfig(List.of(fifo), false, true, false, null, List.of(), null);
  }

  private static Transition transition(
      Transition.Kind kind, Object subject, Transition.State state) {
    return new Transition(kind, subject, state, 100);
  }

  @Test
  void aReloadRepeatsTheStatesUnderTheCurrentNames() throws IOException {
    var path = directory.resolve("fifo");
    var renamed = mock(InstanceId.class);
    when(renamed.toString()).thenReturn("VI_1");
    var removed = new InstanceId("VI_2");
    try (var channels = new NotificationChannels(withFifo(path), TERMS)) {
      Awaitility.await().until(() -> Files.exists(path));
      channels.report(
          transition(Transition.Kind.INSTANCE, renamed, Transition.State.MASTER), false);
      channels.report(
          transition(Transition.Kind.INSTANCE, removed, Transition.State.DELETED), false);
      when(renamed.toString()).thenReturn("web");
      channels.reloaded();
      channels.report(transition(Transition.Kind.GROUP, "end", Transition.State.MASTER), false);

      try (var reader = Files.newBufferedReader(path)) {
        assertThat(List.of(reader.readLine(), reader.readLine(), reader.readLine()))
            .containsExactly(
                "INSTANCE \"VI_1\" MASTER 100",
                "INSTANCE \"VI_2\" DELETED 100",
                "INSTANCE \"web\" MASTER 100");
        assertThat(reader.readLine()).isEqualTo("GROUP \"end\" MASTER 100");
      }
    }
  }

  private static NotificationsConfig withMail(ServerSocket relay, String from) {
    var mail =
        new MailConfig(
            "127.0.0.1",
            relay.getLocalPort(),
            MailConfig.Security.NONE,
            null,
            null,
            from,
            List.of("ops@example.org"),
            "lvs1.example.org",
            Duration.ofMinutes(5),
            TrustConfig.STANDARD,
            true,
            Set.of());
    return new NotificationsConfig(List.of(), false, true, false, mail, List.of(), null);
  }

  @Test
  @Timeout(60)
  void settingsThatWereReplacedThreeTimesAgoAreGivenUp() throws IOException {
    var news = new Notice.ServerTurned("[192.0.2.1]:tcp:80", "[10.0.0.1]:tcp:80", false, "");
    try (var relay = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var channels = new NotificationChannels(withMail(relay, "a@example.org"), TERMS);
      channels.report(news, true);
      try (var oldest = relay.accept()) { // a relay that does not answer
        for (var from : List.of("b@example.org", "c@example.org", "d@example.org")) {
          channels = channels.follow(withMail(relay, from), TERMS);
        }
        assertThat(oldest.getInputStream().read()).as("the end of the connection").isNegative();
      } finally {
        channels.close();
      }
    }
  }
}
