package org.holdfast.agent.dbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.messages.Message;
import org.holdfast.agent.Configs;
import org.holdfast.agent.config.BusConfig;
import org.holdfast.agent.events.Events;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.io.InstanceStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the service with buses and callers that misbehave. */
final class BusServiceTest {

  private static final String VRRP = "/org/keepalived/Vrrp1/Vrrp";

  @TempDir private Path directory;
  private final Events events = new Events(NanoClock.wall());
  private final CompletableFuture<List<InstanceStatus>> begun =
      CompletableFuture.completedFuture(List.of());
  private FakeBus bus;

  @BeforeEach
  void listen() throws IOException {
    bus = new FakeBus(directory.resolve("bus"));
  }

  @AfterEach
  void close() throws IOException {
    bus.close();
  }

  private BusService start(CompletableFuture<List<InstanceStatus>> after) {
    var service =
        BusService.start(
            new BusConfig("org.a", "none"),
            Configs.of(Configs.PLAIN),
            bus.address,
            new NoHandlers(),
            after);
    events.follow(service);
    return service;
  }

  private void moved(String state) {
    events.publish("instance-moved", "VI", "", Map.of("state", state));
  }

  private static String words(Message message) throws DBusException {
    var values = message.getParameters();
    return message.getName() + (values.length == 0 ? "" : " " + values[0]);
  }

  @Test
  void theBusIsNotCalledBeforeTheInstancesHaveBegun() throws IOException {
    start(new CompletableFuture<>()).close();
    assertThat(bus.isAwaited()).isFalse();
  }

  @Test
  void signalsFollowTheStateInOrder() throws IOException, DBusException {
    var service = start(begun);
    moved("BACKUP");
    try (var peer = bus.accept()) {
      peer.answerName(1);
      assertThat(words(peer.read())).isEqualTo("VrrpStarted");
      assertThat(words(peer.read())).isEqualTo("VrrpStatusChange 1");
      moved("MASTER");
      assertThat(words(peer.read())).isEqualTo("VrrpStatusChange 2");
      events.publish("reloaded", "agent", "", Map.of());
      assertThat(words(peer.read())).isEqualTo("VrrpReloaded");
      service.close();
      assertThat(words(peer.read())).isEqualTo("VrrpStopped");
      assertThat(words(peer.read())).isEqualTo("ReleaseName org.a");
    }
  }

  @Test
  void aFloodOfCallsIsAnsweredOneByOne() throws IOException, DBusException {
    try (var _ = start(begun);
        var peer = bus.accept()) {
      peer.answerName(1);
      peer.read();
      for (int burst = 0; burst < 100; burst++) {
        for (int i = 0; i < 100; i++) {
          peer.send(Wire.call("/nope" + i, "org.a.B", "Do", null));
        }
        for (int i = 0; i < 100; i++) {
          assertThat(words(peer.read())).endsWith("UnknownObject No such object: /nope" + i);
        }
      }
    }
  }

  @Test
  void aHugeCallIsRefusedAndTheNextOneIsAnswered() throws IOException, DBusException {
    try (var _ = start(begun);
        var peer = bus.accept()) {
      peer.answerName(1);
      peer.read();
      peer.send(Wire.call(VRRP, BusObjects.VRRP, "PrintData", "s", "x".repeat(32 << 20)));
      assertThat(words(peer.read())).contains("LimitsExceeded");
      peer.send(Wire.call(VRRP, "org.freedesktop.DBus.Introspectable", "Introspect", null));
      assertThat(words(peer.read())).contains("PrintStatsClear");
    }
  }

  @Test
  void aBusThatDoesNotReadGetsTheLatestSignals() throws IOException, DBusException {
    int many = 100_000;
    try (var _ = start(begun);
        var peer = bus.accept()) {
      peer.answerName(1);
      peer.read();
      for (int i = 0; i < many; i++) {
        moved("MASTER");
      }
      moved("FAULT");
      int read = 0;
      while (!words(peer.read()).equals("VrrpStatusChange 3")) {
        read++;
      }
      assertThat(read).isLessThan(many);
    }
  }

  @Test
  void stoppingDoesNotWaitForABusThatDoesNotRead() throws IOException, DBusException {
    var service = start(begun);
    try (var peer = bus.accept()) {
      peer.answerName(1);
      peer.read();
      for (int i = 0; i < 100_000; i++) {
        moved("MASTER");
      }
      service.close();
      assertThatThrownBy(
              () -> {
                while (true) {
                  assertThat(peer.read()).isInstanceOf(DBusSignal.class);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aLostConnectionIsMadeAgain() throws IOException, DBusException {
    try (var _ = start(begun)) {
      try (var peer = bus.acceptSilently()) {
        peer.write("REJECTED");
      }
      try (var peer = bus.accept()) {
        peer.answerName(3); // another program owns it
      }
      try (var peer = bus.accept()) {
        peer.answerName(1);
        assertThat(words(peer.read())).isEqualTo("VrrpStarted");
      }
    }
  }

  private static final class NoHandlers implements BusHandlers {
    @Override
    public void printData() {}

    @Override
    public void printStatistics() {}

    @Override
    public void printStatisticsAndClear() {}

    @Override
    public void reload() {}

    @Override
    public void announce(String instance) {}
  }
}
