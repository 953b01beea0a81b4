package org.holdfast.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.holdfast.agent.config.Overrides;
import org.holdfast.agent.config.load.ConfigFile;
import org.holdfast.agent.config.load.Reading;
import org.holdfast.agent.events.AgentEvent;
import org.holdfast.agent.events.Events;
import org.holdfast.agent.metrics.Reloads;
import org.holdfast.agent.process.ServiceManager;
import org.holdfast.agent.services.LoadBalancer;
import org.holdfast.agent.status.ReloadReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReloaderTest {

  private static final String OTHER =
      Configs.PLAIN.replace("virtual-router-id: 51", "virtual-router-id: 51, priority: 77");

  @TempDir Path directory;

  private final LoadBalancer balancer = mock(LoadBalancer.class);
  private final ServiceManager systemd = mock(ServiceManager.class);
  private final Events events =
      new Events(Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC));
  private final List<AgentEvent> reported = new ArrayList<>();
  private final List<String> followed = new ArrayList<>();
  private final AtomicReference<ConfigFile.Loaded> loaded = new AtomicReference<>();
  private Path file;
  private Reloader reloader;

  private static final Reloader.RefusingPart ACCEPTS = _ -> {};

  @BeforeEach
  void anAgentRuns() throws Exception {
    file = directory.resolve("holdfast.yaml");
    when(balancer.refusals()).thenReturn(CompletableFuture.completedFuture(List.of()));
    events.follow(reported::add);
    write(Configs.PLAIN);
    reloader = reloader(Reading.of(file));
    reloader.parts(ACCEPTS, List.of(part("first"), part("second")));
  }

  private Reloader reloader(Reading reading) throws Exception {
    loaded.set(reading.load());
    return new Reloader(reading, loaded, balancer, events, systemd, () -> 5);
  }

  private Reloader.Part part(String name) {
    return next -> followed.add(name + " follows priority " + priority(next));
  }

  private static int priority(Reloader.Next next) {
    return next.config().vrrp().instances().getFirst().election().priority();
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }

  private ReloadReport reload() throws IOException {
    return ReloadReport.fromJson(reloader.reload("ops").join());
  }

  private List<String> kinds() {
    return reported.stream().map(AgentEvent::kind).toList();
  }

  @Test
  void everyPartFollowsInOrderBeforeTheConfigurationIsTheRunningOne() throws Exception {
    write(OTHER);
    reloader.parts(
        ACCEPTS,
        List.of(
            part("first"),
            next ->
                followed.add("still " + (reloader.config().equals(next.config()) ? "new" : "old")),
            part("last")));

    var report = reload();

    assertThat(followed)
        .containsExactly("first follows priority 77", "still old", "last follows priority 77");
    assertThat(report.applied()).isTrue();
    assertThat(report.changes()).singleElement().asString().contains("priority");
    assertThat(report.errors()).isEmpty();
    assertThat(reloader.config()).isEqualTo(Configs.of(OTHER));
    assertThat(reloader.source().text()).isEqualTo(OTHER);
    assertThat(reloader.reloads()).isEqualTo(new Reloads(1, 0, true));
    assertThat(reported.getFirst().kind()).isEqualTo("reloaded");
    assertThat(reported.getFirst().words()).isEqualTo("1 change");
    assertThat(reported.getFirst().details()).isEqualTo(Map.of("by", "ops", "changes", 1));
    var order = inOrder(systemd);
    order.verify(systemd).reloading(5);
    order.verify(systemd).ready("1 VRRP instance");
  }

  @Test
  void aFileThatSaysTheSameMovesNoPart() throws Exception {
    write(Configs.PLAIN + "# a comment\n");

    var report = reload();

    assertThat(report.applied()).isTrue();
    assertThat(report.changes()).isEmpty();
    assertThat(followed).isEmpty();
    assertThat(reloader.source().text()).endsWith("# a comment\n");
  }

  @Test
  void aFileWithAnErrorIsRefusedAndChangesNothing() throws Exception {
    write(OTHER.replace("77", "777"));

    var report = reload();

    assertThat(report.applied()).isFalse();
    assertThat(report.errors()).singleElement().asString().contains("777");
    assertThat(followed).isEmpty();
    assertThat(reloader.source().text()).isEqualTo(Configs.PLAIN);
    assertThat(reloader.reloads()).isEqualTo(new Reloads(0, 1, false));
    assertThat(reloader.refused().orElseThrow().firstError()).isEqualTo(report.errors().getFirst());
    assertThat(reloader.refused().orElseThrow().errors()).isEqualTo(1);
    assertThat(kinds()).containsExactly("reload-refused");
    assertThat(reported.getFirst().details()).isEqualTo(Map.of("by", "ops", "errors", 1));
    verify(systemd).ready("1 VRRP instance");
  }

  @Test
  void theNextReloadThatIsAppliedForgetsARefusedOne() throws Exception {
    write("x");
    var _ = reload();
    write(OTHER);
    var _ = reload();
    assertThat(reloader.refused()).isEmpty();
    assertThat(reloader.reloads()).isEqualTo(new Reloads(1, 1, true));
  }

  @Test
  void aPartThatRefusesStopsTheReloadBeforeTheOthers() throws Exception {
    write(OTHER);
    reloader.parts(
        next -> {
          throw new IOException("the port is in use");
        },
        List.of(part("second")));

    var report = reload();

    assertThat(report.applied()).isFalse();
    assertThat(report.errors()).containsExactly("the port is in use");
    assertThat(followed).isEmpty();
    assertThat(reloader.source().text()).isEqualTo(Configs.PLAIN);
    assertThat(kinds()).containsExactly("reload-refused");
  }

  @Test
  void aReloadThatFailedHalfWayIsDoneAgainByTheNextOne() throws Exception {
    write(OTHER);
    reloader.parts(
        ACCEPTS,
        List.of(
            part("first"),
            next -> {
              throw new IllegalStateException("a defect");
            }));

    var report = reload();
    assertThat(report.applied()).isFalse();
    assertThat(report.errors()).singleElement().asString().startsWith("failed half-way: ");
    assertThat(reloader.refused()).isPresent();
    assertThat(reloader.reloads()).isEqualTo(new Reloads(0, 1, false));
    verify(systemd).ready(anyString());

    reloader.parts(ACCEPTS, List.of(part("first"), part("second")));
    assertThat(reload().applied()).isTrue();
    assertThat(followed)
        .containsExactly(
            "first follows priority 77", "first follows priority 77", "second follows priority 77");
  }

  @Test
  void aMissingLinkIsAWarningAndNotAnError() throws Exception {
    write(Configs.PLAIN.replace("interface: lo", "interface: nope0"));
    var report = reload();
    assertThat(report.applied()).isTrue();
    assertThat(report.warnings()).singleElement().asString().contains("nope0");
  }

  @Test
  void strictReadingTreatsWarningsAsErrors() throws Exception {
    var strict = new Reading(file, null, true, Overrides.NONE);
    reloader = reloader(strict);
    Files.writeString(
        file,
        """
        global_defs {
          unknown_word
        }
        vrrp_instance VI {
          interface lo
          virtual_router_id 51
          virtual_ipaddress { 10.9.0.100/24 }
        }
        """);
    var report = reload();
    assertThat(report.applied()).isFalse();
    assertThat(report.warnings()).isEmpty();
    assertThat(report.errors()).anyMatch(error -> error.contains("unknown_word"));
  }

  @Test
  void refusalsOfTheKernelAreInTheReport() throws Exception {
    when(balancer.refusals()).thenReturn(CompletableFuture.completedFuture(List.of("no such")));
    write(OTHER);
    assertThat(reload().refusals()).containsExactly("no such");
  }

  @Test
  void aStopDoesNotWaitForTheKernelsRefusals() throws Exception {
    var warnings = new ArrayList<String>();
    var logger = Logger.getLogger(Reloader.class.getName());
    Filter collecting =
        entry -> {
          if (entry.getLevel().equals(Level.WARNING)) {
            warnings.add(entry.getMessage());
          }
          return true;
        };
    logger.setFilter(collecting);
    when(balancer.refusals())
        .thenAnswer(_ -> {
          CompletableFuture.runAsync(this::stop).join(); // while the reload awaits the refusals
          return CompletableFuture.completedFuture(List.of("no such"));
        });
    try {
      write(OTHER);
      assertThat(reload().refusals()).containsExactly("no such");
    } finally {
      logger.setFilter(null);
    }
    assertThat(warnings).noneMatch(line -> line.contains("still being applied"));
  }

  private void stop() {
    try {
      reloader.stop();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aPreviewReportsTheChangesAndAppliesNone() throws Exception {
    write(OTHER);

    var report = ReloadReport.fromJson(reloader.diff().join());

    assertThat(report.applied()).isFalse();
    assertThat(report.changes()).singleElement().asString().contains("priority");
    assertThat(followed).isEmpty();
    assertThat(reloader.source().text()).isEqualTo(Configs.PLAIN);
    assertThat(reloader.reloads()).isEqualTo(Reloads.NONE);
    verify(systemd, never()).reloading(anyLong());

    write("x");
    var refused = ReloadReport.fromJson(reloader.diff().join());
    assertThat(refused.errors()).isNotEmpty();
    assertThat(reloader.refused()).isEmpty();
  }

  @Test
  void theRunningConfigurationIsShownWithOrWithoutDefaults() {
    var said = text(reloader.running(false));
    var complete = text(reloader.running(true));
    assertThat(said).contains(file.toString()).contains("\"VI\"").doesNotContain("preempt");
    assertThat(complete).contains(file.toString()).contains("preempt");
    assertThat(text(reloader.printed(false))).contains("  VI:").doesNotContain("preempt");
    assertThat(text(reloader.printed(true))).contains("  VI:").contains("preempt");
  }

  private static String text(CompletableFuture<byte[]> answer) {
    return new String(answer.join(), StandardCharsets.UTF_8);
  }

  @Test
  void aHangUpReloadsSoon() throws Exception {
    write(OTHER);
    reloader.hangUp();
    Awaitility.await().until(() -> reloader.reloads().applied() == 1);
    Awaitility.await().until(() -> !reported.isEmpty());
    assertThat(reported.getFirst().details()).containsEntry("by", "SIGHUP");
  }

  @Test
  void requestsThatComeBeforeAReloadBeginsShareIt() throws Exception {
    write(OTHER);
    var began = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    reloader.parts(
        ACCEPTS,
        List.of(
            next -> {
              began.countDown();
              await(go);
            },
            part("second")));
    var first = reloader.reload("a");
    began.await();
    write(Configs.PLAIN);
    var second = reloader.reload("b");
    var third = reloader.reload("c");
    go.countDown();

    assertThat(first.join()).contains("priority");
    assertThat(second.join()).isEqualTo(third.join());
    assertThat(followed).hasSize(2);
    assertThat(reported).extracting(event -> event.details().get("by")).containsExactly("a", "b");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void noReloadBeginsOnceTheAgentStops() throws Exception {
    write(OTHER);
    reloader.stop();
    assertThat(reload().errors()).containsExactly("the agent is stopping");
    assertThat(followed).isEmpty();
    verify(systemd, never()).reloading(anyLong());
  }

  @Test
  void theStopDoesNotWaitForAReloadThatHangs() throws Exception {
    write(OTHER);
    var began = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    reloader.parts(
        ACCEPTS,
        List.of(next -> {
          began.countDown();
          await(go);
        }));
    var reload = reloader.reload("ops");
    began.await();
    reloader.stop();
    assertThat(reload).isNotDone();
    go.countDown();
    assertThat(reload.join()).contains("\"applied\"");
  }
}
